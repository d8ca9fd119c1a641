/// Where a transport puts what has arrived before an engine takes it.
///
/// Sockets share the buffers, since each needs one only while it takes something up: one of its own would be most of what an
/// idle socket costs.
@safe final class InputBuffer: @unchecked Sendable {
    /// A datagram is lost if it does not fit, and UDP's length field allows no more than this.
    private static let datagram = InputBuffer(capacity: 65_536)
    private static let stream = InputBuffer(capacity: 17_408)
    /// As many threads as often receive at the same moment; more of them allocate.
    private static let keptCount = 4

    private let capacity: Int
    private let lock = Lock()
    /// Guarded by `lock`.
    private var unused: [UnsafeMutableBufferPointer<UInt8>]

    private init(capacity: Int) {
        self.capacity = capacity
        unsafe unused = []
        unsafe unused.reserveCapacity(Self.keptCount)
    }

    /// Receives once and lends what came.
    static func fill(
        _ kind: TransportKind,
        from receive: (inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus,
        _ body: (Span<UInt8>) -> Void
    ) throws(TLSError) -> TransportStatus {
        let shared = kind == .datagram ? datagram : stream
        let buffer = unsafe shared.take()
        defer { unsafe shared.giveBack(buffer) }
        var output = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
        let status = try receive(&output)
        let count = unsafe output.finalize(for: buffer)
        if status == .data { body(unsafe UnsafeBufferPointer(rebasing: buffer[..<count]).span) }
        return status
    }

    @unsafe private func take() -> UnsafeMutableBufferPointer<UInt8> {
        unsafe lock.withLock { unsafe unused.popLast() } ?? .allocate(capacity: capacity)
    }

    @unsafe private func giveBack(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
        let isKept = lock.withLock {
            guard unsafe unused.count < Self.keptCount else { return false }
            unsafe unused.append(buffer)
            return true
        }
        if !isKept { unsafe buffer.deallocate() }
    }
}
