/// A piece of memory of a fixed size for one saved session, such as a device keeps over a sleep.
///
/// All zero means that there is none. What a session leaves of it is zero, and all of it where a session does not fit.
/// May be used by several threads, one socket at a time.
@safe public final class SessionBuffer: @unchecked Sendable {
    private let isOwner: Bool
    private let lock = Lock()
    /// Guarded by `lock`, as is all that follows.
    private var memory: UnsafeMutableRawBufferPointer
    private var misfit: Int?

    /// Memory of its own, all zero; it is wiped when it goes.
    ///
    /// `size` is in bytes. 512 are enough for a session with a pre-shared key by session id, 1024 for one of TLS 1.3, and
    /// 2048 for one that holds the server's certificate; a longer chain takes more.
    public init(size: Int = 2048) {
        unsafe memory = .allocate(byteCount: max(size, 0), alignment: 16)
        isOwner = true
        unsafe wipe(memory)
    }

    /// Memory of the caller's, which must outlive this; what is in it now is the saved session.
    ///
    /// The caller may read it, write it and set it to zero whenever no socket is in a call.
    @unsafe public init(sharing memory: UnsafeMutableRawBufferPointer) {
        unsafe self.memory = unsafe memory
        isOwner = false
    }

    deinit { if isOwner { unsafe Self.release(memory) } }

    @unsafe private static func release(_ memory: UnsafeMutableRawBufferPointer) {
        unsafe wipe(memory)
        unsafe memory.deallocate()
    }

    /// How many bytes there are.
    public var size: Int { lock.withLock { unsafe memory.count } }

    /// How many bytes the last session needed, where it did not fit; nil where it did.
    public var neededSize: Int? { lock.withLock { misfit } }

    /// Lends the bytes for the duration of `body`, which must not use the buffer.
    public func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try unsafe body(memory.bindMemory(to: UInt8.self).span)
    }

    /// Sets all bytes to zero.
    public func clear() {
        lock.withLock {
            unsafe wipe(memory)
            misfit = nil
        }
    }

    /// Leaves the memory to its owner, as it is: from now on nothing is found here, and nothing fits.
    ///
    /// Sockets that were given the buffer may still hold it.
    package func giveBack() {
        lock.withLock { unsafe memory = UnsafeMutableRawBufferPointer(start: nil, count: 0) }
    }

    /// Puts a session there and zeros behind it; throws ENOBUFS where it does not fit, and then all is zero.
    package func store(_ session: SavedSession) throws(TLSError) {
        lock.lock()
        defer { lock.unlock() }
        guard unsafe session.count <= memory.count else {
            unsafe wipe(memory)
            misfit = session.count
            let words = unsafe "the session has \(session.count) bytes, and the buffer has room for \(memory.count)"
            throw .system(.noBufferSpace, .limitExceeded, phase: .established, detail: words)
        }
        misfit = nil
        session.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe memory.copyMemory(from: $0) } }
        unsafe wipe(UnsafeMutableRawBufferPointer(rebasing: memory[session.count...]))
    }

    /// What is there, for a binding to look at; nil where all is zero.
    package func load() -> SavedSession? {
        withBytes { bytes in
            guard !bytes.isZero() else { return nil }
            // What is not as it should be is for whoever opens it to judge.
            guard let length = ResumptionEnvelope.length(of: bytes), bytes.isZero(from: length) else {
                return SavedSession(bytes)
            }
            return SavedSession(bytes.extracting(..<length))
        }
    }
}
