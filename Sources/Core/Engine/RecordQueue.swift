/// What waits to go in or out of an engine: whole datagrams, or the bytes of a stream.
///
/// One buffer that is kept, so that nothing is allocated in the steady state. Concrete, so that a C callback can name it.
/// Datagrams lie one after another, each behind its length. The closures must not touch the queue that calls them.
@safe public final class RecordQueue {
    /// Buffers over this are given back when the queue runs empty: as long as a stream flows, it has twice what a socket
    /// takes up at once, of which the first part is a record that is not whole yet.
    private static let keptCapacity = 34_816
    private static let headerSize = 8

    private let isFramed: Bool
    private var base: UnsafeMutableRawPointer?
    private var capacity = 0
    private var used = 0
    private var head = 0
    private var isLent = false
    private var isTooLong = false

    /// An empty queue for one kind of transport.
    public init(_ kind: TransportKind) {
        isFramed = kind == .datagram
        unsafe base = nil
    }

    deinit { unsafe base?.deallocate() }

    /// How many bytes of memory it has for what waits.
    package var bufferSize: Int { capacity }

    /// Gives the buffer back as soon as nothing waits in it, once: a handshake has longer records than most of what follows.
    package func trim() {
        if isEmpty, !isLent { release() } else { isTooLong = true }
    }

    /// Whether nothing waits.
    public var isEmpty: Bool { head == used }

    /// How many bytes wait, the lengths in front of datagrams included.
    public var waitingBytes: Int { used - head }

    /// Appends a datagram, or bytes to a stream.
    public func append(_ bytes: Span<UInt8>) {
        let space = unsafe reserve(bytes.count)
        unsafe bytes.withUnsafeBytes { source in
            if let start = source.baseAddress { unsafe space.copyMemory(from: start, byteCount: source.count) }
        }
        commit(bytes.count)
    }

    /// Appends a datagram, or bytes to a stream, of at most `limit` bytes that `fill` makes; nothing where that returns false or throws.
    public func append<Failure: Error>(
        atMost limit: Int,
        _ fill: (inout OutputSpan<UInt8>) throws(Failure) -> Bool
    ) throws(Failure) {
        let start = unsafe reserve(limit).assumingMemoryBound(to: UInt8.self)
        let space = unsafe UnsafeMutableBufferPointer(start: start, count: limit)
        var output = unsafe OutputSpan(buffer: space, initializedCount: 0)
        isLent = true
        defer { isLent = false }
        let isWanted = try fill(&output)
        let count = unsafe output.finalize(for: space)
        if isWanted { commit(count) }
    }

    /// Appends to the newest datagram if that still waits, is no longer than `limit` with it and `isFit` says so of it;
    /// false where it is not so.
    public func extend(_ bytes: Span<UInt8>, atMost limit: Int, _ isFit: (Span<UInt8>) -> Bool) -> Bool {
        guard isFramed, let former = unsafe base, let newest = newestPlace else { return false }
        let length = unsafe former.load(fromByteOffset: newest, as: Int.self)
        let content = unsafe (former + newest + Self.headerSize).assumingMemoryBound(to: UInt8.self)
        guard length + bytes.count <= limit, isFit(unsafe UnsafeBufferPointer(start: content, count: length).span)
        else {
            return false
        }
        let growth = padded(length + bytes.count) - padded(length)
        let place = newest - head
        let start = unsafe makeRoom(growth) + head + place
        unsafe bytes.withUnsafeBytes { source in
            guard let content = source.baseAddress else { return }
            unsafe (start + Self.headerSize + length).copyMemory(from: content, byteCount: source.count)
        }
        unsafe start.storeBytes(of: length + bytes.count, as: Int.self)
        used += growth
        return true
    }

    /// Lends the oldest datagram, or all bytes of a stream, and removes it afterwards; false where nothing waits.
    @discardableResult
    public func takeFirst(_ body: (Span<UInt8>) -> Void) -> Bool {
        guard head < used, let base = unsafe base else { return false }
        let count = firstCount
        let start = unsafe (base + head + (isFramed ? Self.headerSize : 0)).assumingMemoryBound(to: UInt8.self)
        isLent = true
        body(unsafe UnsafeBufferPointer(start: start, count: count).span)
        isLent = false
        remove(count)
        return true
    }

