internal import SecureSockets
internal import TestSupport

/// How the ends of a handshake prove who they are.
enum HandshakeKind: String, CaseIterable, Sendable {
    case preSharedKey
    case serverCertificate
    case bothCertificates
    case connectionIDs
    case connectionIDsWithCertificates

    /// How many bytes a connection ID of either end has.
    static let connectionIDLength = 4

    /// What client and server are configured with.
    func configurations(_ timeouts: HandshakeTimeouts) throws -> (client: TLSConfiguration, server: TLSConfiguration) {
        var client = TLSConfiguration.psk()
        var server = client
        switch self {
        case .preSharedKey: break
        case .serverCertificate:
            client = try .client(.datagram)
            server = try .server(.datagram)
        case .connectionIDs:
            client.connectionIDs = ConnectionIDOptions(length: Self.connectionIDLength)
            server.connectionIDs = client.connectionIDs
        case .bothCertificates, .connectionIDsWithCertificates:
            client = try .client(.datagram, certificate: "client")
            server = try .server(.datagram, clients: .required)
            guard self == .connectionIDsWithCertificates else { break }
            client.connectionIDs = ConnectionIDOptions(length: Self.connectionIDLength)
            server.connectionIDs = client.connectionIDs
        }
        client.handshakeTimeouts = timeouts
        server.handshakeTimeouts = timeouts
        return (client, server)
    }
}

/// A kind of handshake between two libraries.
struct Combination: CustomStringConvertible, Sendable {
    let kind: HandshakeKind
    let pair: Pair

    static let all = HandshakeKind.allCases.flatMap { kind in
        Pair.all.map { Combination(kind: kind, pair: $0) }
    }

    var description: String { "\(kind), \(pair)" }
}
