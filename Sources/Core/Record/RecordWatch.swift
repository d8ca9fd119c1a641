/// Reads the headers of records that pass, in either direction, while a handshake lasts.
///
/// It sees what a library keeps to itself: an alert that answers the very first ClientHello of DTLS (GnuTLS 3.7 drops it),
/// an alert in the clear where TLS 1.3 expects a protected one (GnuTLS 3.7 fails to decrypt it), close_notify in place of a
/// Finished, and whether a Finished went by that was never answered, which is how a wrong pre-shared key shows.
struct RecordWatch {
    private static let headerSize = 13
    private static let streamHeaderSize = 5
    private static let changeCipherSpec: UInt8 = 20
    private static let alert: UInt8 = 21
    private static let handshake: UInt8 = 22
    private static let withConnectionID: UInt8 = 25
    private static let clientKeyExchange: UInt8 = 16

    /// A fatal alert in the clear that has not been looked at yet.
    var plaintextAlert: TLSAlert?
    /// Whether close_notify came in the clear.
    private(set) var hasCloseNotify = false
    /// Whether a handshake message in the clear came.
    private(set) var hasHandshakeMessage = false
    /// Whether change_cipher_spec went by.
    private(set) var hasChangeCipherSpec = false
    /// How many protected handshake records went by behind the client's key exchange and change_cipher_spec, in this order:
    /// its Finished and the repetitions that can be opened with the key.
    private(set) var finishedCount = 0
    private var hasKeyExchange = false
    private var isFinishedDue = false

    /// Where a stream is: the first bytes of the record that passes, as many as an alert in the clear has, and how many there were.
    private var start = InlineArray<7, UInt8>(repeating: 0)
    private var position = 0

    /// Looks at one datagram; `connectionIDLength` is that of the end that receives it.
    mutating func observe(_ datagram: Span<UInt8>, _ connectionIDLength: Int = 0) {
        var offset = 0
        while offset + Self.headerSize <= datagram.count {
            // In a handshake what has a connection ID is a Finished.
            if datagram[offset] == Self.withConnectionID { note(type: Self.handshake, isProtected: true) }
            guard
                let length = RecordHeader.firstRecordLength(
                    datagram.extracting(offset...),
                    .datagram,
                    connectionIDLength: connectionIDLength
                )
            else { return }
            let end = offset + length
            guard datagram[offset + 1] == 0xfe else { return }
            let isProtected = datagram[offset + 3] != 0 || datagram[offset + 4] != 0
            note(type: datagram[offset], isProtected: isProtected)
            if datagram[offset] == Self.handshake, !isProtected, length > Self.headerSize {
                noteMessage(datagram[offset + Self.headerSize])
            }
            if datagram[offset] == Self.alert, !isProtected, length == Self.headerSize + 2 {
                noteAlert(datagram[end - 2], datagram[end - 1])
            }
            offset = end
        }
    }

    /// Looks at a piece of a stream, for alerts only: one of two bytes is in the clear, since protection makes it longer.
    mutating func observeStream(_ bytes: Span<UInt8>) {
        var offset = 0
        while offset < bytes.count {
            if position < start.count {
                start[position] = bytes[offset]
                position += 1
                offset += 1
            } else {
                let passed = min(recordEnd - position, bytes.count - offset)
                position += passed
                offset += passed
            }
            guard position >= Self.streamHeaderSize, position >= recordEnd else { continue }
            if start[0] == Self.alert, recordEnd == start.count { noteAlert(start[5], start[6]) }
            position = 0
        }
    }

    /// Once the header has passed.
    private var recordEnd: Int { Self.streamHeaderSize + (Int(start[3]) << 8 | Int(start[4])) }

    private mutating func noteAlert(_ level: UInt8, _ description: UInt8) {
        let alert = TLSAlert(level: .init(rawValue: level), description: .init(rawValue: description))
        if alert.level == .fatal {
            plaintextAlert = alert
        } else if alert.description == .closeNotify {
            hasCloseNotify = true
        }
    }

    private mutating func note(type: UInt8, isProtected: Bool) {
        switch (type, isProtected) {
        case (Self.changeCipherSpec, false):
            hasChangeCipherSpec = true
            isFinishedDue = hasKeyExchange
        case (Self.handshake, false): hasHandshakeMessage = true
        case (Self.handshake, true): finishedCount += isFinishedDue ? 1 : 0
        default: break
        }
    }

    /// What came before the key exchange is dropped and comes again behind it.
    private mutating func noteMessage(_ type: UInt8) {
        guard type == Self.clientKeyExchange else { return }
        hasKeyExchange = true
        isFinishedDue = false
    }
}
