/// What is measured of one kind of association in one place, on all libraries in turns.
struct Trials {
    private let place: String
    private let kind: Kind
    private let rounds: Int
    private let sides: () throws -> [(library: String, sides: Sides)]

    static func inMemory(_ kind: Kind, _ libraries: [Library], rounds: Int) -> Trials {
        Trials(place: "memory", kind: kind, rounds: rounds) { try libraries.map { ($0.name, try $0.inMemory(kind)) } }
    }

    static func onLoopback(_ kind: Kind, _ libraries: [Library], rounds: Int) -> Trials {
        Trials(place: "loopback", kind: kind, rounds: rounds) {
            try libraries.map { ($0.name, try $0.onLoopback(kind)) }
        }
    }

    private var isLoopback: Bool { place == "loopback" }

    var all: [Trial] {
        var trials = [Trial(title: title("handshakes"), run: handshakes)]
        trials.append(Trial(title: title("resumptions by ticket"), run: resumptions))
        trials += kind.sizes.map { size in Trial(title: title("records of \(size) B")) { try records(size) } }
        if isLoopback { trials.append(Trial(title: title("round trips"), run: roundTrips)) }
        return trials + [Trial(title: title("heap"), run: heap)]
    }

    private func title(_ what: String) -> String { place + ": " + kind.name + ", " + what }

    private func handshakes() throws -> [Measurement] {
        let contest = Contest(count: kind.handshakesInRound, contestants: try sides().map { try $0.sides.handshakes() })
        let (processor, wall) = try contest.rates(rounds)
        let (name, bound) = (kind.name + ", handshakes", Bound.atLeast(ratio: 0.95))
        return [
            Measurement(place, name, "1/s", processor, wall: isLoopback ? wall : nil, goal: bound),
            Measurement(place, name + ", allocations", "a handshake", try contest.allocations()),
        ]
    }

    private func resumptions() throws -> [Measurement] {
        let count = kind.resumptionsInRound
        let contest = Contest(count: count, contestants: try sides().map { try $0.sides.resumptions(count) })
        let (processor, wall) = try contest.rates(rounds)
        let name = kind.name + ", resumptions by ticket"
        return [
            Measurement(place, name, "1/s", processor, wall: isLoopback ? wall : nil, goal: .atLeast(ratio: 0.95)),
            Measurement(place, name + ", allocations", "a handshake", try contest.allocations()),
        ]
    }

    private func records(_ size: Int) throws -> [Measurement] {
        let batch = max(1, min(16, 32_768 / size))
        let count = isLoopback ? batch * max(1, min(10_000, 40_000_000 / size) / batch) : 20_000
        let contestants = try sides().map { try $0.sides.records(size, count, batch) }
        let contest = Contest(count: count, contestants: contestants)
        let rate = try contest.rates(rounds).processor
        let name = kind.name + ", records of \(size) B"
        let allocations = try contest.allocations()
        return [
            Measurement(place, name, "1/s", rate, goal: .atLeast(ratio: 0.95)),
            Measurement(place, name + ", allocations", "a record", allocations, goal: .atMost(ratio: 1)),
        ]
    }

    private func roundTrips() throws -> [Measurement] {
        let (size, count) = (32, 2_000)
        let contestants = try sides().compactMap { try $0.sides.roundTrips?(size, count) }
        let contest = Contest(count: count, contestants: contestants)
        let (processor, wall) = try contest.rates(rounds)
        let name = kind.name + ", round trips of \(size) B"
        let allocations = try contest.allocations()
        return [
            Measurement(place, name, "1/s", processor, wall: wall, goal: .atLeast(ratio: 0.95)),
            Measurement(place, name + ", allocations", "a round trip", allocations, goal: .atMost(ratio: 1)),
        ]
    }

    /// What an idle end costs: half of what a pair takes from the heap.
    private func heap() throws -> [Measurement] {
        let samples = try sides().map { library, sides in
            let bytes = try sides.heap(isLoopback ? 100 : 200)
            return Samples(library: library, baseline: [bytes.c], swift: [bytes.swift])
        }
        let bound = Bound.atMostBytes(14 * 1024, text: "14 KiB")
        let unit = isLoopback ? "bytes an idle socket" : "bytes an idle session"
        return [Measurement(place, kind.name + ", heap", unit, samples, goal: bound)]
    }
}
