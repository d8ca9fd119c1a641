internal import Foundation
internal import SecureSockets
internal import TestSupport

/// Our own small programs on other implementations of DTLS, which `scripts/peers` makes; both take the same options.
enum PeerProgram: String, CaseIterable {
    /// pion/dtls, in Go.
    case pion
    /// Mbed TLS, by python-mbedtls.
    case mbedtls

    /// Sends back what one client sends, and says good-bye to one that sends "close".
    func server(_ orders: Orders) throws -> Program {
        var words = command("server", orders)
        if orders.requiresClientCertificate { words += ["--require-client-certificate"] + Self.trust }
        let name = words.removeFirst()
        let sign = "\"event\":\"ready\",\"port\":PORT"
        return try Program.serving(name, .datagram, words + ["--port", "PORT"], sign: sign)
    }

    /// Sends the lines of its input, and says good-bye at its end.
    func client(_ orders: Orders, _ port: UInt16) throws -> Program {
        var words = command("client", orders) + ["--port", "\(port)", "--server-name", orders.serverName]
        if orders.key == nil { words += Self.trust }
        let name = words.removeFirst()
        return try Program(name, words)
    }

    /// The alerts that went over the wire in the clear.
    static func alerts(_ direction: AlertRecord.Direction, in text: String) -> [TLSAlert] {
        PeerEvent.all(in: text)
            .filter { $0.event == "alert" && $0.direction == "\(direction)" }
            .compactMap { event in
                guard let level = event.level, let description = event.description else { return nil }
                return TLSAlert(level: .init(rawValue: level), description: .init(rawValue: description))
            }
    }

    private static let trust = ["--trust", Certificates.path("ca.pem")]

    private func command(_ role: String, _ orders: Orders) -> [String] {
        var words: [String] =
            switch self {
            case .pion: [Peers.pion]
            case .mbedtls: [Peers.python, Peers.mbedtls]
            }
        words.append(role)
        if let key = orders.key { words += ["--identity", key.identity, "--key", key.hexadecimal] }
        if let suite = orders.suite { words += ["--suites", suite.description] }
        if let name = orders.certificate {
            words += ["--certificate", Certificates.path(name + ".pem")]
            words += ["--private-key", Certificates.path(name + ".key.pem")]
        }
        return words
    }
}

/// A line that a peer prints.
struct PeerEvent: Decodable {
    let event: String
    let suite: String?
    let certificates: Int?
    let helloVerify: Bool?
    let text: String?
    let by: String?
    let direction: String?
    let level: UInt8?
    let description: UInt8?

    /// The complete lines of a text that are events.
    static func all(in text: String) -> [PeerEvent] {
        text.split(separator: "\n").compactMap { line in
            try? JSONDecoder().decode(PeerEvent.self, from: Data(line.utf8))
        }
    }
}

extension Program {
    /// The first event of a name, as soon as it is printed.
    func event(_ name: String) throws -> PeerEvent {
        try wait(for: name) { printed in PeerEvent.all(in: printed.text).first { $0.event == name } }
    }
}
