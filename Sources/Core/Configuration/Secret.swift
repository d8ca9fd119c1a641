/// Bytes that nobody else should see: a pre-shared key, a private key.
///
/// Copies share one piece of memory, which is overwritten when the last copy goes. It prints as `Secret(16 bytes)`, is
/// never compared with another one, and cannot be encoded by accident. What the bytes were made from remains the caller's
/// to wipe.
public struct Secret: Sendable, CustomStringConvertible {
    private let storage: Storage
    private let range: Range<Int>

    private init(_ storage: Storage, _ range: Range<Int>) {
        self.storage = storage
        self.range = range
    }

    private init(_ storage: Storage) {
        self.init(storage, 0..<storage.count)
    }

    /// A copy of these bytes.
    public init(_ bytes: Span<UInt8>) {
        self.init(Storage(bytes))
    }

    /// A copy of these bytes.
    public init(_ bytes: [UInt8]) {
        self.init(Storage(bytes.span))
    }

    /// Bytes that `fill` writes where they stay, at most `capacity`.
    package init(capacity: Int, _ fill: (inout OutputSpan<UInt8>) -> Void) {
        self.init(Storage(capacity, fill))
    }

    /// A part, which shares the memory and keeps all of it.
    package func part(_ places: Range<Int>) -> Secret {
        precondition(places.upperBound <= count)
        return Secret(storage, range.lowerBound + places.lowerBound..<range.lowerBound + places.upperBound)
    }

    /// A part in memory of its own.
    func copy(_ places: Range<Int>) -> Secret {
        withBytes { Secret($0.extracting(places)) }
    }

    /// How many bytes there are.
    public var count: Int { range.count }

    /// Whether there are none.
    public var isEmpty: Bool { range.isEmpty }

    /// Lends the bytes for the duration of `body`.
    public func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try storage.withBytes(range, body)
    }

    /// The number of bytes, never the bytes.
    public var description: String { "Secret(" + String(count) + " bytes)" }
}

/// Immutable after `init`, hence safe to share.
@safe private final class Storage: @unchecked Sendable {
    private let buffer: UnsafeMutableRawBufferPointer
    let count: Int

    init(_ bytes: Span<UInt8>) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        unsafe bytes.withUnsafeBytes { unsafe buffer.copyMemory(from: $0) }
        unsafe self.buffer = unsafe buffer
        count = bytes.count
    }

    init(_ capacity: Int, _ fill: (inout OutputSpan<UInt8>) -> Void) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
        unsafe self.buffer = unsafe buffer
        let space = unsafe buffer.bindMemory(to: UInt8.self)
        var output = unsafe OutputSpan(buffer: space, initializedCount: 0)
        fill(&output)
        count = unsafe output.finalize(for: space)
    }

    deinit { unsafe Self.release(buffer) }

    @unsafe private static func release(_ buffer: UnsafeMutableRawBufferPointer) {
        unsafe wipe(buffer)
        unsafe buffer.deallocate()
    }

    func withBytes<Result, Failure: Error>(
        _ range: Range<Int>,
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(buffer.bindMemory(to: UInt8.self).extracting(range).span)
    }
}
