internal import ArgumentParser
internal import CBaseline
internal import Foundation
internal import SecureSockets

/// What one server process needs for many idle associations of DTLS with a pre-shared key.
///
/// Each client has an address of its own and goes away without a word, as devices do that sleep: only the server is measured.
struct IdleTrial {
    /// The addresses from 127.1.0.0 on.
    static let mostAssociations = 1 << 20
    static let firstAddress: UInt32 = 0x7f01_0001
    /// Every so many associations one is asked at the end whether it lives.
    static let stride = 100

    let libraries: [Library]
    let count: Int

    var trial: Trial { Trial(title: "idle: \(count) associations", run: measure) }

    private func measure() throws -> [Measurement] {
        let memories = try libraries.map { ($0.name, try run(.c, $0), try run(.swift, $0)) }
        let name = "DTLS 1.2 PSK-CCM8, \(count) associations"
        let bound = Bound.atMostBytes(Double(count) * 20_000, text: "\(count * 20_000 / 1_000_000) MB")
        func figure(_ part: KeyPath<IdleServer.Memory, Double>) -> [Samples] {
            memories.map { Samples(library: $0, baseline: [$1[keyPath: part]], swift: [$2[keyPath: part]]) }
        }
        return [
            Measurement("idle", name + ", memory", "resident bytes", figure(\.resident), goal: bound),
            Measurement("idle", "    before the first", "resident bytes", figure(\.residentBefore)),
            Measurement("idle", "    heap", "bytes an association", figure(\.heapOfOne)),
        ]
    }

    private func run(_ side: IdleServer.Side, _ library: Library) throws -> IdleServer.Memory {
        let connect = try library.idleClients()
        let server = try ServerProcess(side, library.name, count)
        guard let port = UInt16(try server.line()) else { throw BenchError.serverFailed("no port") }
        var kept: [BaselineSocket] = []
        for index in 0..<count {
            let client = try connect(Self.firstAddress + UInt32(index), port)
            if index.isMultiple(of: Self.stride) { kept.append(client) }
        }
        let memory = try JSONDecoder().decode(IdleServer.Memory.self, from: Data(try server.line().utf8))
        for client in kept { try client.ask(size: 32, count: 1) }
        try server.end()
        return memory
    }
}

/// The server's side, in a process of its own.
enum IdleServer {
    enum Side: String, ExpressibleByArgument {
        case c
        case swift
    }

    static func run<Backend>(_ side: Side, _ count: Int, _ subject: Subject<Backend>) throws {
        switch side {
        case .c: try runBaseline(count, subject)
        case .swift: try runSwift(count, subject)
        }
    }

    struct Memory: Codable {
        /// In bytes.
        let residentBefore: Double
        let resident: Double
        let heapOfOne: Double
    }

    private static func runBaseline<Backend>(_ count: Int, _ subject: Subject<Backend>) throws {
        let listener = try subject.listenerOfBaseline()
        let sockets = try accept(count, at: listener.port) { try listener.accept() }
        try withExtendedLifetime((subject, listener)) {
            try each(sockets) { try $0.answer(size: 32, count: 1) }
        }
    }

    private static func runSwift<Backend>(_ count: Int, _ subject: Subject<Backend>) throws {
        let listener = try Loopback.listener(subject)
        let sockets = try accept(count, at: listener.localAddress.port) { try Loopback.accept(listener) }
        guard listener.counters.established == count else { throw BenchError.serverFailed("associations are missing") }
        try each(sockets) { try Loopback.answer($0, size: 32, count: 1) }
    }

    private static func each<Socket>(_ sockets: [Socket], _ body: (Socket) throws -> Void) throws {
        for index in stride(from: 0, to: sockets.count, by: IdleTrial.stride) { try body(sockets[index]) }
    }

    /// Says the port, accepts all, and says what memory they take.
    private static func accept<Socket>(
        _ count: Int,
        at port: UInt16,
        _ next: () throws -> Socket
    ) throws -> [Socket] {
        var sockets: [Socket] = []
        sockets.reserveCapacity(count)
        try say(String(port))
        let (resident, heap) = (Double(baseline_resident_memory()), Double(baseline_heap_in_use()))
        for _ in 0..<count { sockets.append(try next()) }
        let memory = Memory(
            residentBefore: resident,
            resident: Double(baseline_resident_memory()),
            heapOfOne: (Double(baseline_heap_in_use()) - heap) / Double(count)
        )
        try say(String(decoding: try JSONEncoder().encode(memory), as: UTF8.self))
        return sockets
    }

    private static func say(_ line: String) throws {
        try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}

/// This program once more, as a server of idle associations.
private final class ServerProcess {
    private let process = Process()
    private let output = Pipe()
    private var received = Data()

    init(_ side: IdleServer.Side, _ library: String, _ count: Int) throws {
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--idle-server", side.rawValue, "--library", library, "--idle", String(count)]
        process.standardOutput = output
        try process.run()
    }

    deinit { if process.isRunning { process.terminate() } }

    /// The next line that it says; it ends by itself when no client comes for 30 seconds.
    func line() throws -> String {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: received[..<end], as: UTF8.self)
                received = Data(received[received.index(after: end)...])
                return line
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw BenchError.serverFailed("it ended early") }
            received += more
        }
    }

    func end() throws {
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchError.serverFailed("status \(process.terminationStatus)")
        }
    }
}
