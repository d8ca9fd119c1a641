internal import CBaseline
internal import Foundation
internal import SecureSockets

/// All that was measured, with what it was measured on.
struct Report: Codable {
    let backend: String
    let kernel: String
    let processor: String
    let processors: Int
    let rounds: Int
    var measurements: [Measurement] = []

    init(rounds: Int) {
        backend = DefaultBackend.name + " " + DefaultBackend.runtimeVersion
        kernel = Self.firstLine("/proc/sys/kernel/ostype") + " " + Self.firstLine("/proc/sys/kernel/osrelease")
        processor = Self.processorName
        processors = ProcessInfo.processInfo.activeProcessorCount
        self.rounds = rounds
    }

    /// A line for people who wait.
    static func progress(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    var text: String {
        var lines = [
            "\(backend), \(processor), \(processors) processors, \(kernel)",
            "\(rounds) rounds. A rate is work by processor time of both ends together. A ratio is Swift by C: the median of",
            "the rounds, and in brackets the least and the greatest; \"wall\" is the ratio by the time on the wall.",
        ]
        for (place, title) in Self.places {
            let found = measurements.filter { $0.place == place }
            guard !found.isEmpty else { continue }
            lines += ["", Self.padded(title) + "           C        Swift   ratio"]
            lines += found.map(Self.line)
        }
        return lines.joined(separator: "\n")
    }

    private static let places = [
        ("memory", "In memory"), ("loopback", "On loopback sockets"), ("idle", "One server with idle associations"),
    ]

    private static func line(_ measurement: Measurement) -> String {
        let figure = measurement.figure
        var line = padded(measurement.name)
        line += String(format: "%12.1f %12.1f   %5.3f", figure.baseline, figure.swift, figure.ratio)
        if figure.lowestRatio != figure.highestRatio {
            line += String(format: " (%.3f to %.3f)", figure.lowestRatio, figure.highestRatio)
        }
        line += "  " + measurement.unit
        if let wall = measurement.wall { line += String(format: ", wall %.3f", wall.ratio) }
        if let goal = measurement.goal { line += (goal.isReached ? "; reached: " : "; MISSED: ") + goal.text }
        return line
    }

    private static func padded(_ text: String) -> String {
        text.padding(toLength: max(52, text.count), withPad: " ", startingAt: 0)
    }

    private static func firstLine(_ path: String) -> String {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").first.map(String.init) ?? "unknown"
    }

    private static var processorName: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }
}
