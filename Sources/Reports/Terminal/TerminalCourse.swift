import Growth
import SnapshotModel

/// One type's or metric's course as a picture: what it does in a sentence, the curve over time with its scale, and below it where growth
/// began, processes started and deployments happened.
struct TerminalCourse {
    private let report: TrendReport
    private let options: ReportOptions
    private let words: TrendWords

    init(_ report: TrendReport, _ options: ReportOptions) {
        self.report = report
        self.options = options
        words = TrendWords(trend: report.trend, numbers: NumberText(exact: options.exact))
    }

    var lines: [String] {
        let width = options.width
        guard let row = report.trend.rows.first else { return Paragraph.lines("\(report.seriesText): nothing to draw.", width: width) }
        let tone: Tone = row.shape == .growing && row.isCertain ? .grew : .plain
        var lines = Paragraph.lines(sentence(row), width: width, most: 3).map { tone.painted($0, options.color) }
        lines += SeriesLine.lines(report, width: width)
        let known = row.values.compactMap { $0 }
        guard known.count > 1 else {
            return lines + Paragraph.lines("Known at \(known.count) of \(row.values.count) snapshots: nothing to draw.", width: width)
        }
        lines += Paragraph.labelled("values", values(row, known), width: width, most: 2)
        lines.append("")
        return lines + picture(row, known, height: max(4, min(12, options.height - lines.count - 4)))
    }

    // MARK: Words

    private func sentence(_ row: TrendRow) -> String {
        let module = row.section != nil && row.key.count > 1 && !row.key[1].isEmpty ? " (\(VisibleText.brief(row.key[1])))" : ""
        let name = Shortening.shortened(words.name(row), to: max(20, options.width - 20)) + Shortening.shortened(module, to: 40)
        switch row.shape {
        case .growing:
            return "\(name) \(row.isCertain ? "grows" : "grows, not for certain,") \(words.since(row)): \(words.pace(row))\(slope(row))."
        case .plateau: return "\(name) grew and has levelled off."
        case .sawtooth: return "\(name) goes up and down."
        case .steady: return "\(name) is steady."
        }
    }

    private func slope(_ row: TrendRow) -> String {
        let interval = words.interval(row)
        if interval.isEmpty { return "" }
        return ", \(words.slope(row.slopePerDay, row.unit)) a day (95%: \(interval))"
    }

    private func values(_ row: TrendRow, _ known: [Int128]) -> String {
        let unit = row.unit
        let parts = [("first", known.first), ("last", known.last), ("least", known.min()), ("most", known.max())]
        return (unit == .bytes || unit == .percent || unit == .ratio || unit == .none ? "" : "\(unit.name): ")
            + parts.map { "\($0) \(words.value($1, unit))" }.joined(separator: ", ")
    }

    // MARK: Picture

    private func picture(_ row: TrendRow, _ known: [Int128], height: Int) -> [String] {
        let (least, most) = (Double(known.min() ?? 0), Double(known.max() ?? 0))
        let labels = [known.max(), known.min()].map { words.value($0, row.unit) }
        let margin = labels.reduce(0) { max($0, VisibleText.width($1)) }
        let columns = max(10, options.width - margin - 2)
        var canvas = BrailleCanvas(columns: columns, lines: height)
        let places = places(columns)
        var last: (x: Int, y: Int)?
        for (point, value) in row.values.enumerated() {
            guard let value else {
                last = nil
                continue
            }
            let share = most > least ? (Double(value) - least) / (most - least) : 0.5
            let here = (x: places[point] * 2, y: canvas.dots.y - 1 - Int(share * Double(canvas.dots.y - 1)))
            // Another process is another curve.
            if let last, !report.trend.points[point].isRestart || isRestartedEachTime { canvas.line(last, here) } else { canvas.dot(here) }
            last = here
        }
        let drawn = canvas.rows.enumerated().map { number, text in
            let label = number == 0 ? labels[0] : number == height - 1 ? labels[1] : ""
            let axis = label.isEmpty ? "│" : "┤"
            return String(repeating: " ", count: margin - VisibleText.width(label)) + label + " " + axis + text
        }
        let indent = String(repeating: " ", count: margin + 2)
        return drawn.map(\.trimmedEnd) + [String(repeating: " ", count: margin + 1) + "└" + String(repeating: "─", count: columns - 1)]
            + marks(row, places, columns).map { (indent + $0).trimmedEnd }
    }

