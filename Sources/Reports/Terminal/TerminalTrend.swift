import Growth
import SnapshotModel

extension TrendReport {
    func lines(_ options: ReportOptions) -> [String] {
        isDetailed ? TerminalCourse(self, options).lines : TerminalRanking(self, options).lines
    }

    /// The series' name as it may stand in a sentence.
    var seriesText: String { Shortening.shortened(VisibleText.brief(series), to: 40) }
}

/// A series' trend for people: what grows in a sentence, what the series is, then the ranking, then the metrics that moved.
struct TerminalRanking {
    private let report: TrendReport
    private let options: ReportOptions
    private let words: TrendWords

    init(_ report: TrendReport, _ options: ReportOptions) {
        self.report = report
        self.options = options
        words = TrendWords(trend: report.trend, numbers: NumberText(exact: options.exact))
    }

    private var trend: Trend { report.trend }
    var types: [TrendRow] { trend.rows.filter { $0.section != nil } }
    var metrics: [TrendRow] { trend.rows.filter { $0.section == nil } }
    private var growing: [TrendRow] { types.filter { $0.shape == .growing } }

    var lines: [String] {
        let tone: Tone = growing.contains(where: \.isCertain) ? .grew : .plain
        var lines = Paragraph.lines(verdict, width: options.width, most: 4).map { tone.painted($0, options.color) }
        lines += SeriesLine.lines(report, width: options.width)
        lines += calmLine
        let moving = metrics.filter { $0.shape != .steady }
        // Headings, blank lines and the remainder.
        let room = max(4, options.height - lines.count - 6)
        let metricRoom = options.all ? moving.count : min(moving.count, max(room / 3, room - types.count))
        let typeRoom = options.all ? types.count : options.top ?? max(3, room - metricRoom)
        let shown = Array(types.prefix(max(0, typeRoom)))
        if !shown.isEmpty { lines += [""] + table(shown, "TYPE") }
        let hidden = trend.hiddenRows + types.count - shown.count
        if hidden > 0 { lines += Paragraph.lines(remainder(hidden), width: options.width, most: 2) }
        if metricRoom > 0 { lines += [""] + table(Array(moving.prefix(metricRoom)), "METRIC") }
        if moving.count > metricRoom {
            lines += Paragraph.lines("(other metrics that moved: \(moving.count - metricRoom); --all shows them)", width: options.width)
        }
        return lines
    }

    // MARK: Above the table

    var verdict: String {
        let name = report.seriesText
        let count = trend.points.count
        if count < 3 {
            return "\(name): \(count == 1 ? "1 snapshot is" : "\(count) snapshots are") too few for a trend; it takes 3."
        }
        guard let first = growing.first else { return "\(name): no type keeps growing." }
        let type = Shortening.shortened(words.name(first), to: 70)
        let others = growing.count - 1
        let more = others > 0 ? "; \(others) more below" : ""
        if first.isCertain { return "\(name) grew: \(type) \(words.since(first)), \(words.pace(first))\(more)." }
        return "\(name): nothing grew for certain. \(type) may, \(words.since(first)), \(words.pace(first))\(more); \(doubt(first))."
    }

    /// Why growth is not certain.
    private func doubt(_ row: TrendRow) -> String {
        let steps = trend.points.count - max(1, row.began ?? 1)
        return steps < 5
            ? "fewer than 6 snapshots cannot tell a leak from a cache that fills"
            : "most of it is in generation 0, where no collection has looked for garbage yet"
    }

    private var calmLine: [String] {
        let calm = metrics.filter { $0.shape == .steady }
        if calm.isEmpty { return [] }
        let parts = calm.map { "\(words.name($0)) \(words.value(words.ends($0).last, $0.unit))" }
        return Paragraph.labelled("steady", parts.joined(separator: ", "), width: options.width, most: 2)
    }

    private func remainder(_ hidden: Int) -> String {
        let count = NumberText.grouped(Int128(hidden))
        return options.all || options.top != nil ? "(other types: \(count))" : "(other types: \(count); --all shows them)"
    }

    // MARK: Tables

    private func table(_ rows: [TrendRow], _ title: String) -> [String] {
        textTable(rows, title).lines(width: options.width, color: options.color).lines
    }

    /// Also for formats that are as wide as they need.
    func textTable(_ rows: [TrendRow], _ title: String) -> TextTable {
        func column(_ title: String, isNumber: Bool = true, rank: Int = 0, isFlexible: Bool = false, _ text: (TrendRow) -> String)
            -> TextTable.Column
        {
            TextTable.Column(
                title: title, isNumber: isNumber, rank: rank, isFlexible: isFlexible, cells: rows.map { TextTable.Cell(text($0)) })
        }
        let marks = Sparkline.marks(trend.points)
        // A third of a wide line, less of a narrow one, but never wider than the points.
        let columns = min(trend.points.count + marks.count { !$0.isEmpty }, max(10, options.width * 28 / 100))
        var table = [
            column(title, isNumber: false, isFlexible: true) { words.name($0) },
            column("SINCE", isNumber: false, rank: 1) { $0.shape == .growing ? since($0) : $0.shape.rawValue },
            column("FIRST", rank: 4) { words.value(words.ends($0).first, $0.unit) },
            column("LAST", rank: 2) { words.value(words.ends($0).last, $0.unit) },
            column("STEP", rank: rows.contains { $0.shape == .growing } ? 1 : 6) {
                $0.shape == .growing ? words.slope(Double($0.smallestStep), $0.unit) : ""
            },
            column("A DAY", rank: 3) { $0.slopeInterval.lowerBound.isFinite ? words.slope($0.slopePerDay, $0.unit) : "?" },
            column("95%", isNumber: false, rank: 5) { words.interval($0) },
            column("COURSE", isNumber: false, rank: 2) { Sparkline.text($0.values, marks: marks, columns: columns) },
        ]
        if rows.contains(where: { $0.section != nil && $0.unit != .objects }) {
            table.insert(column("OF", isNumber: false, rank: 3) { $0.unit == .objects ? "objects" : "bytes" }, at: 2)
        }
        table.removeAll { column in column.title == "STEP" && column.cells.allSatisfy(\.text.isEmpty) }
        return TextTable(table)
    }

    /// `@14`; with a question mark where the growth is not certain.
    private func since(_ row: TrendRow) -> String { (row.began.map(id) ?? "first") + (row.isCertain ? "" : "?") }

    private func id(_ point: Int) -> String { trend.points[point].point.id.map { "@\($0)" } ?? "#\(point + 1)" }
}

/// What a series is made of, in one line: how many snapshots from when to when, and what its marks mean.
enum SeriesLine {
    static func lines(_ report: TrendReport, width: Int) -> [String] {
        let points = report.trend.points
        let words = TrendWords(trend: report.trend, numbers: NumberText(exact: false))
        guard let last = points.indices.last else { return [] }
        var parts = ["\(points.count) from \(words.day(0)) to \(words.day(last))"]
        func count(_ what: String, _ mark: String, _ is: (TrendPoint) -> Bool) {
            let count = points.count { `is`($0) }
            if count > 0 { parts.append("\(count) \(what)\(count == 1 ? "" : "s") (\(mark))") }
        }
        count("restart", "│", \.isRestart)
        count("deployment", "╎", \.isDeployment)
        count("gap", "blank", \.isAfterGap)
        if report.leftOut > 0 { parts.append("\(report.leftOut) more not looked at") }
        return Paragraph.labelled("series", parts.joined(separator: ", "), width: width, most: 2)
    }
}
