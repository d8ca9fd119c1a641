internal import SecureSockets
internal import TestSupport

/// `gnutls-serv` and `gnutls-cli`, told what to do in their own words.
enum GnuTLSProgram {
    /// Sends back the lines that it gets.
    static func server(_ orders: Orders) throws -> Program {
        var words = ["--port", "PORT"] + common(orders)
        var files: [TemporaryFile] = []
        if !orders.extra.contains("--http") { words.append("--echo") }
        if let key = orders.key {
            let file = try TemporaryFile(Array((key.identity + ":" + key.hexadecimal + "\n").utf8))
            words += ["--pskpasswd", file.path]
            files.append(file)
        }
        words +=
            orders.requiresClientCertificate
            ? ["--require-client-cert", "--verify-client-cert"] + trust
            : ["--disable-client-cert"]
        let sign = "IPv4 0.0.0.0 port PORT...done"
        return try Program.serving("gnutls-serv", orders.kind, words + orders.extra, sign: sign, files: files)
    }

    static func client(_ orders: Orders, _ port: UInt16) throws -> Program {
        var words = ["--port", "\(port)"] + common(orders)
        if let key = orders.key {
            words += ["--pskusername", key.identity, "--pskkey", key.hexadecimal]
        } else {
            words += ["--verify-hostname", orders.serverName] + trust
        }
        return try Program("gnutls-cli", words + orders.extra + ["127.0.0.1"])
    }

    /// The alerts that went over the wire, as level 5 of its log has them.
    static func alerts(_ direction: AlertRecord.Direction, in text: String) -> [TLSAlert] {
        // "REC[0x55]: Alert[2|48] - Certificate is bad - was received", "REC: Sending Alert[2|48] - Certificate is bad"
        text.matches(of: /(Sending )?Alert\[(\d+)\|(\d+)\] - ([^\n]*)/)
            .filter { direction == .sent ? $0.1 != nil : $0.1 == nil && $0.4.hasSuffix("was received") }
            .compactMap { line in
                guard let level = UInt16(line.2), let description = UInt16(line.3) else { return nil }
                return TLSAlert(packed: level << 8 | description)
            }
    }

    private static let trust = ["--x509cafile", Certificates.path("ca.pem")]

    private static func common(_ orders: Orders) -> [String] {
        var words = ["--priority", priority(orders)]
        if orders.isTraced { words += ["--debug", "5"] }
        if orders.kind == .datagram { words += ["--udp", "--mtu", "1400"] }
        if let name = orders.certificate {
            let file = Certificates.path(name + (orders.sendsIntermediate ? ".chain.pem" : ".pem"))
            words += ["--x509certfile", file, "--x509keyfile", Certificates.path(name + ".key.pem")]
        }
        if let list = orders.revocationList { words += ["--x509crlfile", Certificates.path(list + ".pem")] }
        if let name = orders.applicationProtocol { words += ["--alpn", name] }
        return words
    }

    private static func priority(_ orders: Orders) -> String {
        let version =
            switch orders.version {
            case .tls12: "+VERS-TLS1.2"
            case .tls13: "+VERS-TLS1.3"
            case .tls11: "+VERS-TLS1.1"
            case .dtls10: "+VERS-DTLS1.0"
            default: "+VERS-DTLS1.2"
            }
        let exchange = orders.key == nil ? "" : ":-KX-ALL:+ECDHE-PSK:+PSK"
        return "NORMAL:-VERS-ALL:" + version + exchange + choice(of: orders.suite)
    }

    private static func choice(of suite: CipherSuite?) -> String {
        switch suite {
        case nil: ""
        case .TLS_PSK_WITH_AES_128_CCM_8: ":-KX-ALL:+PSK:-CIPHER-ALL:+AES-128-CCM-8"
        case .TLS_PSK_WITH_AES_128_GCM_SHA256: ":-KX-ALL:+PSK:-CIPHER-ALL:+AES-128-GCM"
        case .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_AES_256_GCM_SHA384: ":-CIPHER-ALL:+AES-256-GCM"
        default: ":-CIPHER-ALL:+AES-128-GCM"
        }
    }
}
