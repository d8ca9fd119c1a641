internal import TestSupport

/// What a record of DTLS carries, the same when it is sent again under another number.
struct Record: Hashable {
    private static let headerSize = 13
    private static let handshake: UInt8 = 22
    private static let withConnectionID: UInt8 = 25

    private let key: [UInt8]
    private let range: Range<Int>

    /// Whether it can be read with the keys of the handshake only.
    var isProtected: Bool { key[1] != 0 || key[2] != 0 }

    /// The records of a datagram.
    static func all(in datagram: Span<UInt8>) -> [Record] {
        var found: [Record] = []
        var offset = 0
        while offset + headerSize <= datagram.count {
            let hasID = datagram[offset] == withConnectionID
            let end = offset + headerSize + (hasID ? HandshakeKind.connectionIDLength : 0)
            guard end <= datagram.count else { break }
            let length = Int(datagram[end - 2]) << 8 | Int(datagram[end - 1])
            guard end + length <= datagram.count else { break }
            found.append(Record(datagram.extracting(offset..<end + length)))
            offset = end + length
        }
        return found
    }

    /// Whether it carries what another one does, or the middle of it: signatures differ in length, and behind one a library may
    /// cut fragments at other places.
    func carries(_ other: Record) -> Bool {
        key == other.key
            && (range == other.range || range.contains((other.range.lowerBound + other.range.upperBound) / 2))
    }

    private static func number24(_ bytes: Span<UInt8>, _ place: Int) -> Int {
        Int(bytes[place]) << 16 | Int(bytes[place + 1]) << 8 | Int(bytes[place + 2])
    }

    /// Type and epoch; of a handshake message in the clear also its type, its number and the range of the fragment.
    private init(_ record: Span<UInt8>) {
        var key = [record[0], record[3], record[4]]
        let isClear = record[3] == 0 && record[4] == 0
        var range = 0..<0
        if record[0] == Self.handshake, isClear, record.count >= Self.headerSize + 12 {
            for place in [0, 4, 5] { key.append(record[Self.headerSize + place]) }
            let start = Self.number24(record, Self.headerSize + 6)
            range = start..<start + Self.number24(record, Self.headerSize + 9)
        }
        self.key = key
        self.range = range
    }
}
