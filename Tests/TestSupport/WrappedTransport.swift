public import SecureSockets

/// A transport around another one whose sending and receiving a test bends.
public final class WrappedTransport: Transport, @unchecked Sendable {
    /// Sends in place of the transport within.
    public var sends: ((MemoryTransport, Span<UInt8>) throws(TLSError) -> Int)?
    /// Receives in place of the transport within.
    public var receives: ((MemoryTransport, inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus)?
    /// What `wait` does first; true ends it as if there were something.
    public var isReady: (() -> Bool)?
    /// What it says in place of the transport within.
    public var maximumTransmissionUnitOverride: Int?
    /// How often it was closed.
    public private(set) var closed = 0

    private let base: MemoryTransport

    /// Does what the other one does until it is told otherwise.
    public init(_ base: MemoryTransport) {
        self.base = base
    }

    /// That of the transport within.
    public var kind: TransportKind { base.kind }
    /// That of the transport within, or the one set.
    public var maximumTransmissionUnit: Int { maximumTransmissionUnitOverride ?? base.maximumTransmissionUnit }
    /// There is none.
    public var descriptor: Int32? { nil }

    /// Sends, bent or straight.
    public func send(_ bytes: Span<UInt8>) throws(TLSError) -> Int {
        guard let sends else { return try base.send(bytes) }
        return try sends(base, bytes)
    }

    /// Receives, bent or straight.
    public func receive(into bytes: inout OutputSpan<UInt8>) throws(TLSError) -> TransportStatus {
        guard let receives else { return try base.receive(into: &bytes) }
        return try receives(base, &bytes)
    }

    /// Waits, unless it is told not to.
    public func wait(for interest: TransportInterest, before deadline: Deadline) throws(TLSError) {
        if isReady?() == true { return }
        try base.wait(for: interest, before: deadline)
    }

    /// Cancels the transport within.
    public func cancel() { base.cancel() }
    /// Shuts the transport within down.
    public func shutdown() { base.shutdown() }

    /// Closes the transport within and counts.
    public func close() {
        closed += 1
        base.close()
    }
}

extension OutputSpan<UInt8> {
    /// Appends as many of the bytes as there is room for.
    public mutating func append(prefixOf bytes: [UInt8]) {
        for byte in bytes.prefix(freeCapacity) { append(byte) }
    }
}

extension Span<UInt8> {
    /// The bytes as an array of their own.
    public var array: [UInt8] { indices.map { self[$0] } }
}
