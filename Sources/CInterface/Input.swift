package import SecureSocketCore

/// What the caller's memory has; every mistake that can be found out is an error.
package enum Input {
    /// No struct of any version is longer: a size beyond is none, and must not be believed.
    private static let longestStructure = 4096
    /// A list of more is none.
    private static let mostElements = 65_536

    /// A struct whose first field is its size: EINVAL for a wrong one, E2BIG for fields that this version does not know.
    ///
    /// Fields that are not there, since an older version has no more, are zero.
    @unsafe package static func structure<Value: VersionedStructure>(
        _ pointer: UnsafePointer<Value>?,
        _ name: String
    ) throws(TLSError) -> Value {
        guard let pointer = unsafe pointer else { throw .isNull(name) }
        let known = MemoryLayout<Value>.size
        let size = unsafe try validate(UnsafeRawPointer(pointer), Value.firstSize, known, name)
        guard size < known else { return unsafe pointer.pointee }
        return unsafe withUnsafeTemporaryAllocation(of: Value.self, capacity: 1) { space in
            let bytes = UnsafeMutableRawBufferPointer(space)
            unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
            unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: size))
            return unsafe space[0]
        }
    }

    /// The size; it is not inlined, since it is long and the same for each type.
    @unsafe @inline(never) private static func validate(
        _ pointer: UnsafeRawPointer,
        _ least: Int,
        _ known: Int,
        _ name: String
    ) throws(TLSError) -> Int {
        let size = unsafe pointer.load(as: Int.self)
        try validate(size: size, least, name)
        guard size > known else { return size }
        let bytes = unsafe UnsafeRawBufferPointer(start: pointer, count: size)
        for index in known..<size where unsafe bytes[index] != 0 {
            let words = name + " has fields that this version does not know"
            throw .system(.argumentTooLong, .invalidConfiguration, detail: words)
        }
        return size
    }

    /// EINVAL for what cannot be the size of a struct whose first version has this many bytes.
    static func validate(size: Int, _ least: Int, _ name: String) throws(TLSError) {
        guard size >= least, size <= longestStructure, size % MemoryLayout<Int>.alignment == 0 else {
            throw .configuration("the size in " + name + " is \(size), wanted at least \(least)")
        }
    }

    /// A copy of bytes; EINVAL for NULL with a length.
    @unsafe static func bytes(_ pointer: UnsafeRawPointer?, _ count: Int, _ name: String) throws(TLSError) -> [UInt8] {
        unsafe Array(try buffer(pointer, count, name))
    }

    /// A copy of bytes that nobody else should see; EINVAL for NULL with a length.
    @unsafe static func secret(_ pointer: UnsafeRawPointer?, _ count: Int, _ name: String) throws(TLSError) -> Secret {
        unsafe Secret(try buffer(pointer, count, name).span)
    }

    /// The bytes where they are; EINVAL for NULL with a length, and for a length that no memory has.
    @unsafe static func buffer(
        _ pointer: UnsafeRawPointer?,
        _ count: Int,
        _ name: String
    ) throws(TLSError) -> UnsafeBufferPointer<UInt8> {
        guard count != 0 else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
        guard let pointer = unsafe pointer else { throw .isNull(name) }
        guard count > 0 else { throw .configuration("the length of " + name + " cannot be") }
        return unsafe UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// The elements of an array; EINVAL for NULL with a number, and for more than anybody has.
    @unsafe static func list<Element>(
        _ pointer: UnsafePointer<Element>?,
        _ count: Int,
        _ name: String
    ) throws(TLSError) -> [Element] {
        guard count != 0 else { return [] }
        guard let pointer = unsafe pointer else { throw .isNull(name) }
        guard count > 0, count <= mostElements else { throw .configuration("the number of " + name + " cannot be") }
        return unsafe Array(UnsafeBufferPointer(start: pointer, count: count))
    }

    /// A text; nil for NULL and for an empty one, EINVAL for one that is not UTF-8.
    @unsafe static func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(TLSError) -> String? {
        guard let pointer = unsafe pointer, unsafe pointer.pointee != 0 else { return nil }
        guard let text = unsafe String(validatingCString: pointer) else {
            throw .configuration(name + " is not UTF-8")
        }
        return text
    }

    /// Milliseconds as a duration; nil, for ever, where they are negative.
    static func duration(_ milliseconds: Int64) -> Duration? {
        milliseconds < 0 ? nil : .milliseconds(milliseconds)
    }
}