    /// Lends the oldest datagram, or all bytes of a stream, and leaves it where it is; nil where nothing waits.
    public func peek<Result>(_ body: (Span<UInt8>) -> Result) -> Result? {
        guard head < used, let base = unsafe base else { return nil }
        let start = unsafe (base + head + (isFramed ? Self.headerSize : 0)).assumingMemoryBound(to: UInt8.self)
        isLent = true
        defer { isLent = false }
        return body(unsafe UnsafeBufferPointer(start: start, count: firstCount).span)
    }

    /// Copies the oldest datagram, cut to the room there is, and removes all of it; or as much of a stream as fits.
    ///
    /// `limit` is the most bytes that are taken, of a stream.
    public func takeFirst(into output: inout OutputSpan<UInt8>, atMost limit: Int = .max) -> Bool {
        guard head < used, let base = unsafe base else { return false }
        let count = firstCount
        let length = min(count, output.freeCapacity, limit)
        let source = unsafe base + head + (isFramed ? Self.headerSize : 0)
        unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
            if let target = buffer.baseAddress {
                unsafe UnsafeMutableRawPointer(target + initialized).copyMemory(from: source, byteCount: length)
            }
            initialized += length
        }
        remove(isFramed ? count : length)
        return true
    }

    private var firstCount: Int {
        guard isFramed, let base = unsafe base else { return used - head }
        return unsafe base.load(fromByteOffset: head, as: Int.self)
    }

    private func remove(_ count: Int) {
        head += isFramed ? Self.headerSize + padded(count) : count
        guard head == used else { return }
        head = 0
        used = 0
        if isTooLong || capacity > Self.keptCapacity { release() }
    }

    private func release() {
        unsafe base?.deallocate()
        unsafe base = nil
        capacity = 0
        isTooLong = false
    }

    private func commit(_ count: Int) {
        if isFramed {
            if let base = unsafe base { unsafe base.storeBytes(of: count, toByteOffset: used, as: Int.self) }
            used += Self.headerSize + padded(count)
        } else {
            used += count
        }
    }

    private func padded(_ count: Int) -> Int { (count + 7) & ~7 }

    /// Room for `count` bytes behind what waits, and for their length.
    @unsafe private func reserve(_ count: Int) -> UnsafeMutableRawPointer {
        precondition(!isLent, "the queue is lent out")
        let offset = isFramed ? Self.headerSize : 0
        let needed = offset + padded(count)
        if used + needed <= capacity, let base = unsafe base { return unsafe base + used + offset }
        let larger = unsafe makeRoom(needed)
        return unsafe larger + used + offset
    }

    /// The buffer with this much room behind what waits; where it moves, what was taken already is not copied.
    @inline(never)
    @unsafe private func makeRoom(_ count: Int) -> UnsafeMutableRawPointer {
        precondition(!isLent, "the queue is lent out")
        if used + count <= capacity, let base = unsafe base { return unsafe base }
        let waiting = used - head
        // Each byte moves but once: there is as much room in front as is moved.
        if waiting <= head, waiting + count <= capacity, let base = unsafe base {
            unsafe base.copyMemory(from: base + head, byteCount: waiting)
            used = waiting
            head = 0
            return unsafe base
        }
        let size = max(waiting + count, min(capacity * 2, waiting * 4), 512)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        if let base = unsafe base {
            unsafe larger.copyMemory(from: base + head, byteCount: waiting)
            unsafe base.deallocate()
        }
        unsafe base = unsafe larger
        capacity = size
        used = waiting
        head = 0
        return unsafe larger
    }

    /// Where the newest datagram lies; found from the oldest one on, since only what extends it asks.
    private var newestPlace: Int? {
        guard head < used, let base = unsafe base else { return nil }
        var place = head
        while true {
            let length = unsafe base.load(fromByteOffset: place, as: Int.self)
            let next = place + Self.headerSize + padded(length)
            guard next < used else { return place }
            place = next
        }
    }
}
