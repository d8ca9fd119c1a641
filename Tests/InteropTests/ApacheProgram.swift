internal import Foundation
internal import SecureSockets
internal import TestSupport

/// Apache's httpd with mod_ssl, in the foreground, with a configuration of its own.
enum ApacheProgram {
    /// Serves `body` over HTTPS; it is the file that is called the same.
    static func server(_ orders: Orders, body: [UInt8]) throws -> Program {
        let folder = try TemporaryFolder()
        try folder.write(body, to: "body")
        let configuration = try folder.write(Array(configuration(orders, folder.path).utf8), to: "httpd.conf")
        let words = ["-X", "-d", folder.path, "-f", configuration, "-c", "Listen 127.0.0.1:PORT"]
        // Printed when the port is open: connections wait in the system's queue until it accepts them.
        return try Program.serving(program, .stream, words, sign: "AH01876: mod_ssl", files: [folder])
    }

    /// The alerts that it received, as its reports of OpenSSL's errors have them; those that it sent are not reported.
    static func alerts(_ direction: AlertRecord.Direction, in text: String) -> [TLSAlert] {
        guard direction == .received else { return [] }
        // "SSL Library Error: error:0A000418:SSL routines::tlsv1 alert unknown ca (SSL alert number 48)"
        return text.matches(of: /SSL alert number (\d+)/).compactMap { line in
            UInt8(line.1).map { .fatal(.init(rawValue: $0)) }
        }
    }

    /// Debian, Fedora and Arch.
    ///
    /// Who is not root may have no /usr/sbin in PATH.
    private static let distributions = [
        (program: "/usr/sbin/apache2", modules: "/usr/lib/apache2/modules"),
        (program: "/usr/sbin/httpd", modules: "/usr/lib64/httpd/modules"),
        (program: "/usr/bin/httpd", modules: "/usr/lib/httpd/modules"),
    ]

    private static let installed =
        distributions.first { FileManager.default.fileExists(atPath: $0.modules) } ?? distributions[0]

    private static var program: String { installed.program }

    private static func configuration(_ orders: Orders, _ folder: String) -> String {
        let modules = ["mpm_prefork", "authz_core", "unixd", "log_config", "ssl"]
        let certificate = orders.certificate ?? "server"
        return modules.map(loading).joined()
            + """
            ServerName localhost
            PidFile \(folder)/pid
            ErrorLog /dev/stderr
            LogLevel warn ssl:info
            # Who is nobody everywhere; only a program with root's rights looks at it.
            User #65534
            Group #65534
            DocumentRoot \(folder)
            SSLEngine on
            SSLProtocol -all +\(orders.version == .tls13 ? "TLSv1.3" : "TLSv1.2")
            SSLCertificateFile \(Certificates.path(certificate + ".pem"))
            SSLCertificateKeyFile \(Certificates.path(certificate + ".key.pem"))
            SSLCACertificateFile \(Certificates.path("ca.pem"))
            SSLVerifyClient \(orders.requiresClientCertificate ? "require" : "none")
            \(orders.revocationList.map { "SSLCARevocationFile \(Certificates.path($0 + ".pem"))" } ?? "")
            SSLCARevocationCheck \(orders.revocationList == nil ? "none" : "leaf")

            """
    }

    /// Some modules are part of the program on one system and a file on another.
    private static func loading(_ module: String) -> String {
        let file = "\(installed.modules)/mod_\(module).so"
        guard FileManager.default.fileExists(atPath: file) else { return "" }
        return "LoadModule \(module)_module \(file)\n"
    }
}
