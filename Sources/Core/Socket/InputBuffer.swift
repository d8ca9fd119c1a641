/// Where a transport puts what has arrived before an engine takes it.
///
/// Made when first needed and kept until `release`.
@safe struct InputBuffer: ~Copyable {
    /// A datagram is lost if it does not fit, and UDP's length field allows no more than this.
    private static let datagramCapacity = 65_536
    private static let streamCapacity = 17_408

    private var space: UnsafeMutableBufferPointer<UInt8>?

    init() {
        unsafe space = nil
    }

    deinit { unsafe space?.deallocate() }

    mutating func release() {
        unsafe space?.deallocate()
        unsafe space = nil
    }

    /// Receives once and lends what came.
    mutating func fill(
        _ kind: TransportKind,
        from receive: (inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus,
        _ body: (Span<UInt8>) -> Void
    ) throws(TLSError) -> TransportStatus {
        let capacity = kind == .datagram ? Self.datagramCapacity : Self.streamCapacity
        let buffer = unsafe space ?? .allocate(capacity: capacity)
        unsafe space = unsafe buffer
        var output = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
        let status = try receive(&output)
        let count = unsafe output.finalize(for: buffer)
        if status == .data { body(unsafe UnsafeBufferPointer(rebasing: buffer[..<count]).span) }
        return status
    }
}
