/// Where a transport puts what has arrived before an engine takes it; one thread uses it at a time.
@safe final class InputBuffer {
    private let space: UnsafeMutableBufferPointer<UInt8>

    init(_ kind: TransportKind) {
        // A datagram is lost if it does not fit, and UDP's length field allows no more than this.
        unsafe space = .allocate(capacity: kind == .datagram ? 65_536 : 17_408)
    }

    deinit { unsafe space.deallocate() }

    /// Receives once and lends what came.
    func fill(
        from receive: (inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus,
        _ body: (Span<UInt8>) -> Void
    ) throws(TLSError) -> TransportStatus {
        var output = unsafe OutputSpan(buffer: space, initializedCount: 0)
        let status = try receive(&output)
        let count = unsafe output.finalize(for: space)
        if status == .data { body(unsafe UnsafeBufferPointer(rebasing: space[..<count]).span) }
        return status
    }
}

/// The buffers that sockets share, since each needs one only while it takes something up: one of its own would be most of
/// what an idle socket costs.
package final class InputBuffers: @unchecked Sendable {
    private static let datagram = InputBuffers(.datagram)
    private static let stream = InputBuffers(.stream)
    /// As many threads as often receive at the same moment; more of them allocate.
    private static let keptCount = 4

    private let kind: TransportKind
    private let lock = Lock()
    /// Guarded by `lock`.
    private var unused: [InputBuffer] = []

    private init(_ kind: TransportKind) {
        self.kind = kind
        unused.reserveCapacity(Self.keptCount)
    }

    /// Receives once and lends what came.
    ///
    /// `receive` may wait: nobody else has the buffer meanwhile.
    package static func fill(
        _ kind: TransportKind,
        from receive: (inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus,
        _ body: (Span<UInt8>) -> Void
    ) throws(TLSError) -> TransportStatus {
        let shared = kind == .datagram ? datagram : stream
        let buffer = shared.take()
        defer { shared.giveBack(buffer) }
        return try buffer.fill(from: receive, body)
    }

    private func take() -> InputBuffer {
        lock.withLock { unused.popLast() } ?? InputBuffer(kind)
    }

    private func giveBack(_ buffer: InputBuffer) {
        lock.withLock {
            if unused.count < Self.keptCount { unused.append(buffer) }
        }
    }
}
