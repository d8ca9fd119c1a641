internal import Foundation
internal import HostileMaterial
internal import SecureSocketsTesting

// What the harness in C calls. The environment variable FUZZ_TRIAL names the trial.

private let trial: MaterialTrial = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TRIAL"] ?? ""
    guard let trial = MaterialTrial(rawValue: name) else {
        let names = MaterialTrial.allCases.map { $0.rawValue }.joined(separator: ", ")
        preconditionFailure("FUZZ_TRIAL has to be one of \(names)")
    }
    return trial
}()

/// What is put into the inputs in place of their own parts.
private let donors: [[UInt8]] = {
    let kinds: [MaterialTrial] = [.certificate, .revocationList, .privateKey]
    return kinds.flatMap { (try? MaterialSeeds.all($0)) ?? [] }.filter { $0.first == 0x30 }
}()

/// Before the first input.
@_cdecl("secsock_fuzz_begin") func begin() {
    _ = trial
}

/// One input; a broken promise ends the process, and libFuzzer prints the input.
@_cdecl("secsock_fuzz_try") func attempt(_ start: UnsafePointer<UInt8>?, _ count: Int) {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let faults = trial.faults(with: bytes)
    guard !faults.isEmpty else { return }
    // A failed precondition of an optimised build says nothing.
    FileHandle.standardError.write(Data(("BROKEN PROMISE: " + faults.joined(separator: "; ") + "\n").utf8))
    abort()
}

/// Changes an input in place, and gives its new length; 0 where it is no DER, which libFuzzer changes as well.
@_cdecl("secsock_fuzz_mutate") func mutate(
    _ start: UnsafeMutablePointer<UInt8>?,
    _ count: Int,
    _ capacity: Int,
    _ seed: CUnsignedInt
) -> Int {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard bytes.first == 0x30 else { return 0 }
    var generator = SeededGenerator(UInt64(seed))
    let changed = DERMutation.of(bytes, donors: donors, &generator)
    guard !changed.isEmpty, changed.count <= capacity, let start = unsafe start else { return 0 }
    for (index, byte) in changed.enumerated() { unsafe start[index] = byte }
    return changed.count
}
