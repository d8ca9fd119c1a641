internal import SecureSockets
internal import TestSupport

/// How the ends of a handshake prove who they are.
enum HandshakeKind: String, CaseIterable, Sendable {
    case preSharedKey
    case serverCertificate
    case bothCertificates
    /// By the id that the server keeps, with a pre-shared key.
    case resumedByIdentifier
    /// By a ticket, with certificates of both ends.
    case resumedByTicket
    case connectionIDs
    case connectionIDsWithCertificates
    /// By a ticket, with certificates of both ends, to new connection IDs.
    case connectionIDsResumed

    /// How many bytes a connection ID of either end has.
    static let connectionIDLength = 4

    /// Whether a session is resumed, which an undisturbed handshake has made.
    var isResumed: Bool {
        switch self {
        case .resumedByIdentifier, .resumedByTicket, .connectionIDsResumed: true
        case .preSharedKey, .serverCertificate, .bothCertificates, .connectionIDs, .connectionIDsWithCertificates: false
        }
    }

    /// Whether both ends have connection IDs.
    var hasConnectionIDs: Bool {
        switch self {
        case .connectionIDs, .connectionIDsWithCertificates, .connectionIDsResumed: true
        case .preSharedKey, .serverCertificate, .bothCertificates, .resumedByIdentifier, .resumedByTicket: false
        }
    }

    /// What client and server are configured with.
    func configurations(_ timeouts: HandshakeTimeouts) throws -> (client: TLSConfiguration, server: TLSConfiguration) {
        var client = TLSConfiguration.psk()
        var server = client
        switch self {
        case .preSharedKey, .connectionIDs: break
        case .resumedByIdentifier: server.resumption = .cache(10)
        case .serverCertificate:
            client = try .client(.datagram)
            server = try .server(.datagram)
        case .bothCertificates, .resumedByTicket, .connectionIDsWithCertificates, .connectionIDsResumed:
            client = try .client(.datagram, certificate: "client")
            server = try .server(.datagram, clients: .required)
        }
        if self == .resumedByTicket || self == .connectionIDsResumed { server.resumption = .tickets(try .random()) }
        if hasConnectionIDs {
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
