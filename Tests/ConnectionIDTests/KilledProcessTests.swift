internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

/// In long runs only, by itself: beside hundreds of other tests the end of such a process is not always noticed (Swift 6.3.1).
@Suite(.everyPair, .enabled(if: TestLength.isLong), .bounded)
struct `A client whose process is killed at any point` {
    @Test(arguments: [CipherSuite.TLS_PSK_WITH_AES_128_CCM_8, .TLS_PSK_WITH_CHACHA20_POLY1305_SHA256])
    func `goes on in the next one, without a handshake, and no number and no nonce comes twice`(
        _ suite: CipherSuite
    ) async throws {
        let configuration = `An association that is restored`.configuration(8, suite)
        let server = try LoopbackServer(configuration) { (socket) throws(TLSError) in
            // A process takes its time to begin.
            socket.receiveTimeout = .seconds(300)
            try LoopbackServer.echo(socket)
        }
        let relay = try #require(Relay(before: server.port))
        let folder = try TemporaryFolder()
        let finished = Mailbox<Void>()
        let courier = Courier(relay)
        let passing = onThread { courier.pass { finished.count > 0 } }
        var generator = SeededGenerator(Seed.value)
        let rounds = TestLength.count(6, long: 60)
        for round in 0..<rounds {
            // The first one lives until its association is kept.
            let steps = Int.random(in: (round == 0 ? 10 : 1)...200, using: &generator)
            await #expect(processExitsWith: .signal(SIGKILL), "seed \(Seed.value), round \(round)") {
                [
                    port = relay.port as UInt16, path = folder.path as String, steps = steps as Int,
                    pair = Pair.current as Pair, number = suite.rawValue as UInt16
                ] in
                OwnProcess.end(after: 240)
                try Pair.$current.withValue(pair) {
                    try DoomedClient(path, steps).run(port, CipherSuite(rawValue: number))
                }
            }
        }
        finished.put(())
        #expect(passing.take(within: 90)?.error == nil)
        #expect(server.counters.accepted == 1)
        let records = courier.protectedRecords(connectionIDLength: 8)
        #expect(records.count > rounds)
        #expect(Set(records.map { $0.number }).count == records.count)
        // With ChaCha20-Poly1305 the number is the nonce.
        guard suite == .TLS_PSK_WITH_AES_128_CCM_8 else { return }
        #expect(Set(records.map { $0.nonce }).count == records.count)
    }
}

/// Passes datagrams on, on a thread of its own.
private final class Courier: @unchecked Sendable {
    private let relay: Relay

    init(_ relay: Relay) {
        self.relay = relay
    }

    func pass(until isOver: () -> Bool) {
        while !relay.pass(until: isOver) {}
    }

    /// What the client sent with its keys: the number in the header and the explicit nonce of each record.
    func protectedRecords(connectionIDLength: Int) -> [(number: [UInt8], nonce: [UInt8])] {
        relay.datagrams(.toServer).filter { $0[0] == 25 }.map { datagram in
            let body = 11 + connectionIDLength + 2
            return (Array(datagram[3..<11]), Array(datagram[body..<body + 8]))
        }
    }
}

/// Sends and receives until its steps are used up, and then nothing of the process is left.
private final class DoomedClient: @unchecked Sendable {
    private let path: String
    private var steps: Int

    init(_ folder: String, _ steps: Int) {
        path = folder + "/association"
        self.steps = steps
    }

    func run(_ port: UInt16, _ suite: CipherSuite) throws {
        let wasKept = FileManager.default.fileExists(atPath: path)
        let socket = try ClientSocket(`An association that is restored`.configuration(0, suite))
        socket.associationStorage = storage
        socket.receiveTimeout = .seconds(5)
        try socket.connect(to: "127.0.0.1", port: port)
        #expect(socket.connectionIDResumed == wasKept)
        while true {
            let message = [UInt8](UUID().uuidString.utf8)
            repeat {
                try socket.send(message)
                step()
            } while try !isAnswered(message, socket)
            step()
        }
    }

    /// Whether the message came back; what was on its way to the process before may come first.
    ///
    /// A datagram can get lost with that process: the system tells its end to whoever sends to it next, in the place of sending.
    private func isAnswered(_ message: [UInt8], _ socket: ClientSocket) throws(TLSError) -> Bool {
        do throws(TLSError) {
            while try socket.receive(atMost: 100) != message {}
            return true
        } catch {
            guard error.reason == .timedOut else { throw error }
            return false
        }
    }

    private func step() {
        steps -= 1
        if steps <= 0 { kill(getpid(), SIGKILL) }
    }

    private var storage: AssociationStorage {
        AssociationStorage(
            load: { [self] in FileManager.default.contents(atPath: path).map { SavedAssociation(Array($0)) } },
            save: { [self] (association) throws(TLSError) in
                step()
                let bytes = association?.withBytes { $0.array } ?? []
                guard FileManager.default.createFile(atPath: path + ".new", contents: Data(bytes)) else {
                    throw .configuration("the file cannot be written")
                }
                step()
                unsafe rename(path + ".new", path)
                step()
            }
        )
    }
}
