/// Makes the protected records of one direction, and numbers them: each gets a number and a nonce that no other one has.
final class RecordSealer<Cipher: RecordCipher> {
    /// The first number that a record cannot have (RFC 6347, 4.1: 48 bits).
    private static var longestNumber: UInt64 { 1 << 48 }
    private static var epoch: UInt64 { 1 << 48 }

    let algorithm: RecordAlgorithm
    private let cipher: Cipher
    private let connectionID: [UInt8]
    private var additionalData: AdditionalData
    private var plainData: AdditionalData
    private var nonce: RecordNonce
    private var number: UInt64
    private var explicitNonce: UInt64
    private var numberLimit = RecordSealer.longestNumber

    /// Records for a peer with this connection ID; without one where it is empty.
    ///
    /// `explicitNonce` is a fresh random number: the explicit nonces count on from there, whatever the numbers are, so that keys
    /// that were restored from an old or a copied state never meet a nonce twice.
    init(
        _ algorithm: RecordAlgorithm,
        _ cipher: Cipher,
        implicitNonce: Secret,
        connectionID: [UInt8],
        nextNumber: UInt64 = 0,
        explicitNonce: UInt64
    ) {
        self.algorithm = algorithm
        self.cipher = cipher
        self.connectionID = connectionID
        additionalData = AdditionalData(connectionID)
        plainData = AdditionalData([])
        nonce = RecordNonce(implicitNonce)
        number = nextNumber
        self.explicitNonce = explicitNonce
    }

    deinit { nonce.clear() }

    /// The number of the next record.
    var nextNumber: UInt64 { number }

    /// How many numbers are left.
    var left: UInt64 { numberLimit - number }

    /// Uses no number from this one on.
    func limit(to limit: UInt64) {
        numberLimit = min(limit, Self.longestNumber)
    }

    /// How many bytes a record has besides its content.
    var overhead: Int {
        let inner = connectionID.isEmpty ? 0 : connectionID.count + 1
        return ProtectedRecord.plainHeaderLength + inner + algorithm.explicitNonceLength + algorithm.tagLength
    }

    /// Appends one record with this content.
    ///
    /// Throws EMSGSIZE for more than 2^14 bytes or than there is room for, and what the library throws.
    func seal(_ type: UInt8, _ content: Span<UInt8>, into record: inout OutputSpan<UInt8>) throws(TLSError) {
        guard content.count <= ProtectedRecord.longestContent, record.freeCapacity >= overhead + content.count else {
            throw .system(.messageTooLong, .messageTooLong, phase: .established)
        }
        guard number < numberLimit else {
            throw .system(.protocolError, .limitExceeded, phase: .established, detail: "no record number is left")
        }
        let epochAndNumber = Self.epoch | number
        number += 1
        let length = content.count + (connectionID.isEmpty ? 0 : 1)
        appendHeader(type, epochAndNumber, length, to: &record)
        let start = record.count
        record.append(copying: content)
        if !connectionID.isEmpty { record.append(type) }
        additionalData.set(epochAndNumber: epochAndNumber, type: type, length: length)
        let (nonce, data) = (nonce.bytes, additionalData.bytes)
        try cipher.seal(&record, from: start, nonce: nonce.span, additionalData: data.span)
    }

    private func appendHeader(
        _ type: UInt8,
        _ epochAndNumber: UInt64,
        _ length: Int,
        to record: inout OutputSpan<UInt8>
    ) {
        let connectionID = connectionID
        record.append(connectionID.isEmpty ? type : ProtectedRecord.withConnectionID)
        record.append(UInt64(ProtectedRecord.dtls12), bytes: 2)
        record.append(epochAndNumber, bytes: 8)
        record.append(copying: connectionID.span)
        let body = algorithm.explicitNonceLength + length + algorithm.tagLength
        record.append(UInt64(body), bytes: ProtectedRecord.lengthLength)
        guard algorithm.explicitNonceLength > 0 else { return nonce.set(epochAndNumber: epochAndNumber) }
        record.append(explicitNonce, bytes: 8)
        nonce.set(explicit: explicitNonce)
        explicitNonce &+= 1
    }

    /// Opens a record of the library's own, which was not sent and never will be; nil where it is none.
    func unseal(_ bytes: Span<UInt8>, _ record: ProtectedRecord) -> [UInt8]? {
        let body = bytes.extracting(record.body)
        let length = body.count - algorithm.explicitNonceLength - algorithm.tagLength
        guard length >= 0 else { return nil }
        nonce.set(of: record, body, algorithm)
        plainData.set(epochAndNumber: record.epochAndNumber, type: record.type, length: length)
        let (nonce, data) = (nonce.bytes, plainData.bytes)
        var isAuthentic = false
        let content = [UInt8](capacity: length) { output in
            isAuthentic = cipher.open(
                body.extracting(algorithm.explicitNonceLength...),
                nonce: nonce.span,
                additionalData: data.span,
                into: &output
            )
        }
        return isAuthentic ? content : nil
    }
}

extension RecordNonce {
    /// The nonce of a record that is to be opened, whose body has the explicit part if there is one.
    mutating func set(of record: ProtectedRecord, _ body: Span<UInt8>, _ algorithm: RecordAlgorithm) {
        guard algorithm.explicitNonceLength > 0 else { return set(epochAndNumber: record.epochAndNumber) }
        var explicit: UInt64 = 0
        for index in 0..<8 { explicit = explicit << 8 | UInt64(body[index]) }
        set(explicit: explicit)
    }
}
