internal import CBaseline
internal import Foundation
internal import SecureSockets

/// A backend with plain C on the same library beside it.
protocol MeasuredBackend: TLSBackend {
    static var baseline: baseline_library { get }
}

#if GnuTLS
extension GnuTLSBackend: MeasuredBackend {
    static var baseline: baseline_library { baseline_gnutls }
}
#endif

#if OpenSSL
extension OpenSSLBackend: MeasuredBackend {
    static var baseline: baseline_library { baseline_openssl }
}
#endif

/// A kind of association that is measured.
enum Kind: CaseIterable {
    case preSharedKey
    case certificate

    var name: String {
        switch self {
        case .preSharedKey: "DTLS 1.2 PSK-CCM8"
        case .certificate: "TLS 1.3 ECDSA P-256"
        }
    }

    /// The sizes of records that are measured.
    var sizes: [Int] { self == .preSharedKey ? [32, 1024] : [32, 1024, 16_384] }

    /// How many handshakes make a round.
    var handshakesInRound: Int { self == .preSharedKey ? 500 : 100 }

    /// How many resumptions make a round.
    var resumptionsInRound: Int { 500 }
}

/// One kind of association, made ready in C and in Swift alike.
@safe final class Subject<Backend: MeasuredBackend> {
    let client: Backend
    let server: Backend
    private let baseline: OpaquePointer

    private init(_ baseline: OpaquePointer?, _ client: Backend, _ server: Backend) throws {
        guard let baseline = unsafe baseline else { throw BenchError.baselineFailed("credentials") }
        unsafe self.baseline = unsafe baseline
        self.client = client
        self.server = server
    }

    deinit { unsafe baseline_free(baseline) }

    /// `folder` is that of the test certificates.
    static func make(_ kind: Kind, _ folder: String, givesTickets: Bool = false) throws -> Subject {
        switch kind {
        case .preSharedKey: try preSharedKey(givesTickets: givesTickets)
        case .certificate: try certificate(folder, givesTickets)
        }
    }

    static func preSharedKey(givesTickets: Bool = false) throws -> Subject {
        let key = PreSharedKey(identity: "device", key: Secret(Array("0123456789abcdef".utf8)))
        var configuration = TLSConfiguration.datagram(.preSharedKey(key))
        configuration.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8]
        configuration.serverName = "localhost"
        let client = try Backend(configuration)
        if givesTickets { configuration.resumption = .tickets(try .random()) }
        let server = givesTickets ? try Backend(configuration) : client
        return try unsafe Subject(baseline_make_psk(Backend.baseline), client, server)
    }

    private static func certificate(_ folder: String, _ givesTickets: Bool) throws -> Subject {
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
        if givesTickets { server.resumption = .tickets(try .random()) }
        let library = Backend.baseline
        return try unsafe Subject(
            baseline_make_certificate(library, certificate, certificate.count, key, key.count, anchor, anchor.count),
            Backend(client),
            Backend(server)
        )
    }

    /// Both ends of C in memory.
    func pairOfBaseline() throws -> BaselinePair { try unsafe BaselinePair(baseline_connect(baseline)) }

    /// The session of a full handshake of C, whose servers give tickets from now on.
    func sessionOfBaseline() throws -> BaselineSession {
        guard unsafe baseline_allow_tickets(baseline) == 0 else { throw BenchError.baselineFailed("tickets") }
        return try unsafe BaselineSession(baseline_save(baseline))
    }

    /// Both ends of C in memory, after a handshake that resumed a session.
    func pairOfBaseline(resuming session: BaselineSession) throws -> BaselinePair {
        try unsafe BaselinePair(baseline_resume(baseline, session.session))
    }

    /// A port of C on 127.0.0.1.
    func listenerOfBaseline() throws -> BaselineListener {
        try unsafe BaselineListener(baseline_listen(baseline), self)
    }

    /// A client of C, from an address of its own where one is given.
    func clientOfBaseline(from host: UInt32 = 0, to port: UInt16) throws -> BaselineSocket {
        try unsafe BaselineSocket(baseline_dial(baseline, host, port))
    }

    /// A client of C that resumes a session.
    func clientOfBaseline(resuming session: BaselineSession, to port: UInt16) throws -> BaselineSocket {
        try unsafe BaselineSocket(baseline_dial_again(baseline, port, session.session))
    }
}
