/// Puts the fragments of DTLS handshake messages in the clear together, in whatever order they come (RFC 6347, 4.2.3).
///
/// For libraries that need them in order: GnuTLS 3.7.9 forgets the later of two fragments when the earlier one comes behind
/// it. Anything else passes as it is, and so do fragments of a message that was put together before: they tell the library
/// that its peer repeats a flight.
package struct HandshakeAssembly {
    private static let recordHeaderSize = 13
    private static let messageHeaderSize = 12
    private static let handshake: UInt8 = 22
    /// What fits a record is put together, if the configuration allows messages of that length.
    private static let longestMessage = 16_384 - messageHeaderSize
    /// More than a flight has: what a stranger can make us keep is bounded.
    private static let mostPartials = 6
    private static let mostNumbers: UInt16 = 64

    private let limit: Int
    private var partials: [PartialMessage] = []
    /// A bit for the number of each message that was put together.
    private var finished: UInt64 = 0

    /// `limit` is the longest message in bytes that the configuration allows.
    package init(limit: Int) {
        self.limit = min(limit, Self.longestMessage)
    }

    /// Whether a record is one that `take` could keep: most are not, and pass without a look at what was kept.
    package static func isFragment(_ record: Span<UInt8>) -> Bool { HandshakeFragment(record)?.isPart == true }

    /// Takes one record: `body` gets it, or the record of a message that it completes; a fragment that completes nothing is
    /// kept.
    package mutating func take(_ record: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
        guard let fragment = HandshakeFragment(record), fragment.isPart, fragment.length <= limit else {
            return body(record)
        }
        guard fragment.number < Self.mostNumbers, finished & (1 << UInt64(fragment.number)) == 0 else {
            return body(record)
        }
        guard let place = place(of: fragment) else { return body(record) }
        partials[place].add(fragment, record)
        guard partials[place].isComplete else { return }
        let message = partials.remove(at: place)
        finished |= 1 << UInt64(fragment.number)
        body(message.record(like: record).span)
    }

    /// Forgets what was begun: an association that is done keeps no buffer.
    package mutating func clear() {
        partials = []
    }

    /// Where the message of a fragment is put together; nil for one that contradicts the others, or one too many.
    private mutating func place(of fragment: HandshakeFragment) -> Int? {
        if let known = partials.firstIndex(where: { $0.number == fragment.number }) {
            let message = partials[known]
            return message.type == fragment.type && message.length == fragment.length ? known : nil
        }
        guard partials.count < Self.mostPartials else { return nil }
        partials.append(PartialMessage(fragment))
        return partials.count - 1
    }

    /// The header of a record that carries one fragment in the clear, and nothing else.
    private struct HandshakeFragment {
        let type: UInt8
        let number: UInt16
        let length: Int
        /// The bytes of the message that it has.
        let range: Range<Int>

        var isPart: Bool { range.count < length }

        init?(_ record: Span<UInt8>) {
            let start = HandshakeAssembly.recordHeaderSize
            guard record.count >= start + HandshakeAssembly.messageHeaderSize else { return nil }
            guard record[0] == HandshakeAssembly.handshake, record[3] == 0, record[4] == 0 else { return nil }
            type = record[start]
            length = HandshakeAssembly.number24(record, start + 1)
            number = UInt16(record[start + 4]) << 8 | UInt16(record[start + 5])
            let offset = HandshakeAssembly.number24(record, start + 6)
            let count = HandshakeAssembly.number24(record, start + 9)
            guard record.count == start + HandshakeAssembly.messageHeaderSize + count else { return nil }
            guard offset + count <= length else { return nil }
            range = offset..<offset + count
        }
    }

    /// A message of which some bytes have come.
    private struct PartialMessage {
        let type: UInt8
        let number: UInt16
        let length: Int
        private var body: [UInt8]
        private var has: [Bool]
        private var missing: Int

        init(_ fragment: HandshakeFragment) {
            type = fragment.type
            number = fragment.number
            length = fragment.length
            body = [UInt8](repeating: 0, count: length)
            has = [Bool](repeating: false, count: length)
            missing = length
        }

        var isComplete: Bool { missing == 0 }

        mutating func add(_ fragment: HandshakeFragment, _ record: Span<UInt8>) {
            let start = HandshakeAssembly.recordHeaderSize + HandshakeAssembly.messageHeaderSize
            for place in fragment.range where !has[place] {
                has[place] = true
                missing -= 1
                body[place] = record[start + place - fragment.range.lowerBound]
            }
        }

        /// The whole message in one record, with the version and the number of the record that completed it.
        func record(like newest: Span<UInt8>) -> [UInt8] {
            let lengthPlace = HandshakeAssembly.recordHeaderSize - 2
            let payload = HandshakeAssembly.messageHeaderSize + length
            var record: [UInt8] = []
            record.reserveCapacity(HandshakeAssembly.recordHeaderSize + payload)
            for place in 0..<lengthPlace { record.append(newest[place]) }
            record += [UInt8(payload >> 8), UInt8(payload & 0xff), type]
            record += HandshakeAssembly.bytes24(length)
            record += [UInt8(number >> 8), UInt8(number & 0xff)]
            record += HandshakeAssembly.bytes24(0)
            record += HandshakeAssembly.bytes24(length)
            record += body
            return record
        }
    }

    private static func number24(_ bytes: Span<UInt8>, _ place: Int) -> Int {
        Int(bytes[place]) << 16 | Int(bytes[place + 1]) << 8 | Int(bytes[place + 2])
    }

    private static func bytes24(_ number: Int) -> [UInt8] {
        [UInt8(number >> 16 & 0xff), UInt8(number >> 8 & 0xff), UInt8(number & 0xff)]
    }
}
