/// Makes the protected records of one direction, and numbers them: each gets a number and a nonce that no other one has.
final class RecordSealer<Cipher: RecordCipher> {
    /// The first number that a record cannot have (RFC 6347, 4.1: 48 bits).
    private static var longestNumber: UInt64 { 1 << 48 }
    private static var epoch: UInt64 { 1 << 48 }

    let algorithm: RecordAlgorithm
    private let source: CipherSource<Cipher>
    private var cipher: Cipher?
    private let connectionID: [UInt8]
    private var additionalData: AdditionalData
    private var nonce: RecordNonce
    private var number: UInt64
    /// Nil before the first record: a fresh random number, from which the explicit nonces count on, whatever the numbers are, so that
    /// keys that were restored from an old or a copied state never meet a nonce twice.
    private var explicitNonce: UInt64?
    private var numberLimit = RecordSealer.longestNumber

    /// Records of one end for a peer with this connection ID; without one where it is empty.
    init(
        _ source: CipherSource<Cipher>,
        connectionID: [UInt8],
        nextNumber: UInt64 = 0
    ) {
        algorithm = source.keys.algorithm
        self.source = source
        self.connectionID = connectionID
        additionalData = AdditionalData(connectionID)
        nonce = source.keys.nonce(of: source.writer)
        number = nextNumber
    }

    deinit { nonce.clear() }

    private func readyCipher() throws(TLSError) -> Cipher {
        if let cipher { return cipher }
        let made = try source.makeCipher()
        cipher = made
        return made
    }

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
        let (cipher, explicitNonce) = (try readyCipher(), try takeExplicitNonce())
        let epochAndNumber = Self.epoch | number
        number += 1
        let length = content.count + (connectionID.isEmpty ? 0 : 1)
        appendHeader(type, epochAndNumber, explicitNonce, length, to: &record)
        let start = record.count
        record.append(copying: content)
        if !connectionID.isEmpty { record.append(type) }
        additionalData.set(epochAndNumber: epochAndNumber, type: type, length: length)
        let (nonce, data) = (nonce.bytes, additionalData.bytes)
        try cipher.seal(&record, from: start, nonce: nonce.span, additionalData: data.span)
    }

    /// The number is used up, whatever becomes of its record.
    private func takeExplicitNonce() throws(TLSError) -> UInt64 {
        guard algorithm.explicitNonceLength > 0 else { return 0 }
        let next = if let explicitNonce { explicitNonce } else { try SystemRandom.number() }
        explicitNonce = next &+ 1
        return next
    }

    private func appendHeader(
        _ type: UInt8,
        _ epochAndNumber: UInt64,
        _ explicitNonce: UInt64,
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
    }

    /// Opens a record of the library's own, which was not sent and never will be; nil where it is none.
    func unseal(_ bytes: Span<UInt8>, _ record: ProtectedRecord) -> [UInt8]? {
        let body = bytes.extracting(record.body)
        let length = body.count - algorithm.explicitNonceLength - algorithm.tagLength
        guard length >= 0, let cipher = try? readyCipher() else { return nil }
        nonce.set(of: record, body, algorithm)
        var plainData = AdditionalData([])
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
