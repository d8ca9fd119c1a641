internal import SecureSockets
internal import TestSupport

/// What an end is told, in words that no program has: each end translates them into its own.
struct Orders: Sendable {
    var version: TLSVersion
    /// The certificate of the end, by its name in `certs/`; nil for none.
    var certificate: String?
    /// Whether the certificate is to be sent with the intermediate one.
    var sendsIntermediate = false
    /// The revocation list to enforce, by its name in `certs/`.
    var revocationList: String?
    /// Whether a server wants a certificate of its clients.
    var requiresClientCertificate = false
    /// The pre-shared key; nil for certificates.
    var key: Key?
    /// The only suite; nil for what the end does unless told otherwise.
    var suite: CipherSuite?
    /// The application protocol that is offered or wanted.
    var applicationProtocol: String?
    /// The name that a client wants to see in the certificate.
    var serverName = "localhost"
    /// Whether a program prints the alerts that pass, and much else.
    var isTraced = true
    /// What a program is told besides, in its own words.
    var extra: [String] = []

    /// An identity and a key.
    struct Key: Sendable {
        var identity = TLSConfiguration.testIdentity
        var bytes = TLSConfiguration.testKey

        var hexadecimal: String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    var kind: TransportKind { version.isDatagram ? .datagram : .stream }

    /// The same orders with a change.
    func with(_ change: (inout Orders) -> Void) -> Orders {
        var orders = self
        change(&orders)
        return orders
    }

    /// Our own end that follows them.
    func configuration(_ role: Role) throws -> TLSConfiguration {
        var configuration = try base(role)
        configuration.versions = [version]
        if let suite { configuration.cipherSuites = [suite] }
        if let applicationProtocol { configuration.applicationProtocols = [applicationProtocol] }
        if let revocationList {
            configuration.verification.revocationLists = .bytes(try Certificates.bytes(revocationList + ".pem"))
        }
        if role == .client { configuration.serverName = serverName }
        // Nothing is lost on loopback, but a slow machine may be late.
        configuration.handshakeTimeouts = try HandshakeTimeouts(minimum: .seconds(1), maximum: .seconds(8))
        return configuration
    }

    private func base(_ role: Role) throws -> TLSConfiguration {
        if let key { return .psk(kind, identity: Array(key.identity.utf8), key: key.bytes) }
        guard role == .server else { return try client() }
        let name = certificate ?? "server"
        let policy: ClientCertificatePolicy = requiresClientCertificate ? .required : .none
        return try .server(kind, certificate: name, chain: chain(name), clients: policy)
    }

    private func client() throws -> TLSConfiguration {
        var configuration = try TLSConfiguration.client(kind)
        guard let certificate else { return configuration }
        let own = try Certificates.credentials(certificate, chain: chain(certificate))
        let verification = configuration.verification
        configuration = TLSConfiguration(kind, credentials: .certificate(own))
        configuration.verification = verification
        return configuration
    }

    private func chain(_ name: String) -> String? {
        sendsIntermediate ? name + ".chain.pem" : nil
    }
}

/// One way in which two ends can meet: the version, and what they prove themselves with.
struct Meeting: Sendable, CustomStringConvertible {
    let description: String
    let client: Orders
    let server: Orders

    /// Every version with every kind of proof.
    static let all: [Meeting] = [TLSVersion.tls12, .tls13, .dtls12].flatMap { version in
        preSharedKeys(version) + certificates(version)
    }

    private static func preSharedKeys(_ version: TLSVersion) -> [Meeting] {
        let suites: [CipherSuite] =
            switch version {
            case .tls13: [.TLS_AES_128_GCM_SHA256]
            case .dtls12: [.TLS_PSK_WITH_AES_128_CCM_8, .TLS_PSK_WITH_AES_128_GCM_SHA256]
            default: [.TLS_PSK_WITH_AES_128_GCM_SHA256, .TLS_PSK_WITH_AES_128_CCM_8]
            }
        return suites.map { suite in
            let orders = Orders(version: version, key: .init(), suite: suite)
            return Meeting(description: "\(version.name), key, \(suite)", client: orders, server: orders)
        }
    }

    private static func certificates(_ version: TLSVersion) -> [Meeting] {
        let plain = Orders(version: version, applicationProtocol: "coap")
        func meeting(_ what: String, _ server: String, _ client: String?, isChain: Bool = false) -> Meeting {
            Meeting(
                description: "\(version.name), \(what)",
                client: plain.with { orders in
                    orders.certificate = client
                    orders.sendsIntermediate = isChain
                },
                server: plain.with { orders in
                    orders.certificate = server
                    orders.sendsIntermediate = isChain
                    orders.requiresClientCertificate = client != nil
                }
            )
        }
        return [
            meeting("P-256", "server", nil),
            meeting("RSA", "server-rsa", nil),
            meeting("P-256 of both", "server", "client"),
            meeting("RSA of both", "server-rsa", "client-rsa"),
            meeting("P-256 and RSA", "server", "client-rsa"),
            meeting("chains of both", "server-intermediate", "client-intermediate", isChain: true),
        ]
    }
}
