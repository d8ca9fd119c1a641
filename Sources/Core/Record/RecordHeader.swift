/// Where records end, which their headers say in the clear (RFC 8446, 5.1; RFC 6347, 4.1).
package enum RecordHeader {
    /// The length of the first record of a stream or a datagram, header included; nil where not all of it is there.
    ///
    /// `connectionIDLength` is that of the end that receives it (RFC 9146, 4).
    package static func firstRecordLength(
        _ bytes: Span<UInt8>,
        _ kind: TransportKind,
        connectionIDLength: Int = 0
    ) -> Int? {
        let (plain, withConnectionID) = (kind == .stream ? 5 : 13, UInt8(25))
        let isLonger = kind == .datagram && !bytes.isEmpty && bytes[0] == withConnectionID
        let size = isLonger ? plain + connectionIDLength : plain
        guard bytes.count >= size else { return nil }
        let length = size + Int(bytes[size - 2]) << 8 + Int(bytes[size - 1])
        return length <= bytes.count ? length : nil
    }
}
