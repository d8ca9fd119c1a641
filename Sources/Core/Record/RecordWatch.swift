/// Reads the headers of DTLS records that pass, in either direction, while a handshake lasts.
///
/// It sees what a library keeps to itself: an alert that answers the very first ClientHello (GnuTLS 3.7 drops it), and
/// whether a Finished went by that was never answered, which is how a wrong pre-shared key shows.
struct RecordWatch {
    private static let headerSize = 13
    private static let changeCipherSpec: UInt8 = 20
    private static let alert: UInt8 = 21
    private static let handshake: UInt8 = 22
    private static let clientKeyExchange: UInt8 = 16

    /// A fatal alert in the clear that has not been looked at yet.
    var plaintextAlert: TLSAlert?
    /// Whether a handshake message in the clear came.
    private(set) var hasHandshakeMessage = false
    /// Whether change_cipher_spec went by.
    private(set) var hasChangeCipherSpec = false
    /// How many protected handshake records went by behind the client's key exchange and change_cipher_spec, in this order:
    /// its Finished and the repetitions that can be opened with the key.
    private(set) var finishedCount = 0
    private var hasKeyExchange = false
    private var isFinishedDue = false

    /// Looks at one datagram.
    mutating func observe(_ datagram: Span<UInt8>) {
        var offset = 0
        while offset + Self.headerSize <= datagram.count {
            let length = Int(datagram[offset + 11]) << 8 | Int(datagram[offset + 12])
            let end = offset + Self.headerSize + length
            guard datagram[offset + 1] == 0xfe, end <= datagram.count else { return }
            let isProtected = datagram[offset + 3] != 0 || datagram[offset + 4] != 0
            note(type: datagram[offset], isProtected: isProtected)
            if datagram[offset] == Self.handshake, !isProtected, length > 0 {
                noteMessage(datagram[offset + Self.headerSize])
            }
            if datagram[offset] == Self.alert, !isProtected, length == 2 {
                let level = TLSAlert.Level(rawValue: datagram[end - 2])
                if level == .fatal {
                    plaintextAlert = TLSAlert(level: level, description: .init(rawValue: datagram[end - 1]))
                }
            }
            offset = end
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
