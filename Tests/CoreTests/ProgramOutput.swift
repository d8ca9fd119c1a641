import Foundation

/// Runs a program of the test set-up to its end and returns what it printed.
enum ProgramOutput {
    struct Failure: Error {
        let program: String
        let status: Int32
    }

    static func isInstalled(_ program: String) -> Bool {
        path(of: program) != nil
    }

    static func of(_ program: String, _ arguments: String...) throws -> String {
        guard let path = path(of: program) else { throw Failure(program: program, status: 127) }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(program: program, status: process.terminationStatus)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func path(of program: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin")
            .split(separator: ":")
            .map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
