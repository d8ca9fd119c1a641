internal import Foundation
internal import SecureSockets

/// Verifies the cases of a file, one a line.
struct VerifyBatch {
    /// Space, tab and carriage return: a line of nothing else is no case.
    private static let blanks: [UInt8] = [0x20, 0x09, 0x0d]

    private let lines: InputLines
    private let library: any CertificateLibrary.Type

    init(_ path: String, _ library: any CertificateLibrary.Type) throws(Failure) {
        lines = try InputLines(path)
        self.library = library
    }

    /// Writes one result a line, each as soon as it is there.
    func run(_ console: Console) throws(Failure) -> ExitStatus {
        while let line = try lines.next() {
            guard line.contains(where: { !Self.blanks.contains($0) }) else { continue }
            console.result(result(of: line).text)
        }
        return .success
    }

    private func result(of line: [UInt8]) -> JSONValue {
        let entry: VerificationCase
        do {
            entry = try JSONDecoder().decode(VerificationCase.self, from: Data(line))
        } catch {
            return Self.unusable(VerificationCase.identifier(of: line), "the case cannot be read: " + Self.words(error))
        }
        do throws(TLSError) {
            let report = try Verification.report(
                library,
                try entry.verification(),
                .list(try entry.presented()),
                try entry.question()
            )
            return Self.object(entry.id.value, report)
        } catch {
            return Self.unusable(entry.id.value, error.detail.isEmpty ? error.description : error.detail)
        }
    }

    private static func object(_ id: JSONValue, _ report: VerificationReport) -> JSONValue {
        let index = report.records.firstIndex { $0.isDecisive }
        return .object([
            ("id", id),
            ("verdict", .string(report.verdict.name)),
            ("authenticated", .boolean(report.isAuthenticated)),
            ("rule", JSONValue(report.fault?.rule.name)),
            ("depth", JSONValue(report.fault?.depth)),
            ("tlsaIndex", JSONValue(index)),
            ("tlsaDepth", JSONValue(index.flatMap { report.records[$0].matchedDepth })),
            ("alert", JSONValue(report.alert.map { Int($0.rawValue) })),
            ("reason", .string(report.reason)),
        ])
    }

    private static func unusable(_ id: JSONValue, _ reason: String) -> JSONValue {
        .object([
            ("id", id), ("verdict", "unusable"), ("authenticated", false), ("rule", .null), ("depth", .null),
            ("tlsaIndex", .null), ("tlsaDepth", .null), ("alert", .null), ("reason", .string(reason)),
        ])
    }

    /// What a decoder says, without the names of Swift's types.
    private static func words(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, _): return "\"\(key.stringValue)\" is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let place = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
            return (place.isEmpty ? "" : "\"" + place + "\": ") + context.debugDescription
        @unknown default: return "\(error)"
        }
    }
}

extension VerificationReport {
    /// One sentence.
    fileprivate var reason: String {
        if let fault { return fault.text }
        return isAuthenticated ? "the peer is who it has to be" : "nothing says who the peer is"
    }
}

/// The lines of a file, read as they come.
final class InputLines {
    private static let chunk = 65_536
    private static let longestLine = 64 << 20

    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isAtEnd = false

    init(_ path: String) throws(Failure) {
        self.path = path
        descriptor = path == "-" ? dup(0) : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(path) }
    }

    deinit { close(descriptor) }

    /// The next line without its end; nil behind the last one.
    func next() throws(Failure) -> [UInt8]? {
        var searched = 0
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(buffer[..<end])
                buffer.removeSubrange(...end)
                return line
            }
            searched = buffer.count
            guard !isAtEnd else {
                defer { buffer = [] }
                return buffer.isEmpty ? nil : buffer
            }
            guard buffer.count < Self.longestLine else { throw .input(path + ": a line is longer than 64 MiB") }
            try fill()
        }
    }

    private func fill() throws(Failure) {
        var chunk = [UInt8](repeating: 0, count: Self.chunk)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.unreadable(path) }
            buffer += chunk.prefix(count)
            isAtEnd = count == 0
            return
        }
    }

    private static func unreadable(_ path: String) -> Failure {
        .input(path + ": " + SystemErrorCode(rawValue: UInt16(truncatingIfNeeded: errno)).text)
    }
}
