internal import SecureSockets
internal import TestSupport
internal import Testing

/// A link of which the test knows the keys and all datagrams.
final class Watched {
    let link: Link<ClientBackend, ServerBackend>
    /// Of what the client writes, with AEADs that are not the server's; of what the server writes, not the client's.
    let toServer: Reference
    let toClient: Reference
    let clientID: [UInt8]
    let serverID: [UInt8]
    private let datagrams: Datagrams

    init(_ suite: CipherSuite, client: Int, server: Int) throws {
        let secrets = Secrets()
        var near = TLSConfiguration.psk(connectionID: client)
        near.cipherSuites = [suite]
        var far = TLSConfiguration.psk(connectionID: server)
        far.cipherSuites = [suite]
        near.keyLog = { secrets.note($0) }
        link = try Link(ClientBackend(near), ServerBackend(far), maximumTransmissionUnit: 20_000)
        let datagrams = Datagrams()
        link.network.rule = { direction, _, datagram in
            secrets.note(datagram)
            datagrams.append(direction, datagram)
            return nil
        }
        #expect(link.handshake().isComplete, "\(link)")
        let identifiers = try #require(link.client.engine.negotiated?.connectionIDs)
        clientID = identifiers.own
        serverID = identifiers.peer
        let algorithm = try #require(RecordAlgorithm(suite))
        toServer = Reference(secrets, algorithm, library: Self.other(than: Pair.current.client))
        toClient = Reference(secrets, algorithm, library: Self.other(than: Pair.current.server))
        self.datagrams = datagrams
    }

    private static func other(than library: Library) -> Library {
        Library.allCases.first { $0 != library } ?? library
    }

    /// The protected records that went a way, each of which the reference makes anew byte for byte.
    func records(_ way: LossyNetwork.Direction) throws -> [Reference.Record] {
        let (reference, keys, id) = reference(way)
        var found: [Reference.Record] = []
        for bytes in datagrams.records(way, connectionIDLength: id.count) where bytes[4] == 1 {
            let record = try #require(try reference.open(bytes, connectionIDLength: id.count, keys))
            #expect(try reference.seal(record, keys) == bytes)
            #expect(record.connectionID == id)
            #expect(record.outerType == 25)
            found.append(record)
        }
        return found
    }

    /// Lets the server take a record that the reference makes.
    func deliver(_ record: Reference.Record) throws {
        let datagram = try toServer.seal(record, toServer.client)
        link.server.ingest(datagram.span)
    }

    private func reference(_ way: LossyNetwork.Direction) -> (Reference, Reference.Keys, [UInt8]) {
        switch way {
        case .toServer: (toServer, toServer.client, serverID)
        case .toClient: (toClient, toClient.server, clientID)
        }
    }
}

/// Datagrams as they were sent.
final class Datagrams {
    private var all: [(way: LossyNetwork.Direction, bytes: [UInt8])] = []

    func append(_ way: LossyNetwork.Direction, _ datagram: Span<UInt8>) {
        all.append((way, datagram.indices.map { datagram[$0] }))
    }

    /// Cut into records.
    func records(_ way: LossyNetwork.Direction, connectionIDLength: Int) -> [[UInt8]] {
        all.filter { $0.way == way }.flatMap { datagram in
            var (found, rest): ([[UInt8]], ArraySlice<UInt8>) = ([], datagram.bytes[...])
            while let type = rest.first {
                let end = rest.startIndex + 11 + (type == 25 ? connectionIDLength : 0)
                let length = Int(rest[end]) << 8 | Int(rest[end + 1])
                found.append(Array(rest[..<(end + 2 + length)]))
                rest = rest[(end + 2 + length)...]
            }
            return found
        }
    }
}
