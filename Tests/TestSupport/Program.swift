internal import Foundation
public import SecureSockets

/// A program of the system that a test talks to: fed and read without a dead-lock, and ended with the test.
///
/// `timeout` of coreutils runs it, so that it ends even if the tests themselves are killed.
public final class Program: @unchecked Sendable {
    /// What went wrong with a program, in words that say what to do.
    public struct Failure: Error, CustomStringConvertible {
        /// The words.
        public let description: String

        /// A failure in these words.
        public init(description: String) {
            self.description = description
        }
    }

    /// What a program has printed so far.
    public struct Printed: Sendable {
        /// On its standard output.
        public fileprivate(set) var output: [UInt8] = []
        /// On its standard error.
        public fileprivate(set) var errors: [UInt8] = []
        /// Whether there will be no more.
        public var isComplete: Bool { openStreams == 0 }
        fileprivate var openStreams = 2

        /// Both, the output first.
        public var text: String {
            String(decoding: output, as: UTF8.self) + String(decoding: errors, as: UTF8.self)
        }
    }

    /// No program lives longer than this, whatever becomes of the tests.
    private static let lifetime = 100
    /// How long a test waits for a program, in seconds, unless it says otherwise.
    public static let patience = 20.0
    private static let packages = [
        "openssl": "openssl", "gnutls-cli": "gnutls-bin", "gnutls-serv": "gnutls-bin", "timeout": "coreutils",
        "coap-client-gnutls": "libcoap3-bin", "coap-client-openssl": "libcoap3-bin",
        "coap-server-gnutls": "libcoap3-bin", "p11tool": "gnutls-bin", "softhsm2-util": "softhsm2",
    ]

    /// The port of a program that serves; 0 for one that does not.
    public let port: UInt16
    private let name: String
    private let files: [any Sendable]
    private let process = Process()
    private let screen = Screen()
    private let input = Mailbox<[UInt8]>()

    /// Starts a program; throws where it is missing, and says what to install.
    public convenience init(_ name: String, _ arguments: [String]) throws {
        try self.init(name, port: 0, arguments, [])
    }

    /// Starts a program that serves on a free port of 127.0.0.1, and waits until it does.
    ///
    /// `PORT` in `arguments` and in `sign`, which is what it prints once it is ready, stands for the port, and `PORT-1` for the
    /// one before it. Where that was taken in the meantime, another one is tried. `files` are kept as long as the program.
    public static func serving(
        _ name: String,
        _ kind: TransportKind,
        _ arguments: [String],
        sign: String,
        files: [any Sendable] = []
    ) throws -> Program {
        for _ in 0..<5 {
            let port = try freePort(kind)
            func filled(_ text: String) -> String {
                text.replacingOccurrences(of: "PORT-1", with: "\(port - 1)")
                    .replacingOccurrences(of: "PORT", with: "\(port)")
            }
            let program = try Program(name, port: port, arguments.map(filled), files)
            let isReady = try program.wait(for: filled(sign)) { printed in
                printed.text.contains(filled(sign)) ? true : printed.text.contains("already in use") ? false : nil
            }
            if isReady { return program }
        }
        throw Failure(description: "\(name) found no free port")
    }

    private init(_ name: String, port: UInt16, _ arguments: [String], _ files: [any Sendable]) throws {
        self.name = name
        self.files = files
        self.port = port
        let path = try Self.path(of: name)
        process.executableURL = URL(filePath: try Self.path(of: "timeout"))
        process.arguments = ["--kill-after=1", "\(Self.lifetime)", path] + arguments
        // A test of the key log sets it for a while, and programs obey it.
        process.environment = ProcessInfo.processInfo.environment.filter { $0.key != "SSLKEYLOGFILE" }
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try Self.start(process)
        screen.show(output.fileHandleForReading, \.output)
        screen.show(errors.fileHandleForReading, \.errors)
        Self.feed(input.fileHandleForWriting, self.input)
    }

    deinit {
        end()
        closeInput()
    }

    /// Ends it without a chance to say good-bye to its peer, as the end of its input would be one.
    public func end() {
        guard process.isRunning else { return }
        // To its whole group: `timeout` forgets the program if the signal comes before its fork has returned.
        if kill(-process.processIdentifier, SIGTERM) != 0 { process.terminate() }
    }

    /// Gives it something to read on its standard input; returns at once.
    public func write(_ bytes: [UInt8]) {
        if !bytes.isEmpty { input.put(bytes) }
    }

    /// Gives it text to read on its standard input; returns at once.
    public func write(_ text: String) {
        write(Array(text.utf8))
    }

