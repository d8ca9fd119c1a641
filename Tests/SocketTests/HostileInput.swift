internal import SecureSockets
internal import TestSupport

/// What somebody sends who has no key.
enum HostileInput: String, CaseIterable {
    case randomBytes
    case mutatedFlights
    case forgedAlerts
    case replays

    /// How many datagrams of each a target gets.
    static let count = 10_000
    /// So many fit the system's buffer of a socket, whatever their lengths, so that none is lost on the way.
    static let batch = 32

    /// The next datagram; flights are what was really sent, and replays are of that.
    func datagram(of flights: [[UInt8]], _ generator: inout SeededGenerator) -> [UInt8] {
        let real = flights[Int.random(in: flights.indices, using: &generator)]
        switch self {
        case .randomBytes: return Self.bytes(Int.random(in: 0...2000, using: &generator), &generator)
        case .mutatedFlights: return Mutation.of(real, &generator)
        case .forgedAlerts: return ForgedAlert(&generator).datagram
        case .replays: return real
        }
    }

    static func bytes(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}

/// A record of type alert as somebody makes it up.
struct ForgedAlert {
    var version: [UInt8] = [0xfe, 0xfd]
    var epoch: UInt8 = 0
    /// The number of the record.
    var number: UInt32 = 0
    /// Level and description, or whatever stands in their place.
    var body: [UInt8] = [2, 40]
    /// What is cut off at the end.
    var missing = 0

    init() {}

    /// One that may be right, wrong, or no alert at all.
    init(_ generator: inout SeededGenerator) {
        version =
            [[0xfe, 0xfd], [0xfe, 0xff], [3, 3], [0xfe, 0xfc], [0, 0]].randomElement(using: &generator) ?? []
        epoch = [0, 0, 1, 1, 2, 255].randomElement(using: &generator) ?? 0
        number = [0, 1, 2, 3, 99, 1 << 31].randomElement(using: &generator) ?? 0
        body = [[1, 2, 2, 0, 255].randomElement(using: &generator) ?? 2, UInt8.random(in: 0...255, using: &generator)]
        let length = [0, 0, 0, 1, 16, 24].randomElement(using: &generator) ?? 0
        body += HostileInput.bytes(length, &generator)
        missing = [0, 0, 0, 1, 2].randomElement(using: &generator) ?? 0
    }

    var datagram: [UInt8] {
        let numbers: [UInt8] = (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32($0))) }
        let header = [21] + version + [0, epoch, 0, 0] + numbers + [0, UInt8(body.count)]
        return Array((header + body).dropLast(missing))
    }
}
