/// Where records end, which their headers say in the clear (RFC 8446, 5.1; RFC 6347, 4.1).
package enum RecordHeader {
    /// The length of the first record of a stream or a datagram, header included; nil where not all of it is there.
    package static func firstRecordLength(_ bytes: Span<UInt8>, _ kind: TransportKind) -> Int? {
        let size = kind == .stream ? 5 : 13
        guard bytes.count >= size else { return nil }
        let length = size + Int(bytes[size - 2]) << 8 + Int(bytes[size - 1])
        return length <= bytes.count ? length : nil
    }
}
