/// The header of one record of DTLS 1.2, with a connection ID or without (RFC 6347, 4.1; RFC 9146, 4).
struct ProtectedRecord {
    static let changeCipherSpec: UInt8 = 20
    static let alert: UInt8 = 21
    static let handshake: UInt8 = 22
    static let applicationData: UInt8 = 23
    /// The type of each record that has a connection ID.
    static let withConnectionID: UInt8 = 25
    /// The version in the header.
    static let dtls12: UInt16 = 0xfefd
    /// The bytes of the header in front of the connection ID, and of the length behind it.
    static let (connectionIDPlace, lengthLength) = (11, 2)
    static let plainHeaderLength = connectionIDPlace + lengthLength
    /// What a plaintext has at most (RFC 5246, 6.2.1), and a protected record (6.2.3).
    static let (longestContent, longestBody) = (16_384, 16_384 + 2048)

    let type: UInt8
    let version: UInt16
    let epoch: UInt16
    /// The number without the epoch.
    let number: UInt64
    /// Where the body is in the bytes that the header was read of.
    let body: Range<Int>

    /// Reads the first record of a datagram; nil where not all of it is there.
    ///
    /// `connectionIDLength` is that of the end that receives it.
    init?(_ bytes: Span<UInt8>, connectionIDLength: Int) {
        guard bytes.count >= Self.plainHeaderLength else { return nil }
        let end = Self.connectionIDPlace + (bytes[0] == Self.withConnectionID ? connectionIDLength : 0)
        guard bytes.count >= end + Self.lengthLength else { return nil }
        let start = end + Self.lengthLength
        let length = Int(bytes[end]) << 8 | Int(bytes[end + 1])
        guard bytes.count >= start + length else { return nil }
        type = bytes[0]
        version = UInt16(bytes[1]) << 8 | UInt16(bytes[2])
        epoch = UInt16(bytes[3]) << 8 | UInt16(bytes[4])
        var number: UInt64 = 0
        for place in 5..<Self.connectionIDPlace { number = number << 8 | UInt64(bytes[place]) }
        self.number = number
        body = start..<start + length
    }

    /// How many bytes the whole record has.
    var length: Int { body.upperBound }

    var hasConnectionID: Bool { type == Self.withConnectionID }

    /// Epoch and number as they stand in the header.
    var epochAndNumber: UInt64 { UInt64(epoch) << 48 | number }
}

extension OutputSpan<UInt8> {
    /// Appends bytes that there has to be room for.
    mutating func append(copying bytes: Span<UInt8>) {
        precondition(freeCapacity >= bytes.count)
        unsafe withUnsafeMutableBufferPointer { buffer, initialized in
            unsafe bytes.withUnsafeBytes { source in
                guard let target = buffer.baseAddress, let start = source.baseAddress else { return }
                unsafe UnsafeMutableRawPointer(target + initialized).copyMemory(from: start, byteCount: source.count)
            }
            initialized += bytes.count
        }
    }

    /// Appends the last `count` bytes of a number, at most 8, the highest first; there has to be room for them.
    mutating func append(_ number: UInt64, bytes count: Int) {
        precondition(freeCapacity >= count)
        let bytes = (number << UInt64(64 - 8 * count)).bigEndian
        unsafe withUnsafeMutableBufferPointer { buffer, initialized in
            unsafe withUnsafeBytes(of: bytes) { source in
                guard let target = buffer.baseAddress, let start = source.baseAddress else { return }
                unsafe UnsafeMutableRawPointer(target + initialized).copyMemory(from: start, byteCount: count)
            }
            initialized += count
        }
    }
}
