#if OpenSSL
internal import COpenSSL
internal import SecureSocketCore

/// The library's way to an engine's queues: a `BIO` that keeps datagrams whole and opens no descriptor.
@safe final class OpenSSLTransport: @unchecked Sendable {
    private let method: OpaquePointer

    private init?() {
        guard let method = unsafe BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "record queues") else {
            return nil
        }
        unsafe self.method = unsafe method
        unsafe BIO_meth_set_write(method, pushRecord)
        unsafe BIO_meth_set_read(method, pullRecord)
        unsafe BIO_meth_set_ctrl(method, controlTransport)
        unsafe BIO_meth_set_create(method, createTransport)
    }

    deinit { unsafe BIO_meth_free(method) }

    /// One for all engines.
    private static let shared = OpenSSLTransport()

    /// Gives a session the way to its engine.
    ///
    /// The corresponding C function is `SSL_set_bio`, after which the session owns the `BIO`.
    @unsafe static func connect(_ ssl: OpaquePointer, to engine: OpenSSLEngine) throws(TLSError) {
        guard let shared, let bio = unsafe BIO_new(shared.method) else {
            throw OpenSSLFailure.takeError(phase: .setup)
        }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(engine).toOpaque())
        unsafe SSL_set_bio(ssl, bio, bio)
    }
}

extension OpenSSLEngine {
    /// Hands the library what has come.
    ///
    /// Of a stream whole records only, as many as there is room for, so that nobody but the queue has to know where one ends; what is no
    /// record is handed over as it is, for the library to refuse.
    func pull(into output: inout OutputSpan<UInt8>) -> Bool {
        guard !isRefusingInput else { return false }
        guard shared.settings.kind == .stream, !hasStreamEnded else { return incoming.takeFirst(into: &output) }
        if recordRest == 0 {
            // One at a time in the handshake, which a callback for messages ends by having nothing more to read.
            let room = isEstablished ? output.freeCapacity : 0
            guard let length = incoming.peek({ RecordHeader.wholeLength($0, room) }), length > 0 else { return false }
            recordRest = length
        }
        let before = output.count
        guard incoming.takeFirst(into: &output, atMost: recordRest) else { return false }
        recordRest -= output.count - before
        return true
    }

    /// Queues what the library has made, and notes what alerts of ours will need.
    func push(_ bytes: Span<UInt8>) {
        let (size, alert): (Int, UInt8) = (7, 21)
        let isClearAlert = shared.settings.kind == .stream && bytes.count == size && bytes[0] == alert
        clearWatch.observe(bytes, shared.settings.kind)
        if shared.settings.kind == .datagram { return pushDatagram(bytes) }
        guard isClearAlert else { return outgoing.append(bytes) }
        let passed = TLSAlert(level: .init(rawValue: bytes[5]), description: .init(rawValue: bytes[6]))
        outgoing.append(clearWatch.record(levelled(passed), .stream).span)
    }

    /// The records of a flight share datagrams as far as they fit (RFC 6347, 4.2.3), also where it is repeated: the fewer there are, the
    /// fewer can be lost.
    private func pushDatagram(_ bytes: Span<UInt8>) {
        let applicationData: UInt8 = 23
        let isShared =
            bytes[0] != applicationData
            && outgoing.extend(bytes, atMost: maximumTransmissionUnit) { $0[0] != applicationData }
        if !isShared { outgoing.append(bytes) }
    }
}

extension RecordHeader {
    /// How many bytes of a stream may be handed over: the first record, and those behind it that fit the room, too.
    fileprivate static func wholeLength(_ bytes: Span<UInt8>, _ room: Int) -> Int {
        var end = firstLength(bytes)
        while end > 0, end < room {
            let next = firstLength(bytes.extracting(end...))
            guard next > 0, end + next <= room else { break }
            end += next
        }
        return end
    }

    /// The first record; 0 where not all of it is there; all that there is where it is no record.
    static func firstLength(_ bytes: Span<UInt8>) -> Int {
        let longest = 16_384 + 2048
        guard bytes.count >= 5 else { return 0 }
        let length = Int(bytes[3]) << 8 | Int(bytes[4])
        guard (20...24).contains(bytes[0]), bytes[1] == 3, length <= longest else { return bytes.count }
        return bytes.count >= 5 + length ? 5 + length : 0
    }
}

/// What an alert of ours needs as long as nothing is encrypted: the library sends no alert that it has not thought of itself.
struct ClearRecordWatch {
    /// The number that the next record of epoch 0 has.
    private var nextNumber: UInt64 = 0
    private var version: (UInt8, UInt8) = (3, 3)
    /// Whether what was sent is encrypted from now on.
    private(set) var isProtected = false

    /// Looks at records that are sent.
    mutating func observe(_ bytes: Span<UInt8>, _ kind: TransportKind) {
        guard !isProtected else { return }
        var offset = 0
        while let length = RecordHeader.firstRecordLength(bytes.extracting(offset...), kind) {
            note(bytes.extracting(offset..<offset + length), kind)
            offset += length
        }
    }

    private mutating func note(_ record: Span<UInt8>, _ kind: TransportKind) {
        let (changeCipherSpec, applicationData): (UInt8, UInt8) = (20, 23)
        if record[0] == applicationData { isProtected = true }
        if kind == .stream, record[0] == changeCipherSpec { isProtected = true }
        guard kind == .datagram else { return }
        version = (record[1], record[2])
        guard record[3] == 0, record[4] == 0 else {
            isProtected = true
            return
        }
        var number: UInt64 = 0
        for index in 5..<11 { number = number << 8 | UInt64(record[index]) }
        nextNumber = max(nextNumber, number + 1)
    }

    /// A record in the clear with an alert.
    mutating func record(_ alert: TLSAlert, _ kind: TransportKind) -> [UInt8] {
        let content = [alert.level.rawValue, alert.description.rawValue]
        let type: UInt8 = 21
        guard kind == .datagram else { return [type, 3, 3, 0, 2] + content }
        let number = (0..<8).reversed().map { UInt8(truncatingIfNeeded: nextNumber >> (8 * UInt64($0))) }
        nextNumber += 1
        let (major, minor) = version.0 == 0xfe ? version : (0xfe, 0xfd)
        return [type, major, minor] + number + [0, 2] + content
    }
}
#endif
