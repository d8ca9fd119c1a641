internal import ArgumentParser
internal import SecureSockets

/// How a client verifies the server.
struct ServerTrustOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Certificates to trust: a file (PEM or DER), a directory of such files or a PKCS#11 URL; repeatable.",
            valueName: "place"
        )
    )
    var ca: [String] = []

    @Flag(help: "Do not trust the system's certificates: only those of --ca.")
    var noSystemTrust = false

    @Option(
        help: ArgumentHelp(
            "Revocation lists to enforce: a file (PEM or DER) or a directory of such files; repeatable.",
            valueName: "place"
        )
    )
    var crl: [String] = []

    @Option(
        help: ArgumentHelp(
            "The name for SNI and verification, if it is not the host of the target.",
            valueName: "name"
        ),
        transform: Self.name
    )
    var serverName: String?

    @Flag(help: "Accept any name in the certificate; the rest is verified.")
    var noNameCheck = false

    @Flag(help: "Accept any certificate: nobody knows who the server is.")
    var insecure = false

    @Option(
        help: ArgumentHelp(
            "Raw public keys of the server to accept, and no certificate (RFC 7250): a file (PEM or DER); repeatable.",
            valueName: "place"
        )
    )
    var peerKey: [String] = []

    mutating func validate() throws {
        if !peerKey.isEmpty, insecure || noNameCheck || noSystemTrust || !ca.isEmpty || !crl.isEmpty {
            throw ValidationError("With --peer-key no certificate is verified: leave out the options for that.")
        }
        if insecure, !ca.isEmpty || !crl.isEmpty || noSystemTrust || noNameCheck {
            throw ValidationError(
                "--insecure verifies nothing: leave it out, or --ca, --crl, --no-system-trust and --no-name-check."
            )
        }
        if noSystemTrust, ca.isEmpty {
            throw ValidationError("Nothing is trusted with --no-system-trust alone: add --ca.")
        }
    }

    private static func name(_ text: String) throws -> String {
        do throws(TLSError) {
            return try ServerName(text).text
        } catch {
            throw ValidationError(error.detail)
        }
    }

    /// Whether none of the options says something about certificates or keys.
    var isEmpty: Bool { peerKey.isEmpty && ca.isEmpty && crl.isEmpty && !noSystemTrust && !noNameCheck && !insecure }

    /// Writes the choice into a configuration.
    func apply(to configuration: inout TLSConfiguration, _ console: Console) {
        configuration.serverName = serverName
        configuration.verification.isEnabled = !insecure
        configuration.verification.trustAnchors = .list(ca.map { .path($0) })
        configuration.verification.usesSystemTrustStore = !noSystemTrust
        configuration.verification.revocationLists = .list(crl.map { .path($0) })
        configuration.verification.checksName = !noNameCheck
        if !peerKey.isEmpty { configuration.verification.pin(peerKey) }
        if insecure { console.note("warning: --insecure: the server's certificate is not verified") }
    }
}

/// How a server verifies clients.
struct ClientTrustOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The certificates that issue clients' ones: a file (PEM or DER), a directory of such files or a PKCS#11 URL; repeatable.",
            valueName: "place"
        )
    )
    var clientCa: [String] = []

    @Option(
        help: ArgumentHelp(
            "Revocation lists to enforce: a file (PEM or DER) or a directory of such files; repeatable.",
            valueName: "place"
        )
    )
    var crl: [String] = []

    @Option(
        help: ArgumentHelp(
            "Raw public keys of clients to accept, and no certificate (RFC 7250): a file (PEM or DER); repeatable.",
            valueName: "place"
        )
    )
    var clientKey: [String] = []

    @Flag(help: "Refuse clients without a good certificate or key.")
    var requireClientCertificate = false

    @Flag(help: "Ask clients for a certificate or key; those without one are served too.")
    var requestClientCertificate = false

    mutating func validate() throws {
        if requireClientCertificate, requestClientCertificate {
            throw ValidationError("Give --require-client-certificate or --request-client-certificate, not both.")
        }
        let isAsking = requireClientCertificate || requestClientCertificate
        if !clientKey.isEmpty, !clientCa.isEmpty || !crl.isEmpty {
            throw ValidationError("With --client-key no certificate is verified: leave out --client-ca and --crl.")
        }
        if isAsking, clientCa.isEmpty, clientKey.isEmpty {
            throw ValidationError(
                "Clients' certificates are verified with --client-ca, their keys with --client-key: add it."
            )
        }
        if !isAsking, !clientCa.isEmpty || !crl.isEmpty || !clientKey.isEmpty {
            throw ValidationError(
                "--client-ca, --client-key and --crl have no effect without --require-client-certificate or --request-client-certificate."
            )
        }
    }

    /// Writes the choice into a configuration.
    func apply(to configuration: inout TLSConfiguration) {
        configuration.verification.trustAnchors = .list(clientCa.map { .path($0) })
        configuration.verification.usesSystemTrustStore = false
        configuration.verification.revocationLists = .list(crl.map { .path($0) })
        configuration.verification.clientCertificate =
            requireClientCertificate ? .required : requestClientCertificate ? .requested : .none
        if !clientKey.isEmpty { configuration.verification.pin(clientKey) }
    }
}

extension PeerVerification {
    /// Takes these raw public keys, and no certificate any more.
    fileprivate mutating func pin(_ places: [String]) {
        certificateTypes = [.rawPublicKey]
        pinnedPublicKeys = .list(places.map { .path($0) })
    }
}
