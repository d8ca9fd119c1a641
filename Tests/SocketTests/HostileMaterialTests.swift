internal import HostileMaterial
internal import TestSupport
internal import Testing

/// Certificates, revocation lists, keys and TLSA records that are broken in every way, on both libraries at once: nothing
/// crashes, hangs or leaks, each error names its source and the reason, and both libraries read the same.
///
/// Each kind has a process for itself, whose memory is what it costs. What the fuzzer has besides (`make fuzz`) is the way to
/// inputs that nobody thought of.
@Suite(.bounded) struct `Hostile material` {
    private static let rounds = TestLength.count(1500, long: 100_000)

    @Test(arguments: MaterialTrial.allCases)
    func `is refused with a reason or read alike, without a crash, a leak or a hang`(_ trial: MaterialTrial)
        async throws
    {
        let progress = try TemporaryFile([])
        let ended = await #expect(processExitsWith: .success) {
            [
                seed = Seed.value as UInt64, rounds = Self.rounds as Int, trial = trial as MaterialTrial,
                path = progress.path as String
            ] in
            let inputs = try MaterialInputs(trial)
            let run = MaterialRun(trial, inputs, seed, rounds, path)
            // The same twice: what the libraries keep for good is there by then, and the heap is as large as it has to be.
            // Inputs are up to a MiB long themselves, and what the allocator keeps of them differs from pass to pass.
            try expectFlatMemory(mebibytes: 4, after: { run.all() }, during: { run.all() })
        }
        guard ended == nil else { return }
        Issue.record("\(trial.rawValue): the process was last busy with input \(Progress.read(progress.path) ?? 0)")
    }
}

/// All inputs of a run, one after the other.
private struct MaterialRun {
    /// A key's password may take seconds of a processor that others want too; what takes that many is taken for a hang.
    private static let longest: UInt32 = 600

    private let trial: MaterialTrial
    private let inputs: MaterialInputs
    private let numbers: Range<UInt64>
    private let progress: Progress

    init(_ trial: MaterialTrial, _ inputs: MaterialInputs, _ seed: UInt64, _ rounds: Int, _ path: String) {
        self.trial = trial
        self.inputs = inputs
        numbers = seed << 20..<seed << 20 + UInt64(rounds)
        progress = Progress(path)
    }

    func all() {
        for number in numbers {
            OwnProcess.end(after: Self.longest)
            progress.note(number)
            let faults = trial.faults(with: inputs.input(number))
            #expect(faults.isEmpty, "\(trial.rawValue), input \(number): \(faults.joined(separator: "; "))")
        }
    }
}
