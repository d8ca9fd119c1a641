/// How far a transfer is: a bar that moves on a terminal, one line at the end elsewhere.
final class DemoProgress {
    private static let width = 40

    private let screen: DemoScreen
    private var shown = -1

    init(_ screen: DemoScreen) {
        self.screen = screen
    }

    /// Draws the bar anew where it changes.
    func show(_ bytes: Int, of total: Int) {
        guard screen.isTerminal, total > 0 else { return }
        let percent = bytes * 100 / total
        guard percent != shown else { return }
        shown = percent
        let filled = bytes * Self.width / total
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        let number = String(repeating: " ", count: 3 - "\(percent)".count) + "\(percent)"
        screen.redraw("   download      [\(bar)] \(number) %")
    }

    /// Says how much it was, below the bar or instead of it.
    func finish(_ bytes: Int, in time: Duration) {
        if shown >= 0 { screen.line() }
        let rate = (Double(bytes) / 1_000_000 / (time / .seconds(1)) * 10).rounded() / 10
        screen.fact(
            "downloaded",
            "\(bytes) bytes in \(time.rounded(to: .milliseconds(1))) ms, handshake included: \(rate) MB/s"
        )
    }
}
