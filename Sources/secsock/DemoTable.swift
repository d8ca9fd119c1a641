/// A table in plain text whose cells wrap at spaces.
struct DemoTable {
    /// A title, and how wide the column is; those with a share grow and shrink with the room there is.
    struct Column {
        let title: String
        let width: Int
        var share = 0
    }

    private let gap: String
    private let columns: [Column]
    private let widths: [Int]

    init(_ columns: [Column], width: Int) {
        self.columns = columns
        gap = width < 90 ? " " : "  "
        let fixed = columns.reduce((columns.count - 1) * gap.count) { $0 + $1.width }
        let shares = max(1, columns.reduce(0) { $0 + $1.share })
        let room = max(0, width - fixed)
        widths = columns.map { $0.width + room * $0.share / shares }
    }

    /// The titles and a rule below them.
    var header: [String] {
        let titles = columns.map { $0.title }
        return lines(titles[0], beside: [Array(titles.dropFirst())]) + [rule]
    }

    /// A rule as wide as the table.
    var rule: String {
        widths.map { String(repeating: "-", count: $0) }.joined(separator: gap)
    }

    /// The lines that rows take whose first cell, the title, they share; none has spaces at its end.
    func lines(_ title: String, beside rows: [[String]]) -> [String] {
        let rest = rows.flatMap { block($0, widths.dropFirst()) }
        return join([Self.wrap(title, to: widths[0]), rest], widths.prefix(1)).map(Self.trimmed)
    }

    private func block(_ cells: [String], _ widths: ArraySlice<Int>) -> [String] {
        join(zip(cells, widths).map { Self.wrap($0, to: $1) }, widths)
    }

    /// Puts columns of lines beside each other; what has no width of its own is the last one.
    private func join(_ columns: [[String]], _ widths: ArraySlice<Int>) -> [String] {
        let height = columns.reduce(0) { max($0, $1.count) }
        return (0..<height).map { index in
            let pieces = columns.enumerated().map { number, lines in
                let text = index < lines.count ? lines[index] : ""
                let width = number < widths.count ? widths[widths.startIndex + number] : 0
                return text + String(repeating: " ", count: max(0, width - text.count))
            }
            return pieces.joined(separator: gap)
        }
    }

    /// Breaks text at spaces, and a word where it is longer than a line.
    static func wrap(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ").flatMap({ pieces(of: $0, width) }) {
            if line.isEmpty {
                line = word
            } else if line.count + 1 + word.count <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = word
            }
        }
        return lines + [line]
    }

    private static func pieces(of word: Substring, _ width: Int) -> [String] {
        var rest = word
        var pieces: [String] = []
        while rest.count > width {
            pieces.append(String(rest.prefix(width)))
            rest = rest.dropFirst(width)
        }
        return pieces + [String(rest)]
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
