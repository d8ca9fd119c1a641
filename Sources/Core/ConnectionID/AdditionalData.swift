/// What an AEAD authenticates besides the content of a record: laid out once, and filled in for each record.
///
/// With a connection ID it is RFC 9146, 5.3, without one RFC 5246, 6.2.3.3.
struct AdditionalData {
    private(set) var bytes: [UInt8]
    private let numberPlace: Int
    /// Where the content's type stands; nil with a connection ID, since then it is encrypted.
    private let typePlace: Int?

    /// The layout of records with this connection ID; of those without one where it is empty.
    init(_ connectionID: [UInt8]) {
        let numberLength = 8
        let hasID = !connectionID.isEmpty
        numberPlace = hasID ? 13 : 0
        typePlace = hasID ? nil : numberLength
        bytes = [UInt8](capacity: numberPlace + numberLength + (hasID ? 0 : 3) + connectionID.count + 2) { output in
            if hasID {
                output.append(UInt64.max, bytes: 8)
                output.append(ProtectedRecord.withConnectionID)
                output.append(UInt8(truncatingIfNeeded: connectionID.count))
                output.append(ProtectedRecord.withConnectionID)
                output.append(UInt64(ProtectedRecord.dtls12), bytes: 2)
            }
            output.append(0, bytes: numberLength)
            if !hasID {
                output.append(0)
                output.append(UInt64(ProtectedRecord.dtls12), bytes: 2)
            }
            output.append(copying: connectionID.span)
            output.append(0, bytes: 2)
        }
    }

    /// Fills in what one record has; `length` is that of its plaintext, with the inner type and padding if it has them.
    mutating func set(epochAndNumber: UInt64, type: UInt8, length: Int) {
        for index in 0..<8 {
            bytes[numberPlace + index] = UInt8(truncatingIfNeeded: epochAndNumber >> (56 - 8 * UInt64(index)))
        }
        if let typePlace { bytes[typePlace] = type }
        bytes[bytes.count - 2] = UInt8(truncatingIfNeeded: length >> 8)
        bytes[bytes.count - 1] = UInt8(truncatingIfNeeded: length)
    }
}

/// The nonces of one direction: the part that the handshake made, and what stands in the record or follows from its number.
struct RecordNonce {
    private(set) var bytes = InlineArray<12, UInt8>(repeating: 0)
    private var implicit = InlineArray<12, UInt8>(repeating: 0)

    /// `implicitNonce` is what the handshake made, 4 or 12 bytes.
    init(_ implicitNonce: Span<UInt8>) {
        for index in implicitNonce.indices { implicit[index] = implicitNonce[index] }
        bytes = implicit
    }

    /// Overwrites what the handshake made.
    mutating func clear() {
        unsafe withUnsafeMutableBytes(of: &bytes) { unsafe wipe($0) }
        unsafe withUnsafeMutableBytes(of: &implicit) { unsafe wipe($0) }
    }

    /// The nonce with this explicit part (RFC 5288, 3; RFC 6655, 3).
    mutating func set(explicit: UInt64) {
        for index in 0..<8 { bytes[4 + index] = UInt8(truncatingIfNeeded: explicit >> (56 - 8 * UInt64(index))) }
    }

    /// The nonce of a record that has no explicit part (RFC 7905, 2).
    mutating func set(epochAndNumber: UInt64) {
        for index in 0..<8 {
            let byte = UInt8(truncatingIfNeeded: epochAndNumber >> (56 - 8 * UInt64(index)))
            bytes[4 + index] = implicit[4 + index] ^ byte
        }
    }
}