    private var isRestartedEachTime: Bool { report.trend.points.count { $0.isRestart } * 5 >= (report.trend.points.count - 1) * 4 }

    /// The column of each point, by its time; by its number where no time passes.
    private func places(_ columns: Int) -> [Int] {
        let times = report.trend.points.map { Double($0.point.capture.time) }
        let count = times.count
        guard let first = times.first, let last = times.last, last > first else {
            return times.indices.map { count > 1 ? $0 * (columns - 1) / (count - 1) : 0 }
        }
        return times.map { max(0, min(columns - 1, Int(($0 - first) / (last - first) * Double(columns - 1)))) }
    }

    /// A line of marks where there are any, then the dates of the ends with the one between where the growth began.
    private func marks(_ row: TrendRow, _ places: [Int], _ columns: Int) -> [String] {
        var line = [String](repeating: " ", count: columns)
        for (point, fact) in report.trend.points.enumerated() where !isRestartedEachTime || fact.isDeployment {
            if fact.isRestart { line[places[point]] = "│" } else if fact.isDeployment { line[places[point]] = "╎" }
        }
        if let began = row.began { line[places[began]] = "^" }
        let marked = line.joined().trimmedEnd
        let ends = (words.day(0), words.day(report.trend.points.count - 1))
        var dates = [String](repeating: " ", count: columns)
        func write(_ text: String, at place: Int) {
            let letters = text.unicodeScalars.map { String($0) }
            let start = max(0, min(place, columns - letters.count))
            let isFree = dates[max(0, start - 1)..<min(columns, start + letters.count + 1)].allSatisfy { $0 == " " }
            guard letters.count <= columns, isFree else { return }
            for (offset, letter) in letters.enumerated() { dates[start + offset] = letter }
        }
        write(ends.0, at: 0)
        write(ends.1, at: columns)
        if let began = row.began { write("began \(words.day(began))", at: places[began] - 5) }
        let text = dates.joined().trimmedEnd
        return (marked.isEmpty ? [] : [marked]) + (text.isEmpty ? [] : [text])
    }
}

/// Dots in a grid of braille characters: two across and four down a character.
struct BrailleCanvas {
    let dots: (x: Int, y: Int)
    private let columns: Int
    private var cells: [UInt32]

    init(columns: Int, lines: Int) {
        self.columns = columns
        dots = (columns * 2, lines * 4)
        cells = [UInt32](repeating: 0, count: columns * lines)
    }

    /// Bits of a braille character by row and column of its dots.
    private static let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    /// Outside of the grid nothing happens.
    mutating func dot(_ at: (x: Int, y: Int)) {
        guard at.x >= 0, at.y >= 0, at.x < dots.x, at.y < dots.y else { return }
        cells[at.y / 4 * columns + at.x / 2] |= BrailleCanvas.bits[at.y % 4][at.x % 2]
    }

    mutating func line(_ from: (x: Int, y: Int), _ to: (x: Int, y: Int)) {
        let steps = max(abs(to.x - from.x), abs(to.y - from.y), 1)
        for step in 0...steps { dot((from.x + (to.x - from.x) * step / steps, from.y + (to.y - from.y) * step / steps)) }
    }

    /// Lines of text from the top; an empty cell is a space.
    var rows: [String] {
        stride(from: 0, to: cells.count, by: columns).map { start in
            cells[start..<(start + columns)].map { cell in
                cell == 0 ? " " : Unicode.Scalar(0x2800 + cell).map { String($0) } ?? " "
            }.joined()
        }
    }
}
