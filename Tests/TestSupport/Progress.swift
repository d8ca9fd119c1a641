internal import Foundation

/// Where a process writes what it is busy with, for whoever wonders after it has ended.
public struct Progress: Sendable {
    private let descriptor: Int32

    /// Writes into this file, which is there.
    public init(_ path: String) {
        descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    }

    /// Notes a number in place of the one before.
    public func note(_ number: UInt64) {
        var number = number
        _ = unsafe withUnsafeBytes(of: &number) { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    /// The last number that was noted; nil where there is none.
    public static func read(_ path: String) -> UInt64? {
        guard let bytes = FileManager.default.contents(atPath: path), bytes.count == 8 else { return nil }
        return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
