internal import SecureSockets
internal import TestSupport

/// One fault, and the alert that the end that finds it sends.
struct Refusal: Sendable, CustomStringConvertible {
    let description: String
    var client: Orders
    var server: Orders
    var alert: TLSAlert
    /// Why, to the end that refuses.
    let reason: Reason
    /// Why, to the end that is refused: what the alert says.
    var reasonGiven = Reason.refusedByPeer

    init(_ what: String, _ orders: Orders, _ alert: TLSAlert.Description, _ reason: Reason) {
        description = "\(orders.version.name), \(what)"
        client = orders
        server = orders
        self.alert = .fatal(alert)
        self.reason = reason
    }

    /// The same with a change.
    func with(_ change: (inout Refusal) -> Void) -> Refusal {
        var refusal = self
        change(&refusal)
        return refusal
    }

    /// The same where the one who refuses is known to say something else, in one version or in all.
    func says(_ alert: TLSAlert.Description, _ reason: Reason? = nil, in version: TLSVersion? = nil) -> Refusal {
        with { refusal in
            guard version == nil || version == client.version else { return }
            refusal.alert = .fatal(alert)
            if let reason { refusal.reasonGiven = reason }
        }
    }

    static let versions: [TLSVersion] = [.tls12, .tls13, .dtls12]

    /// What is wrong with a certificate: its name in `certs/`, and what the other end says about it.
    struct Defect: Sendable {
        let certificate: String
        let alert: TLSAlert.Description
        let reason: Reason

        init(_ certificate: String, _ alert: TLSAlert.Description, _ reason: Reason) {
            self.certificate = certificate
            self.alert = alert
            self.reason = reason
        }
    }

    /// The client refuses the server's certificate.
    static func servers(_ defects: [Defect]) -> [Refusal] {
        versions.flatMap { version in
            defects.map { defect in
                Refusal(defect.certificate, Orders(version: version), defect.alert, defect.reason).with { refusal in
                    refusal.server.certificate = defect.certificate
                    if defect.reason == .revoked { refusal.client.revocationList = "ca.crl" }
                }
            }
        }
    }

    /// The server refuses the client's certificate.
    static func clients(_ defects: [Defect]) -> [Refusal] {
        versions.flatMap { version in
            defects.map { defect in
                Refusal(defect.certificate, Orders(version: version), defect.alert, defect.reason).with { refusal in
                    refusal.server.certificate = "server"
                    refusal.server.requiresClientCertificate = true
                    refusal.client.certificate = defect.certificate
                    if defect.reason == .revoked { refusal.server.revocationList = "ca.crl" }
                }
            }
        }
    }

    /// The client has no certificate, and the server wants one.
    static let withoutCertificate: [Refusal] = versions.map { version in
        let alert: TLSAlert.Description = version == .tls13 ? .certificateRequired : .handshakeFailure
        return Refusal("no certificate", Orders(version: version), alert, .certificateRequired).with { refusal in
            refusal.server.certificate = "server"
            refusal.server.requiresClientCertificate = true
            if version == .tls13 { refusal.reasonGiven = .certificateRequired }
        }
    }

    /// The two ends have no suite in common.
    static let withoutCommonSuite: [Refusal] = versions.map { version in
        Refusal("no common suite", Orders(version: version), .handshakeFailure, .noCommonSuite).with { refusal in
            refusal.server.certificate = "server"
            let is13 = version == .tls13
            refusal.client.suite = is13 ? .TLS_AES_128_GCM_SHA256 : .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
            refusal.server.suite = is13 ? .TLS_AES_256_GCM_SHA384 : .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
        }
    }

    /// The two ends have no version in common.
    static let withoutCommonVersion: [Refusal] = [(TLSVersion.tls12, TLSVersion.tls13), (.tls13, .tls12)].map { pair in
        let what = "a server of " + pair.1.name
        return Refusal(what, Orders(version: pair.0), .protocolVersion, .versionRefused).with { refusal in
            refusal.server.certificate = "server"
            refusal.server.version = pair.1
            refusal.reasonGiven = .versionRefused
        }
    }

    /// The server speaks older versions than the client wants, and says so in its hello.
    static let ofOldServers: [Refusal] = [(TLSVersion.tls12, TLSVersion.tls11), (.dtls12, .dtls10)].map { pair in
        let what = "a server of " + pair.1.name
        return Refusal(what, Orders(version: pair.0), .protocolVersion, .versionRefused).with { refusal in
            refusal.server.certificate = "server-rsa"
            refusal.server.version = pair.1
            refusal.client.suite = CipherSuite(name: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")
        }
    }

    /// The client speaks older versions than the server wants.
    static let ofOldClients: [Refusal] = [(TLSVersion.tls11, TLSVersion.tls12), (.dtls10, .dtls12)].map { pair in
        let what = "a server of " + pair.1.name
        return Refusal(what, Orders(version: pair.0), .protocolVersion, .versionRefused).with { refusal in
            refusal.server.certificate = "server-rsa"
            refusal.server.version = pair.1
        }
    }

    /// The two ends have no application protocol in common.
    static let withoutCommonProtocol: [Refusal] = versions.map { version in
        Refusal("no common protocol", Orders(version: version), .noApplicationProtocol, .noCommonApplicationProtocol)
            .with { refusal in
                refusal.server.certificate = "server"
                refusal.server.applicationProtocol = "coap"
                refusal.client.applicationProtocol = "http/1.1"
                refusal.reasonGiven = .noCommonApplicationProtocol
            }
    }

    /// The server has no key for the client's identity.
    static let withUnknownIdentity: [Refusal] = versions.map { version in
        Refusal("unknown identity", Orders(version: version, key: .init()), .unknownPSKIdentity, .unknownPSKIdentity)
            .with { refusal in
                refusal.client.key = Orders.Key(identity: "stranger")
                refusal.reasonGiven = .unknownPSKIdentity
                refusal.limitToSuite()
            }
    }

    /// The two ends have different keys for one identity; the alert is the one that our server sends.
    static let withWrongKey: [Refusal] = versions.map { version in
        let alert: TLSAlert.Description = version == .tls12 ? .badRecordMac : .decryptError
        return Refusal("wrong key", Orders(version: version, key: .init()), alert, .likelyWrongKey).with { refusal in
            refusal.client.key = Orders.Key(bytes: Array("another key".utf8))
            refusal.reasonGiven = .likelyWrongKey
            refusal.limitToSuite()
        }
    }

    private mutating func limitToSuite() {
        let suite: CipherSuite =
            switch client.version {
            case .tls12: .TLS_PSK_WITH_AES_128_GCM_SHA256
            case .tls13: .TLS_AES_128_GCM_SHA256
            default: .TLS_PSK_WITH_AES_128_CCM_8
            }
        client.suite = suite
        server.suite = suite
    }
}
