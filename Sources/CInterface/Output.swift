package import SecureSocketCore

/// What the caller's memory gets.
package enum Output {
    /// A text with its NUL, cut between characters where there is less room; returns the length of the whole.
    static func write(_ text: String, _ destination: UnsafeMutablePointer<CChar>?, _ size: Int) -> Int {
        let bytes = Array(text.utf8)
        guard let destination = unsafe destination, size > 0 else { return bytes.count }
        var end = min(bytes.count, size - 1)
        while end > 0, end < bytes.count, isContinuation(bytes[end]) { end -= 1 }
        for index in 0..<end { unsafe destination[index] = CChar(bitPattern: bytes[index]) }
        unsafe destination[end] = 0
        return bytes.count
    }

    /// Bytes, as many as there is room for; returns how many there are.
    static func write(_ bytes: Span<UInt8>, _ destination: UnsafeMutableRawPointer?, _ size: Int) -> Int {
        guard let destination = unsafe destination, size > 0 else { return bytes.count }
        let space = unsafe UnsafeMutableRawBufferPointer(start: destination, count: size)
        let fitting = bytes.extracting(..<min(bytes.count, size))
        unsafe fitting.withUnsafeBytes { unsafe space.copyMemory(from: $0) }
        return bytes.count
    }

    /// Where a struct goes that begins with its size, and that size; EINVAL for NULL and for a size that is none.
    @unsafe package static func place<Value: VersionedStructure>(
        _ pointer: UnsafeMutablePointer<Value>?,
        _ name: String
    ) throws(TLSError) -> (UnsafeMutablePointer<Value>, Int) {
        guard let pointer = unsafe pointer else { throw .isNull("the place for " + name) }
        let size = unsafe UnsafeRawPointer(pointer).load(as: Int.self)
        try Input.validate(size: size, Value.firstSize, name)
        return unsafe (pointer, size)
    }

    /// A struct whose first field is the size that the caller has set: as much as that has room for, and what this version
    /// does not know of it becomes zero.
    package static func write<Value: VersionedStructure>(
        _ value: Value,
        _ destination: UnsafeMutablePointer<Value>,
        _ size: Int
    ) {
        let known = MemoryLayout<Value>.size
        let space = unsafe UnsafeMutableRawBufferPointer(start: destination, count: size)
        unsafe withUnsafeBytes(of: value) { bytes in
            unsafe space.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<min(size, known)]))
        }
        for index in min(size, known)..<size { unsafe space[index] = 0 }
        unsafe space.storeBytes(of: size, as: Int.self)
    }

    private static func isContinuation(_ byte: UInt8) -> Bool {
        byte & 0b1100_0000 == 0b1000_0000
    }
}
