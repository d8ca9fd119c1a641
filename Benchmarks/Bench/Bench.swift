internal import CBaseline
internal import Foundation
internal import SecureSockets

/// `bench [--json] [--rounds N] [--certs DIR] [--only TEXT]`: the library beside plain C on GnuTLS, as ratios.
@main
enum Bench {
    static func main() throws {
        let arguments = CommandLine.arguments
        func value(of option: String) -> String? {
            arguments.firstIndex(of: option).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
        }
        let rounds = value(of: "--rounds").flatMap { Int($0) } ?? 11
        let certificates = value(of: "--certs") ?? "certs"
        let subjects = [try Subject.preSharedKey(), try Subject.certificate(certificates)]
        var measurements: [Measurement] = []
        for subject in subjects { measurements += try subject.measure(rounds: rounds, only: value(of: "--only") ?? "") }
        if arguments.contains("--json") {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            print(String(decoding: try encoder.encode(measurements), as: UTF8.self))
            return
        }
        print(
            "GnuTLS \(DefaultBackend.runtimeVersion), \(rounds) rounds; the ratio is Swift by C: median (least to greatest)\n"
        )
        print("".padding(toLength: 44, withPad: " ", startingAt: 0) + "           C        Swift   ratio")
        for measurement in measurements { print(measurement.line) }
    }
}

enum BenchError: Error {
    case baselineFailed(String)
}
