internal import CSecureSockets
internal import SecureSocketCore

extension ConfigurationReader {
    /// What the peer may prove itself with; where nothing says so, what is pinned does.
    func certificateTypes(hasPinnedKeys: Bool) throws(TLSError) -> [CertificateType] {
        let accepts = unsafe Int(fields.accepts)
        guard accepts <= Int(SECSOCK_ACCEPTS_RAW_PUBLIC_KEY_OR_X509) else {
            throw .configuration("accepts is \(accepts)")
        }
        let isKeyFirst =
            accepts == Int(SECSOCK_ACCEPTS_DEFAULT)
            ? hasPinnedKeys
            : accepts == Int(SECSOCK_ACCEPTS_RAW_PUBLIC_KEY) || accepts == Int(SECSOCK_ACCEPTS_RAW_PUBLIC_KEY_OR_X509)
        let first = isKeyFirst ? CertificateType.rawPublicKey : .x509
        guard accepts >= Int(SECSOCK_ACCEPTS_X509_OR_RAW_PUBLIC_KEY) else { return [first] }
        return [first, isKeyFirst ? .x509 : .rawPublicKey]
    }

    /// How long chains may be, and how weak keys and signatures.
    func readStrictness(_ verification: inout PeerVerification) {
        let depth = unsafe Int(fields.maximum_depth)
        verification.maximumDepth = unsafe depth == 0 && fields.has_maximum_depth == 0 ? nil : depth
        verification.strength.allowsCollidingDigests = unsafe fields.allows_colliding_digests != 0
        if unsafe fields.minimum_modulus_bits != 0 {
            verification.strength.modulusBits = unsafe Int(clamping: fields.minimum_modulus_bits)
        }
        if unsafe fields.minimum_curve_bits != 0 {
            verification.strength.curveBits = unsafe Int(clamping: fields.minimum_curve_bits)
        }
    }

    /// Whether associations with connection IDs may move, by the caller's word.
    func permitsMove() -> (@Sendable (SocketAddress, SocketAddress) -> Bool)? {
        guard let callback = unsafe fields.permits_move else { return nil }
        let ask = unsafe CallbackOf(callback, fields.move_context)
        return { former, new in
            var isPermitted = false
            unsafe former.host.lend { host in
                unsafe new.host.lend { newHost in
                    unsafe ask.run { call, context in
                        isPermitted = unsafe call(context, host, former.port, newHost, new.port) != 0
                    }
                }
            }
            return isPermitted
        }
    }
}

extension String {
    /// Lends the text with its NUL; one function for all callbacks, since the standard library's is inlined in each place.
    @inline(never) func lend(_ body: (UnsafePointer<CChar>) -> Void) {
        unsafe withCString { unsafe body($0) }
    }
}
