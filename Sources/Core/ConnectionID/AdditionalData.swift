/// What an AEAD authenticates besides the content of a record: laid out once, and filled in for each record.
///
/// With a connection ID it is RFC 9146, 5.3, without one RFC 5246, 6.2.3.3.
struct AdditionalData {
    private static let version: [UInt8] = [0xfe, 0xfd]

    private(set) var bytes: [UInt8]
    private let numberPlace: Int
    /// Where the content's type stands; nil with a connection ID, since then it is encrypted.
    private let typePlace: Int?

    /// The layout of records with this connection ID; of those without one where it is empty.
    init(_ connectionID: [UInt8]) {
        guard !connectionID.isEmpty else {
            bytes = [UInt8](repeating: 0, count: 9) + Self.version + [0, 0]
            numberPlace = 0
            typePlace = 8
            return
        }
        let type = ProtectedRecord.withConnectionID
        let placeholder = [UInt8](repeating: 0xff, count: 8)
        bytes = placeholder + [type, UInt8(truncatingIfNeeded: connectionID.count), type] + Self.version
        numberPlace = bytes.count
        bytes += [UInt8](repeating: 0, count: 8) + connectionID + [0, 0]
        typePlace = nil
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
    private(set) var bytes: [UInt8]
    private var implicit: [UInt8]

    init(_ implicitNonce: Secret) {
        implicit = implicitNonce.withBytes { $0.copied }
        bytes = implicit + [UInt8](repeating: 0, count: RecordAlgorithm.nonceLength - implicit.count)
    }

    /// Overwrites what the handshake made.
    mutating func clear() {
        unsafe bytes.withUnsafeMutableBytes { unsafe wipe($0) }
        unsafe implicit.withUnsafeMutableBytes { unsafe wipe($0) }
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
