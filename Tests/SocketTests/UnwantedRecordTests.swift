internal import SecureSockets
internal import TestSupport
internal import Testing

/// Records that are well made, and come where nobody waits for them: what a library keeps of them must not add up.
///
/// Each test has a process for itself, so that the memory of that is what the records cost.
@Suite(.everyLibrary, .bounded) struct `Records that nobody waits for` {
    @Test(arguments: UnwantedRecords.allCases)
    func `cost no memory, and what is wanted gets through`(_ records: UnwantedRecords) async {
        await #expect(processExitsWith: .success) {
            [records = records as UnwantedRecords, pair = Pair.current as Pair] in
            OwnProcess.end(after: 540)
            try Pair.$current.withValue(pair) {
                try expectFlatMemory(after: { try records.send(100) }, during: { try records.send(5000) })
            }
        }
    }
}

/// What somebody sends to a server.
enum UnwantedRecords: String, CaseIterable, Codable {
    /// Once there are keys, which renegotiation would begin with; it is refused.
    case protectedHellos
    /// Once there are keys, of which no others follow.
    case protectedChangeCipherSpec
    /// In the clear, before it is the client's turn to send one.
    case earlyChangeCipherSpec
    /// In the clear, with messages of a handshake that are numbered ahead of those that come.
    case messagesAhead

    /// Sends so many.
    func send(_ count: Int) throws {
        switch self {
        case .protectedHellos:
            // Without the header of its record.
            var hello = Array(try SpoofedHello.hello().dropFirst(13))
            try sendProtected(22, count) { number in
                (hello[4], hello[5]) = (UInt8(number >> 8), UInt8(number & 0xff))
                return hello
            }
        case .protectedChangeCipherSpec: try sendProtected(20, count) { _ in [1] }
        case .earlyChangeCipherSpec: try sendEarly(count)
        case .messagesAhead: for _ in 0..<count / 8 { try sendAhead() }
        }
    }

    /// To one association, which takes data meanwhile.
    private func sendProtected(_ type: UInt8, _ count: Int, _ content: (Int) -> [UInt8]) throws {
        var holder = try KeyHolder()
        let server = holder.link.server
        for number in 0..<count {
            server.ingest(holder.record(type, content(number)).span)
            #expect(try server.readAll().data == [])
            while server.takeOutgoing({ _ in }) {}
            guard number % 50 == 0 else { continue }
            server.ingest(holder.record(23, [1, 2, 3]).span)
            #expect(try server.readAll().data == [[1, 2, 3]])
        }
    }

    /// To a server that waits for the client's second flight, and whose own is not sent again for each of them.
    private func sendEarly(_ count: Int) throws {
        let link = try Self.begun()
        var repeated = 0
        for number in 0..<count {
            let place = (0..<4).map { UInt8(truncatingIfNeeded: (number + 50) >> (24 - 8 * $0)) }
            link.server.ingest(([20, 0xfe, 0xfd, 0, 0, 0, 0] + place + [0, 1, 1]).span)
            #expect(try link.server.handshake(at: .zero) == .wantsInput)
            while link.server.takeOutgoing({ _ in }) { repeated += 1 }
        }
        #expect(repeated <= 2)
    }

    /// To a handshake of its own, which completes.
    private func sendAhead() throws {
        let link = try Self.begun()
        let length: [UInt8] = [0, 4, 0]
        for number in UInt8(0)..<8 {
            let message = [11] + length + [0, 9 + number, 0, 0, 0] + length + [UInt8](repeating: 1, count: 1024)
            let header: [UInt8] = [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 20 + number, 4, 12]
            link.server.ingest((header + message).span)
            #expect(try link.server.handshake(at: .zero) == .wantsInput)
        }
        #expect(link.handshake().isComplete)
    }

    /// A handshake where the server's flight is under way.
    private static func begun() throws -> Link<ClientBackend, ServerBackend> {
        let link = try Link(ClientBackend(.psk()), ServerBackend(.psk()))
        _ = try link.client.handshake(at: .zero)
        link.deliverFromClient()
        _ = try link.server.handshake(at: .zero)
        while link.server.takeOutgoing({ _ in }) {}
        return link
    }
}
