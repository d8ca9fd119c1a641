internal import CSecureSockets
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `How strict a client of the C interface is` {
    private static let invalid = CInt(SystemErrorCode.invalidArgument.rawValue)

    @Test func `is the least bits of a key`() throws {
        #expect(try Self.outcome("server-rsa") { _ in }.isSuccess)
        #expect(try Self.outcome("server-rsa") { unsafe $0.minimum_modulus_bits = 2048 }.isSuccess)
        let modulus = try Self.outcome("server-rsa") { unsafe $0.minimum_modulus_bits = 2049 }
        #expect(modulus.reason == SECSOCK_REASON_BAD_CERTIFICATE)
        #expect(try Self.outcome("server") { unsafe $0.minimum_curve_bits = 256 }.isSuccess)
        let curve = try Self.outcome("server") { unsafe $0.minimum_curve_bits = 257 }
        #expect(curve.reason == SECSOCK_REASON_BAD_CERTIFICATE)
    }

    @Test func `is whether digests may collide`() throws {
        #expect(try Self.outcome("server-sha1") { _ in }.reason == SECSOCK_REASON_BAD_CERTIFICATE)
        #expect(try Self.outcome("server-sha1") { unsafe $0.allows_colliding_digests = 1 }.isSuccess)
    }

    @Test func `is the most CAs in between`() throws {
        let chain = "server-intermediate.chain.pem"
        #expect(try Self.outcome("server-intermediate", chain) { _ in }.isSuccess)
        #expect(try Self.outcome("server-intermediate", chain) { unsafe $0.maximum_depth = 1 }.isSuccess)
        let none = try Self.outcome("server-intermediate", chain) { unsafe $0.has_maximum_depth = 1 }
        #expect(none.reason == SECSOCK_REASON_BAD_CERTIFICATE)
    }

    @Test(
        arguments: [true, false],
        [
            SECSOCK_ACCEPTS_X509_OR_RAW_PUBLIC_KEY, SECSOCK_ACCEPTS_RAW_PUBLIC_KEY_OR_X509,
        ]
    )
    func `is what the peer may prove itself with, certificate and key at once`(_ hasKey: Bool, _ accepts: Int) throws {
        guard DefaultBackend.features.contains(.rawPublicKeys), ServerBackend.can(.rawPublicKeys) else { return }
        let server: TLSConfiguration = try hasKey ? .rawPublicKey(.stream, own: "server") : .server(.stream)
        let joined = try Joined(Self.context(accepting: accepts), server)
        let expected = hasKey ? SECSOCK_CERTIFICATE_TYPE_RAW_PUBLIC_KEY : SECSOCK_CERTIFICATE_TYPE_X509
        #expect(Int(joined.client.negotiated().fields.peer_certificate_type) == expected)
    }

    @Test func `is what the peer may prove itself with, and nothing else`() throws {
        let x509 = CContext.failure(SECSOCK_STREAM) { configuration, arena in
            unsafe configuration.pinned_public_keys = .bytes((try? Certificates.publicKey("server")) ?? [], arena)
            unsafe configuration.accepts = UInt8(SECSOCK_ACCEPTS_X509)
        }
        #expect(x509.error.number == Self.invalid)
        let key = CContext.failure(SECSOCK_STREAM) { configuration, arena in
            CContext.anchors(&configuration, arena)
            unsafe configuration.accepts = UInt8(SECSOCK_ACCEPTS_RAW_PUBLIC_KEY)
        }
        #expect(!key.error.isSuccess)
        for accepts in [5, 255] as [UInt8] {
            let failure = CContext.failure(SECSOCK_STREAM) { configuration, arena in
                CContext.anchors(&configuration, arena)
                unsafe configuration.accepts = accepts
            }
            #expect(failure.error.number == Self.invalid)
            #expect(failure.text.contains("accepts is \(accepts)"))
        }
    }

    private static func context(accepting accepts: Int) throws -> CContext {
        try CContext(SECSOCK_STREAM) { configuration, arena in
            CContext.anchors(&configuration, arena)
            unsafe configuration.pinned_public_keys = .bytes((try? Certificates.publicKey("server")) ?? [], arena)
            unsafe configuration.accepts = UInt8(accepts)
        }
    }

    /// What the handshake with a server that has a certificate comes to.
    @safe private static func outcome(
        _ name: String,
        _ chain: String? = nil,
        _ fill: (inout secsock_configuration) -> Void
    ) throws -> CError {
        let context = try CContext(SECSOCK_STREAM) { configuration, arena in
            CContext.anchors(&configuration, arena)
            unsafe configuration.maximum_version = UInt16(SECSOCK_TLS12)
            unsafe fill(&configuration)
        }
        let (near, far) = MemoryTransport.pair(.stream)
        let credentials = try Certificates.credentials(name, chain: chain, pem: true)
        let server = try ServerSocket(TLSConfiguration(.stream, credentials: .certificate(credentials)))
        let done = onThread { try server.upgrade(far, as: .server, within: .seconds(20)) }
        let client = try CSocket(context)
        let error = client.handshake(CallbackWire(near))
        _ = client.close()
        _ = done.take()
        return error
    }
}
