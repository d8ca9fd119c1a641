internal import SecureSockets
internal import TestSupport

/// libcoap's example server and clients, told what to do in their own words.
///
/// They cannot be told a cipher suite.
enum CoAPProgram {
    /// Which TLS library a client of libcoap was built with.
    enum Library: String, CaseIterable {
        case gnutls
        case openssl
    }

    /// Serves on the port and, without DTLS, on the one before it.
    static func server(_ orders: Orders) throws -> Program {
        let words = ["-v", "7", "-A", "127.0.0.1", "-p", "PORT-1"] + key(orders)
        return try Program.serving(
            "coap-server-gnutls",
            .datagram,
            words,
            sign: "created DTLS endpoint 127.0.0.1:PORT"
        )
    }

    /// Gets what is at the root, and ends.
    static func client(_ library: Library, _ orders: Orders, _ port: UInt16) throws -> Program {
        var words = ["-v", "7", "-B", "15"] + key(orders)
        if let key = orders.key { words += ["-u", key.identity] }
        return try Program("coap-client-" + library.rawValue, words + ["coaps://127.0.0.1:\(port)/"])
    }

    /// How a client shows that it got this alert.
    static func words(for alert: TLSAlert, of library: Library) -> String {
        switch library {
        case .gnutls: "Alert '\(alert.description.rawValue)'"
        case .openssl: "alert read:fatal:" + spelling(alert.description)
        }
    }

    private static func key(_ orders: Orders) -> [String] {
        guard let key = orders.key else { return [] }
        return ["-k", String(decoding: key.bytes, as: UTF8.self)]
    }

    private static func spelling(_ description: TLSAlert.Description) -> String {
        switch description {
        case .unknownPSKIdentity: "unknown PSK identity"
        default: description.name.split(separator: "_").joined(separator: " ")
        }
    }
}
