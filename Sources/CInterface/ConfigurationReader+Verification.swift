internal import CSecureSockets
internal import SecureSocketCore

extension ConfigurationReader {
    /// What the peer may prove itself with; where nothing says so, what is pinned does.
    func readCertificateTypes(_ verification: inout PeerVerification) throws(TLSError) {
        let count = unsafe fields.certificate_type_count
        let numbers = unsafe try Input.list(fields.certificate_types, count, "certificate types")
        guard !numbers.isEmpty else {
            if !verification.pinnedPublicKeys.isEmpty { verification.certificateTypes = [.rawPublicKey] }
            return
        }
        var types: [CertificateType] = []
        for number in numbers {
            let type = try CertificateType(number: number)
            guard !types.contains(type) else { throw .configuration("a certificate type is named twice") }
            types.append(type)
        }
        verification.certificateTypes = types
    }

    /// How long chains may be, and how weak keys and signatures.
    func readStrictness(_ verification: inout PeerVerification) throws(TLSError) {
        guard unsafe fields.has_maximum_depth != 0 || fields.maximum_depth == 0 else {
            throw .configuration("a maximum_depth is given without has_maximum_depth")
        }
        verification.maximumDepth = unsafe fields.has_maximum_depth == 0 ? nil : Int(fields.maximum_depth)
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
            unsafe former.host.withCString { host in
                unsafe new.host.withCString { newHost in
                    unsafe ask.run { call, context in
                        unsafe call(context, host, former.port, newHost, new.port) != 0
                    }
                }
            }
        }
    }
}

extension CertificateType {
    /// EINVAL for a number of the header's that is none.
    fileprivate init(number: UInt8) throws(TLSError) {
        switch Int(number) {
        case Int(SECSOCK_CERTIFICATE_TYPE_X509): self = .x509
        case Int(SECSOCK_CERTIFICATE_TYPE_RAW_PUBLIC_KEY): self = .rawPublicKey
        default: throw .configuration("a certificate type is \(number): wanted SECSOCK_CERTIFICATE_TYPE_...")
        }
    }
}
