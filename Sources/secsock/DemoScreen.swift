internal import Foundation
internal import SecureSockets

/// Where the demo writes for people: silent where JSON is wanted, without control characters but on a terminal.
final class DemoScreen {
    /// Whether lines can be drawn over.
    let isTerminal: Bool
    /// How many columns are written to, at most 110.
    let width: Int

    private let isSilent: Bool
    private let output = FileHandle.standardOutput

    init(isSilent: Bool) {
        self.isSilent = isSilent
        isTerminal = !isSilent && isatty(output.fileDescriptor) == 1
        width = isTerminal ? Self.columns(of: output.fileDescriptor) : Self.widest
    }

    func title() {
        line(
            "secsock demo on \(DefaultBackend.name) \(DefaultBackend.runtimeVersion): all on \(DemoServer.host), no network."
        )
    }

    /// A section begins: what it is, and in a sentence what it shows and why that matters.
    func heading(_ title: String, _ sentence: String) {
        line()
        line(title)
        line(String(repeating: "-", count: min(title.count, width)))
        for text in DemoTable.wrap(sentence, to: width) { line(text) }
        line()
    }

    /// One thing that was found, under its name.
    func fact(_ name: String, _ value: String) {
        let margin = String(repeating: " ", count: 17)
        let lines = DemoTable.wrap(value, to: width - margin.count)
        let start = "   " + name.padding(toLength: margin.count - 3, withPad: " ", startingAt: 0)
        for (index, text) in lines.enumerated() { line((index == 0 ? start : margin) + text) }
    }

    func line(_ text: String = "") {
        write(text + "\n")
    }

    /// Writes over the line that the cursor is in.
    func redraw(_ text: String) {
        if isTerminal { write("\r" + text) }
    }

    /// The last words: all is well, or what is not.
    func verdict(of report: DemoReport) {
        line()
        guard !report.isAsExpected else { return line("All outcomes are as they should be.") }
        line("NOT as it should be:")
        for difference in report.differences {
            for (index, text) in DemoTable.wrap(difference, to: width - 4).enumerated() {
                line((index == 0 ? "  - " : "    ") + text)
            }
        }
    }

    private func write(_ text: String) {
        if !isSilent { output.write(Data(text.utf8)) }
    }

    private static let widest = 110
    private static let narrowest = 76

    private static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        let status = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
        guard status == 0, size.ws_col > 0 else { return widest }
        return max(narrowest, min(widest, Int(size.ws_col)))
    }
}
