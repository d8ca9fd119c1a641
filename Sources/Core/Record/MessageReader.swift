/// Reads the numbers and vectors that handshake messages are made of (RFC 8446, 3); never beyond its end.
///
/// It keeps a place only, and each call gets the bytes: a value that held a span could not be stored in Swift 6.3.
package struct MessageReader {
    private var offset: Int
    private let end: Int

    /// Reads this part of the bytes that each call gets, which must have it.
    package init(_ range: Range<Int>) {
        offset = range.lowerBound
        end = range.upperBound
    }

    /// Whether everything was read.
    package var isAtEnd: Bool { offset == end }

    /// Passes over bytes; false where there are not so many.
    package mutating func skip(_ count: Int) -> Bool {
        guard end - offset >= count else { return false }
        offset += count
        return true
    }

    /// A number of one byte.
    package mutating func number8(_ bytes: Span<UInt8>) -> UInt8? { number(bytes) }

    /// A number of two bytes.
    package mutating func number16(_ bytes: Span<UInt8>) -> UInt16? { number(bytes) }

    /// A number of four bytes.
    package mutating func number32(_ bytes: Span<UInt8>) -> UInt32? { number(bytes) }

    /// A number of eight bytes.
    package mutating func number64(_ bytes: Span<UInt8>) -> UInt64? { number(bytes) }

    /// The highest byte comes first.
    @inline(__always)
    private mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(_ bytes: Span<UInt8>) -> Number? {
        let start = offset
        guard skip(MemoryLayout<Number>.size) else { return nil }
        return Number(bigEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: Number.self))
    }

    /// A vector with one byte of length.
    package mutating func vector8(_ bytes: Span<UInt8>) -> Range<Int>? {
        guard let length = number8(bytes) else { return nil }
        return take(Int(length))
    }

    /// A vector with two bytes of length.
    package mutating func vector16(_ bytes: Span<UInt8>) -> Range<Int>? {
        guard let length = number16(bytes) else { return nil }
        return take(Int(length))
    }

    /// A vector with four bytes of length.
    package mutating func vector32(_ bytes: Span<UInt8>) -> Range<Int>? {
        guard let length = number32(bytes).flatMap({ Int(exactly: $0) }) else { return nil }
        return take(length)
    }

    /// All that was not read.
    package mutating func takeRest() -> Range<Int>? { take(end - offset) }

    /// This many bytes.
    package mutating func take(_ count: Int) -> Range<Int>? {
        let start = offset
        return skip(count) ? start..<offset : nil
    }
}
