internal import CBaseline
internal import Foundation
internal import SecureSockets

/// All that was measured, with what it was measured on.
struct Report: Codable {
    /// With their versions.
    let libraries: [String]
    let kernel: String
    let processor: String
    let processors: Int
    let rounds: Int
    var measurements: [Measurement] = []

    init(_ libraries: [Library], rounds: Int) {
        self.libraries = libraries.map { $0.name + " " + $0.version }
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
            "\(libraries.joined(separator: ", ")), \(processor), \(processors) processors, \(kernel)",
            "\(rounds) rounds. A rate is work by processor time of both ends together. A ratio is Swift by C: the median of",
            "the rounds, and in brackets the least and the greatest; \"wall\" is the ratio by the time on the wall.",
        ]
        for (place, title) in Self.places {
            let found = measurements.filter { $0.place == place }
            guard !found.isEmpty else { continue }
            lines += ["", Self.padded(title) + "           C        Swift   ratio"]
            lines += found.flatMap(Self.lines)
        }
        return lines.joined(separator: "\n")
    }

    private static let places = [
        ("memory", "In memory"), ("loopback", "On loopback sockets"), ("idle", "One server with idle associations"),
    ]

    private static func lines(_ measurement: Measurement) -> [String] {
        var lines = measurement.figures.indices.map { line(measurement, $0) }
        if let swift = measurement.swiftBySwift, let c = measurement.baselineByBaseline {
            lines.append(padded("    second library by first") + "C " + text(c) + ", Swift " + text(swift))
        }
        return lines
    }

    private static func line(_ measurement: Measurement, _ index: Int) -> String {
        let figure = measurement.figures[index]
        var line = padded((index == 0 ? measurement.name : "") + " [" + figure.library + "]")
        line += String(format: "%12.1f %12.1f   ", figure.baseline, figure.swift) + text(figure.ratio)
        line += "  " + measurement.unit
        if let wall = measurement.wall { line += String(format: ", wall %.3f", wall[index].ratio.median) }
        guard measurement.goals.indices.contains(index) else { return line }
        let goal = measurement.goals[index]
        return line + (goal.isReached ? "; reached: " : "; MISSED: ") + goal.text
    }

    private static func text(_ ratio: Ratio) -> String {
        let median = String(format: "%5.3f", ratio.median)
        guard ratio.lowest != ratio.highest else { return median }
        return median + String(format: " (%.3f to %.3f)", ratio.lowest, ratio.highest)
    }

    private static func padded(_ text: String) -> String {
        text.padding(toLength: max(62, text.count), withPad: " ", startingAt: 0)
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
