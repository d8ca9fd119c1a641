internal import SecureSockets
internal import TestSupport

/// `openssl s_server` and `openssl s_client`, told what to do in their own words.
///
/// Both take single letters at the start of their input as commands, and end with their input: it stays open, and tests send
/// them lines that begin with digits.
enum OpenSSLProgram {
    static func server(_ orders: Orders) throws -> Program {
        var words = ["s_server", "-accept", "127.0.0.1:PORT"] + common(orders)
        if orders.key != nil { words.append("-nocert") }
        if orders.requiresClientCertificate { words += ["-Verify", "2", "-verify_return_error"] + trust }
        return try Program.serving("openssl", orders.kind, words + orders.extra, sign: "ACCEPT")
    }

    static func client(_ orders: Orders, _ port: UInt16) throws -> Program {
        var words = ["s_client", "-connect", "127.0.0.1:\(port)", "-servername", "localhost"] + common(orders)
        if orders.key == nil { words += ["-verify_return_error", "-verify_hostname", orders.serverName] + trust }
        return try Program("openssl", words + orders.extra)
    }

    /// The alerts that went over the wire, as `-msg` prints them with their bytes.
    static func alerts(_ direction: AlertRecord.Direction, in text: String) -> [TLSAlert] {
        let mark = direction == .received ? "<<<" : ">>>"
        // "<<< TLS 1.2, Alert [length 0002], fatal unknown_ca\n    02 30\n", and of DTLS it has no names:
        // "<<< Not TLS data or unknown version (version=65277, content_type=21) [length 0002]\n    02 30\n"
        let alert = /(<<<|>>>) [^\n]*(?:Alert|content_type=21\)) \[length 0002\][^\n]*\n +([0-9a-f]{2}) ([0-9a-f]{2})/
        return text.matches(of: alert)
            .filter { $0.1 == mark }
            .compactMap { line in UInt16(line.2 + line.3, radix: 16).map { TLSAlert(packed: $0) } }
    }

    private static let trust = ["-CAfile", Certificates.path("ca.pem")]

    private static func common(_ orders: Orders) -> [String] {
        var words = orders.isTraced ? ["-msg"] : []
        switch orders.version {
        case .tls11: words += ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]
        case .dtls10: words += ["-dtls1", "-cipher", "DEFAULT@SECLEVEL=0"]
        case .tls12: words.append("-tls1_2")
        case .tls13: words.append("-tls1_3")
        default: words += ["-dtls1_2", "-timeout"]
        }
        if let key = orders.key { words += ["-psk_identity", key.identity, "-psk", key.hexadecimal] }
        if let name = orders.certificate {
            words += ["-cert", Certificates.path(name + ".pem"), "-key", Certificates.path(name + ".key.pem")]
        }
        if orders.sendsIntermediate { words += ["-cert_chain", Certificates.path("intermediate.pem")] }
        if let list = orders.revocationList { words += ["-crl_check", "-CRL", Certificates.path(list + ".pem")] }
        if let name = orders.applicationProtocol { words += ["-alpn", name] }
        if let suite = orders.suite { words += choice(of: suite) }
        return words
    }

    /// OpenSSL takes IANA's names, but for those of TLS 1.2 in a list with others only in 3.2; its own names stand here.
    private static func choice(of suite: CipherSuite) -> [String] {
        switch suite {
        // Its default level of security has no suites with a tag of 64 bits.
        case .TLS_PSK_WITH_AES_128_CCM_8: ["-cipher", "PSK-AES128-CCM8@SECLEVEL=0"]
        case .TLS_PSK_WITH_AES_128_GCM_SHA256: ["-cipher", "PSK-AES128-GCM-SHA256"]
        case .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: ["-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"]
        case .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: ["-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"]
        default: ["-ciphersuites", suite.description]
        }
    }
}
