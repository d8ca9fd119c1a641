internal import Foundation
internal import Synchronization
internal import TestSupport
internal import Testing

/// One run of the tool that was built beside the tests, killed when its time is over.
final class Tool: Sendable {
    /// How a run ended and what it printed.
    struct Outcome: CustomTestStringConvertible {
        let status: Int32
        let output: [UInt8]
        let errors: String

        var text: String { String(decoding: output, as: UTF8.self) }

        /// What was printed with `--json`, line by line.
        var events: [Event] {
            get throws {
                try text.split(separator: "\n").map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
            }
        }

        var testDescription: String {
            "status \(status), output \"\(text.prefix(2000))\", errors \"\(errors.prefix(2000))\""
        }
    }

    /// No run takes longer, in seconds.
    private let limit: Double
    private let process: Process
    private let lines = Mailbox<String?>()
    private let output = Mutex<[UInt8]>([])
    private let errors = Mailbox<[UInt8]>()
    private let ended = Mailbox<Int32>()
    private let watched = Mailbox<Void>()

    /// Starts the tool; its input is a text, or nothing.
    init(
        _ arguments: [String],
        input: [UInt8] = [],
        environment: [String: String] = [:],
        limit: Double = 40
    ) throws {
        self.limit = limit
        let process = Process()
        self.process = process
        process.executableURL = Self.executable
        process.arguments = arguments
        process.environment = Self.environment.merging(environment) { $1 }
        let (outputPipe, errorPipe) = (Pipe(), Pipe())
        process.standardOutput = outputPipe
        process.standardError = errorPipe
        // A file: it is there whole, and no other process keeps it open.
        let inputFile = try TemporaryFile(input)
        let inputHandle = try FileHandle(forReadingFrom: inputFile.url)
        process.standardInput = inputHandle
        process.terminationHandler = { [ended, watched] process in
            watched.put(())
            ended.put(process.terminationStatus)
        }
        try process.run()
        let identifier = process.processIdentifier
        Thread.detachNewThread { [watched, limit] in
            if watched.take(within: limit) == nil { kill(identifier, SIGKILL) }
        }
        Thread.detachNewThread { [self] in readLines(outputPipe.fileHandleForReading) }
        Thread.detachNewThread { [errors] in
            errors.put([UInt8](errorPipe.fileHandleForReading.readDataToEndOfFile()))
        }
    }

    /// Runs the tool to its end.
    static func run(_ arguments: [String], input: [UInt8] = []) throws -> Outcome {
        try Tool(arguments, input: input).finish()
    }

    /// The next line of output; nil at the end.
    func line() -> String? {
        lines.take(within: limit) ?? nil
    }

    /// Waits for the end.
    func finish() throws -> Outcome {
        let status = try #require(ended.take(within: limit + 10))
        let words = try #require(errors.take())
        while line() != nil {}
        let outcome = Outcome(
            status: status,
            output: output.withLock { $0 },
            errors: String(decoding: words, as: UTF8.self)
        )
        return outcome
    }

    /// Asks the tool to end.
    func terminate(with signal: Int32 = SIGTERM) {
        kill(process.processIdentifier, signal)
    }

    private func readLines(_ handle: FileHandle) {
        var line: [UInt8] = []
        while true {
            let bytes = [UInt8](handle.availableData)
            guard !bytes.isEmpty else { break }
            output.withLock { $0 += bytes }
            for byte in bytes {
                if byte == UInt8(ascii: "\n") {
                    lines.put(String(decoding: line, as: UTF8.self))
                    line = []
                } else {
                    line.append(byte)
                }
            }
        }
        if !line.isEmpty { lines.put(String(decoding: line, as: UTF8.self)) }
        lines.put(nil)
    }

    /// What the tool holds as it exits is no leak, but to the address sanitizer of Swift 6.3 it is one where an enum has the
    /// only reference to it: the enum keeps its case in bits of the address.
    private static var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        if let options = environment["ASAN_OPTIONS"] { environment["ASAN_OPTIONS"] = options + ":detect_leaks=0" }
        return environment
    }

    /// The tool is in the folder of the program that runs the tests.
    private static var executable: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "secsock")
    }
}

/// A line of JSON as far as the tests look at it.
struct Event: Decodable {
    struct Alert: Decodable {
        let description: String
        let number: Int
    }

    struct Certificate: Decodable {
        let subject: String
        let issuer: String
        let notAfter: String
        let data: Data
    }

    struct Negotiated: Decodable {
        let cipherSuite: String
        let pskIdentity: String?
    }

    let event: String
    let port: Int?
    let peer: String?
    let negotiated: Negotiated?
    let received: Int?
    let sent: Int?
    let version: String?
    let cipherSuite: String?
    let applicationProtocol: String?
    let pskIdentity: String?
    let innerMTU: Int?
    let peerCertificates: [Certificate]?
    let data: Data?
    let by: String?
    let outcome: String?
    let category: String?
    let code: Int?
    let reason: String?
    let detail: String?
    let alert: Alert?
    let sentAlert: Alert?
    let direction: String?
    let description: String?
    let resumed: Bool?
    let notResumed: String?
    let connectionIDResumed: Bool?
    let notRestored: String?
    let connectionID: String?
    let peerConnectionID: String?
    let sessionSize: Int?
    let savingFailure: String?
}

/// A file that goes with its object; readable by its owner only.
final class TemporaryFile: Sendable {
    let url: URL

    var path: String { url.path(percentEncoded: false) }

    init(_ bytes: [UInt8] = []) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "secsock-" + UUID().uuidString)
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        try #require(
            FileManager.default.createFile(
                atPath: url.path(percentEncoded: false),
                contents: Data(bytes),
                attributes: attributes
            )
        )
    }

    convenience init(_ text: String) throws {
        try self.init(Array(text.utf8))
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}

/// `secsock serve` on a free port of loopback.
struct Server {
    let program: Tool
    let port: Int

    var target: String { "127.0.0.1:\(port)" }

    init(_ arguments: [String], limit: Double = 40) throws {
        program = try Tool(["serve", "127.0.0.1:0"] + arguments, limit: limit)
        let line = try #require(program.line())
        if line.hasPrefix("{") {
            let event = try JSONDecoder().decode(Event.self, from: Data(line.utf8))
            port = try #require(event.port)
        } else {
            try #require(line.hasPrefix("listening on 127.0.0.1:"))
            port = try #require(Int(line.split(separator: ":").last ?? ""))
        }
    }
}

/// The path of a file in `certs/`.
func certificate(_ name: String) -> String {
    Certificates.folder + "/" + name
}

/// The credentials of the good server.
let serverCredentials = ["--cert", certificate("server.pem"), "--key", certificate("server.key.pem")]
/// What makes a client trust it.
let trusting = ["--ca", certificate("ca.pem")]
