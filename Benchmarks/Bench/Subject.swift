internal import CBaseline
internal import Foundation
internal import SecureSockets

/// One kind of association, made ready in C and in Swift alike.
@safe final class Subject {
    let name: String
    /// The sizes of records that are measured.
    let sizes: [Int]
    /// How many handshakes make a round.
    let handshakesInRound: Int
    let client: DefaultBackend
    let server: DefaultBackend
    private let baseline: OpaquePointer

    private init(
        _ name: String,
        _ sizes: [Int],
        _ handshakesInRound: Int,
        _ baseline: OpaquePointer?,
        _ client: DefaultBackend,
        _ server: DefaultBackend
    ) throws {
        guard let baseline = unsafe baseline else { throw BenchError.baselineFailed(name) }
        self.name = name
        self.sizes = sizes
        self.handshakesInRound = handshakesInRound
        unsafe self.baseline = unsafe baseline
        self.client = client
        self.server = server
    }

    deinit { unsafe baseline_free(baseline) }

    static func preSharedKey() throws -> Subject {
        let key = PreSharedKey(identity: "device", key: Secret(Array("0123456789abcdef".utf8)))
        var configuration = TLSConfiguration.datagram(.preSharedKey(key))
        configuration.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8]
        configuration.serverName = "localhost"
        let backend = try DefaultBackend(configuration)
        return try unsafe Subject("DTLS 1.2 PSK-CCM8", [32, 1024], 500, baseline_make_psk(), backend, backend)
    }

    static func certificate(_ folder: String) throws -> Subject {
        func bytes(_ name: String) throws -> [UInt8] {
            try [UInt8](Data(contentsOf: URL(filePath: folder + "/" + name)))
        }
        let (certificate, key, anchor) = try (bytes("server.der"), bytes("server.key.der"), bytes("ca.der"))
        var client = TLSConfiguration.stream()
        client.verification = .anchors([anchor])
        // The host is given as an address, so that nobody looks a name up.
        client.serverName = "localhost"
        let own = CertificateCredentials(chain: [certificate], privateKey: Secret(key))
        var server = TLSConfiguration.stream(.certificate(own))
        server.verification = .anchors([anchor])
        client.versions = [.tls13]
        server.versions = [.tls13]
        client.cipherSuites = [.TLS_AES_128_GCM_SHA256]
        server.cipherSuites = [.TLS_AES_128_GCM_SHA256]
        return try unsafe Subject(
            "TLS 1.3 ECDSA P-256",
            [32, 1024, 16_384],
            100,
            baseline_make_certificate(certificate, certificate.count, key, key.count, anchor, anchor.count),
            DefaultBackend(client),
            DefaultBackend(server)
        )
    }

    /// Both ends of C in memory.
    func pairOfBaseline() throws -> BaselinePair { try unsafe BaselinePair(baseline_connect(baseline)) }

    /// A port of C on 127.0.0.1.
    func listenerOfBaseline() throws -> BaselineListener {
        try unsafe BaselineListener(baseline_listen(baseline), self)
    }

    /// A client of C, from an address of its own where one is given.
    func clientOfBaseline(from host: UInt32 = 0, to port: UInt16) throws -> BaselineSocket {
        try unsafe BaselineSocket(baseline_dial(baseline, host, port))
    }
}
