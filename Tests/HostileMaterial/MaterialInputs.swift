internal import SecureSocketsTesting

/// The inputs of a trial, each one made of seeds by its number alone.
public struct MaterialInputs: Sendable {
    private let trial: MaterialTrial
    private let seeds: [[UInt8]]
    private let certificates: [[UInt8]]
    private let revocationLists: [[UInt8]]

    /// Reads the seeds.
    public init(_ trial: MaterialTrial) throws {
        self.trial = trial
        seeds = try MaterialSeeds.all(trial)
        // Of PEM only the armour can be mutated with sense; DER makes armour of its own.
        certificates = try MaterialSeeds.all(.certificate).filter { $0.first == 0x30 }
        revocationLists = try MaterialSeeds.all(.revocationList).filter { $0.first == 0x30 }
    }

    /// The input of this number.
    public func input(_ number: UInt64) -> [UInt8] {
        var generator = SeededGenerator(number)
        switch trial {
        case .record: return record(&generator)
        case .verification: return verification(&generator)
        case .certificate, .revocationList, .privateKey: break
        }
        let seed = seeds.randomElement(using: &generator) ?? []
        guard seed.first == 0x30 else {
            var text = seed
            for _ in 0...Int.random(in: 0...3, using: &generator) { ByteMutation.change(&text, &generator) }
            return text
        }
        let changed = DERMutation.of(seed, donors: seeds + certificates, &generator)
        guard Int.random(in: 0..<3, using: &generator) == 0 else { return changed }
        let count = Int.random(in: 1...3, using: &generator)
        let others = (1..<count).map { _ in seeds.randomElement(using: &generator) ?? [] }
        return ArmourMutation.of([changed] + others, label: trial.label, &generator)
    }

    private func record(_ generator: inout SeededGenerator) -> [UInt8] {
        var text = seeds.randomElement(using: &generator) ?? Array("3 1 1 00ff".utf8)
        for _ in 0...Int.random(in: 0...2, using: &generator) { ByteMutation.change(&text, &generator) }
        return text
    }

    /// A committed one, or one that is put together of seeds, with one part mutated or with all of it, or as it is.
    private func verification(_ generator: inout SeededGenerator) -> [UInt8] {
        var one = HostileCase.random(certificates: certificates, revocationLists: revocationLists, &generator)
        if let seed = seeds.randomElement(using: &generator), Bool.random(using: &generator) { one = HostileCase(seed) }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: break
        case 1: return DERMutation.of(one.encoded, donors: certificates, &generator)
        case 2: Self.mutate(&one.anchors, certificates, &generator)
        case 3: Self.mutate(&one.revocationLists, certificates, &generator)
        default: Self.mutate(&one.chain, certificates, &generator)
        }
        return one.encoded
    }

    private static func mutate(_ parts: inout [[UInt8]], _ donors: [[UInt8]], _ generator: inout SeededGenerator) {
        guard let index = parts.indices.randomElement(using: &generator) else { return }
        parts[index] = DERMutation.of(parts[index], donors: donors, &generator)
    }
}
