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

    mutating func validate() throws {
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

    /// Whether any of the options says something about certificates.
    var isEmpty: Bool { ca.isEmpty && crl.isEmpty && !noSystemTrust && !noNameCheck && !insecure }

    /// Writes the choice into a configuration.
    func apply(to configuration: inout TLSConfiguration, _ console: Console) {
        configuration.serverName = serverName
        configuration.verification.isEnabled = !insecure
        configuration.verification.trustAnchors = .list(ca.map { .path($0) })
        configuration.verification.usesSystemTrustStore = !noSystemTrust
        configuration.verification.revocationLists = .list(crl.map { .path($0) })
        configuration.verification.checksName = !noNameCheck
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

    @Flag(help: "Refuse clients without a good certificate.")
    var requireClientCertificate = false

    @Flag(help: "Ask clients for a certificate; those without one are served too.")
    var requestClientCertificate = false

    mutating func validate() throws {
        if requireClientCertificate, requestClientCertificate {
            throw ValidationError("Give --require-client-certificate or --request-client-certificate, not both.")
        }
        let isAsking = requireClientCertificate || requestClientCertificate
        if isAsking, clientCa.isEmpty {
            throw ValidationError("Clients' certificates are verified with --client-ca: add it.")
        }
        if !isAsking, !clientCa.isEmpty || !crl.isEmpty {
            throw ValidationError(
                "--client-ca and --crl have no effect without --require-client-certificate or --request-client-certificate."
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
    }
}