    /// Ends its standard input after what was written.
    public func closeInput() {
        input.put([])
    }

    /// What it has printed so far.
    public var printed: Printed { screen.printed }

    /// Waits until it has printed what `find` looks for.
    @discardableResult
    public func wait<Found>(
        for what: String,
        within seconds: Double = patience,
        _ find: (Printed) -> Found?
    ) throws -> Found {
        if let found = screen.wait(seconds, find) { return found }
        let all = printed.text
        throw Failure(description: "\(name) did not print \(what), but:\n\(all.suffix(4_000))")
    }

    /// Waits until it has printed a text.
    public func wait(for text: String) throws {
        try wait(for: Array(text.utf8))
    }

    /// Waits until it has printed these bytes in a row.
    public func wait(for bytes: [UInt8]) throws {
        let wanted = Data(bytes)
        let name = bytes.count > 100 ? "\(bytes.count) bytes" : "\"\(String(decoding: bytes, as: UTF8.self))\""
        try wait(for: name) { printed in
            let isThere = [printed.output, printed.errors].contains { stream in
                stream.count >= wanted.count && Data(stream).range(of: wanted) != nil
            }
            return isThere ? true : nil
        }
    }

    /// Waits until it has ended, and gives its status.
    @discardableResult
    public func waitForEnd() throws -> Int32 {
        try wait(for: "its last word") { $0.isComplete ? true : nil }
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Runs a program to its end and returns what it printed on its standard output; throws unless its status is 0.
    public static func output(of name: String, _ arguments: String...) throws -> String {
        let program = try Program(name, arguments)
        program.closeInput()
        let status = try program.waitForEnd()
        guard status == 0 else {
            throw Failure(description: "\(name) ended with \(status):\n\(program.printed.text.suffix(4_000))")
        }
        return String(decoding: program.printed.output, as: UTF8.self)
    }

    /// Whether there is such a program.
    public static func isInstalled(_ name: String) -> Bool { (try? path(of: name)) != nil }

    /// A port of 127.0.0.1 that nobody used just now.
    private static func freePort(_ kind: TransportKind) throws -> UInt16 {
        let socket = try ClientSocket(.psk(kind))
        try socket.bind(host: "127.0.0.1")
        defer { try? socket.close() }
        guard let address = socket.localAddress else { throw Failure(description: "no port is free") }
        return address.port
    }

    private static func path(of name: String) throws -> String {
        if name.contains("/") {
            if FileManager.default.isExecutableFile(atPath: name) { return name }
            throw Failure(description: "\(name) is missing: run scripts/setup test")
        }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let paths = folders.map { "\($0)/\(name)" }
        if let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) { return path }
        throw Failure(description: "\(name) is missing: install \(packages[name] ?? "the package that has it")")
    }

    /// Starts it with all signals let through: threads of a pool block them, and a program would inherit that.
    private static func start(_ process: Process) throws {
        var none = sigset_t()
        var former = sigset_t()
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &former)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &former, nil) }
        try process.run()
    }

    /// Writes on a thread of its own, since a program may read later or never.
    private static func feed(_ handle: FileHandle, _ input: Mailbox<[UInt8]>) {
        Thread.detachNewThread {
            // Where the program is gone, writing fails on this thread, and no signal ends the tests.
            var signals = sigset_t()
            unsafe sigemptyset(&signals)
            unsafe sigaddset(&signals, SIGPIPE)
            unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
            while let bytes = input.take(within: Double(lifetime)), !bytes.isEmpty {
                guard (try? handle.write(contentsOf: bytes)) != nil else { break }
            }
            try? handle.close()
        }
    }
}

/// What a program prints, collected by threads of its own.
private final class Screen: @unchecked Sendable {
    private let condition = NSCondition()
    private var content = Program.Printed()

    var printed: Program.Printed { condition.withLock { content } }

    func show(_ handle: FileHandle, _ stream: any WritableKeyPath<Program.Printed, [UInt8]> & Sendable) {
        Thread.detachNewThread {
            while true {
                let bytes = handle.availableData
                self.condition.withLock {
                    self.content[keyPath: stream] += bytes
                    if bytes.isEmpty { self.content.openStreams -= 1 }
                    self.condition.broadcast()
                }
                if bytes.isEmpty { return }
            }
        }
    }

    /// What is found in the content; nil where it is not there in the time, or never will be.
    func wait<Found>(_ seconds: Double, _ find: (Program.Printed) -> Found?) -> Found? {
        let end = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let found = find(content) { return found }
            guard !content.isComplete, condition.wait(until: end) else { return nil }
        }
    }
}
