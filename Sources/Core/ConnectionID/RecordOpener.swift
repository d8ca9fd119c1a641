/// Why a record is dropped.
enum RecordFault: Error {
    case malformed
    case unprotected
    case foreignConnectionID
    case missingConnectionID
    case replayed
    case notAuthentic
}

/// Opens the protected records of one direction; what is not whole, not for us, not new or not authentic is a fault.
final class RecordOpener<Cipher: RecordCipher> {
    private static var epoch: UInt16 { 1 }

    let connectionID: [UInt8]
    private let algorithm: RecordAlgorithm
    private let source: CipherSource<Cipher>
    private var cipher: Cipher?
    private var additionalData: AdditionalData
    private var nonce: RecordNonce
    private var window: ReplayWindow

    /// Records of one end for another one with this connection ID; without one where it is empty.
    init(
        _ source: CipherSource<Cipher>,
        connectionID: [UInt8],
        window: ReplayWindow = ReplayWindow()
    ) {
        algorithm = source.keys.algorithm
        self.source = source
        self.connectionID = connectionID
        self.window = window
        additionalData = AdditionalData(connectionID)
        nonce = source.keys.nonce(of: source.writer)
    }

    deinit { nonce.clear() }

    private func readyCipher() throws(TLSError) -> Cipher {
        if let cipher { return cipher }
        let made = try source.makeCipher()
        cipher = made
        return made
    }

    /// Which numbers have come.
    var replayWindow: ReplayWindow { window }

    /// Whether a record would be newer than all that came (RFC 9146, 6).
    func isNewest(_ record: ProtectedRecord) -> Bool { window.isNewest(record.number) }

    /// The most bytes that the content of a record can have, and what `open` needs room for.
    func longestContent(_ record: ProtectedRecord) -> Int {
        max(0, record.body.count - algorithm.explicitNonceLength - algorithm.tagLength)
    }

    /// Whether a record may be opened at all, by what it says of itself.
    func check(_ bytes: Span<UInt8>, _ record: ProtectedRecord) throws(RecordFault) {
        let connectionID = connectionID
        guard record.epoch != 0 else { throw .unprotected }
        guard record.version == ProtectedRecord.dtls12, record.epoch == Self.epoch else { throw .malformed }
        if connectionID.isEmpty {
            guard record.type <= ProtectedRecord.applicationData, record.type >= ProtectedRecord.changeCipherSpec else {
                throw record.hasConnectionID ? .foreignConnectionID : .malformed
            }
        } else {
            guard record.hasConnectionID else { throw .missingConnectionID }
            let place = ProtectedRecord.connectionIDPlace
            let addressed = bytes.extracting(place..<place + connectionID.count)
            guard addressed.hasSameElements(as: connectionID.span) else { throw .foreignConnectionID }
        }
        let shortest = algorithm.explicitNonceLength + algorithm.tagLength + (connectionID.isEmpty ? 0 : 1)
        guard record.body.count >= shortest, record.body.count <= ProtectedRecord.longestBody else { throw .malformed }
        guard window.admits(record.number) else { throw .replayed }
    }

    /// Appends the content of a record that `check` let pass, and returns its type.
    ///
    /// What was appended when it throws is not to be used.
    func open(
        _ bytes: Span<UInt8>,
        _ record: ProtectedRecord,
        into content: inout OutputSpan<UInt8>
    ) throws(RecordFault) -> UInt8 {
        guard let cipher = try? readyCipher() else { throw .notAuthentic }
        let body = bytes.extracting(record.body)
        let text = body.extracting(algorithm.explicitNonceLength...)
        nonce.set(of: record, body, algorithm)
        additionalData.set(
            epochAndNumber: record.epochAndNumber,
            type: record.type,
            length: text.count - algorithm.tagLength
        )
        let (nonce, data) = (nonce.bytes, additionalData.bytes)
        let start = content.count
        let isAuthentic = cipher.open(text, nonce: nonce.span, additionalData: data.span, into: &content)
        guard isAuthentic else { throw .notAuthentic }
        window.note(record.number)
        let type = connectionID.isEmpty ? record.type : try Self.takeType(from: &content, start)
        guard content.count - start <= ProtectedRecord.longestContent else { throw .malformed }
        return type
    }

    /// The type is the last byte that is not zero; behind it is padding (RFC 9146, 4).
    private static func takeType(from content: inout OutputSpan<UInt8>, _ start: Int) throws(RecordFault) -> UInt8 {
        while content.count > start {
            let last = content.removeLast()
            if last != 0 { return last }
        }
        throw .malformed
    }

    /// A record without a connection ID, as the library takes it, with the number and the nonce of one that was opened.
    ///
    /// It never leaves the process.
    func plainRecord(
        _ type: UInt8,
        _ content: [UInt8],
        like bytes: Span<UInt8>,
        _ record: ProtectedRecord
    ) throws(TLSError) -> [UInt8] {
        let body = bytes.extracting(record.body)
        let length = algorithm.explicitNonceLength + content.count + algorithm.tagLength
        let cipher = try readyCipher()
        nonce.set(of: record, body, algorithm)
        var plainData = AdditionalData([])
        plainData.set(epochAndNumber: record.epochAndNumber, type: type, length: content.count)
        let (nonce, data) = (nonce.bytes, plainData.bytes)
        return try [UInt8](capacity: ProtectedRecord.plainHeaderLength + length) { (output) throws(TLSError) in
            output.append(type)
            output.append(UInt64(record.version), bytes: 2)
            output.append(record.epochAndNumber, bytes: 8)
            output.append(UInt64(length), bytes: ProtectedRecord.lengthLength)
            output.append(copying: body.extracting(..<algorithm.explicitNonceLength))
            let start = output.count
            output.append(copying: content.span)
            try cipher.seal(&output, from: start, nonce: nonce.span, additionalData: data.span)
        }
    }
}
