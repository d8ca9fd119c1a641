/// Memory that C structs of a test point to; it goes with the arena.
@safe final class Arena {
    private var pieces: [UnsafeMutableRawPointer] = unsafe []

    deinit {
        for index in unsafe pieces.indices { unsafe pieces[index].deallocate() }
    }

    /// Elements in a row.
    @unsafe func list<Element>(_ elements: [Element]) -> UnsafePointer<Element>? {
        guard !elements.isEmpty else { return nil }
        let space = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = unsafe space.initialize(from: elements)
        guard let start = space.baseAddress else { return nil }
        unsafe pieces.append(UnsafeMutableRawPointer(start))
        return unsafe UnsafePointer(start)
    }

    /// One value.
    @unsafe func value<Value>(_ value: Value) -> UnsafePointer<Value>? {
        unsafe list([value])
    }

    /// Bytes.
    @unsafe func bytes(_ bytes: [UInt8]) -> UnsafeRawPointer? {
        unsafe list(bytes).map { unsafe UnsafeRawPointer($0) }
    }

    /// A text that is none.
    @unsafe var notUTF8: UnsafePointer<CChar>? { unsafe list([CChar(bitPattern: 0xff), CChar(bitPattern: 0xfe), 0]) }

    /// A text with its NUL.
    @unsafe func text(_ text: String) -> UnsafePointer<CChar>? {
        unsafe list(text.utf8.map { CChar(bitPattern: $0) } + [0])
    }
}
