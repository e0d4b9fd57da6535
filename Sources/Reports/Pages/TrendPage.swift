import Growth
import SnapshotModel

extension TrendReport {
    /// A sentence about the growth, the series, the ranking of the types, then the metrics that moved.
    func rankingPage(_ report: Report, _ numbers: NumberText) -> Page {
        let words = TrendWords(trend: trend, numbers: numbers)
        let types = trend.rows.indices.filter { trend.rows[$0].section != nil }
        let metrics = trend.rows.indices.filter { trend.rows[$0].section == nil }
        let growing = types.map { trend.rows[$0] }.filter { $0.shape == .growing }
        let steady = metrics.map { trend.rows[$0] }.filter { $0.shape == .steady }
        let leaks = suspectBlocks(words)
        var blocks: [PageBlock] = leaks ?? []
        blocks.append(
            .sentence(
                PageSentence(
                    text: PageText(sentence(growing, words)), role: growing.contains(where: \.isCertain) ? .bad : .plain,
                    weight: leaks == nil ? .verdict : .explanation)))
        if let fact = forecast.map(words.forecast) ?? limit.map(words.noForecast) { blocks.append(.fact(fact)) }
        blocks += lookedAt(words)
        let calm = trend.calm.compactMap { words.calm($0) }
        if leaks == nil, growing.isEmpty, !calm.isEmpty {
            blocks.append(.fact(PageFact("no leak", PageText(calm.joined(separator: "; ")))))
        }
        blocks += trend.gaps.map { .fact(PageFact("careful", PageText($0.words(report.hints)), mostLines: .max)) }
        blocks += trend.comparability.reasons.map { .fact(PageFact("careful", PageText($0))) }
        if let series = words.series(leftOut: leftOut, isRanked: true) { blocks.append(.fact(series)) }
        if !steady.isEmpty {
            let parts = steady.map { "\(words.name($0)) \(words.value($0.lastKnown, $0.unit))" }
            blocks.append(.fact(PageFact("steady", PageText(parts.joined(separator: ", ")))))
        }
        let ranking = TrendTable(trend, words)
        var ofTypes = ranking.table("types", column: "type", types)
        ofTypes.room = .sharing(least: 3)
        ofTypes.usualRows = 50
        ofTypes.remainder = PageTable.Remainder(others: trend.hiddenRows, isSilentWhenLimited: true)
        var ofMetrics = ranking.table(
            "metrics that moved", column: "metric", metrics.filter { hasMoved(trend.rows[$0]) }, everyRow: metrics)
        ofMetrics.room = .sharing(least: 0)
        ofMetrics.usualRows = .max
        ofMetrics.isLimitedByTop = false
        ofMetrics.calmRows = .saidElsewhere
        ofMetrics.remainder = PageTable.Remainder()
        blocks += [.section(PageSection()), .table(ofTypes), .section(PageSection()), .table(ofMetrics)]
        return Page(name: series, title: "\(report.tool.name): trend of \(name: series, .columns(80))", blocks: blocks)
    }

    /// A metric that is known too seldom for a shape is listed when its values differ.
    private func hasMoved(_ row: TrendRow) -> Bool {
        row.shape == .inconclusive ? row.firstKnown != row.lastKnown : row.shape != .steady
    }

    private func sentence(_ growing: [TrendRow], _ words: TrendWords) -> String {
        let name = seriesText
        let count = trend.points.count
        if count < leastShapePoints {
            let found = count == 1 ? "1 snapshot is" : "\(count) snapshots are"
            return "\(name): inconclusive: \(found) too few for a trend; it takes \(leastShapePoints)."
        }
        switch trend.unseen {
        case .typesHeld(let held):
            return "\(name): inconclusive: \(held) of \(count) snapshots hold types, and a trend takes \(leastShapePoints)."
        case .noneAccepted: return "\(name): inconclusive: no type passes the filter."
        case nil: break
        }
        guard let first = growing.first else { return "\(name): no type keeps growing." }
        let type = Shortening.shortened(words.name(first), to: 70)
        let others = growing.count - 1
        let more = others > 0 ? "; \(others) more below" : ""
        if first.isCertain { return "\(name) grew: \(type) \(words.since(first)), \(words.pace(first))\(more)." }
        return
            "\(name): nothing grew for certain. \(type) may be growing: \(words.pace(first)) \(words.since(first))\(more); \(doubt(first))."
    }

    /// The reason why growth is not certain.
    private func doubt(_ row: TrendRow) -> String {
        let steps = trend.points.count - max(1, row.began ?? 1)
        return steps < 5
            ? "fewer than 6 snapshots cannot tell a leak from a cache that fills"
            : "most of it is in generation 0, where no collection has looked for garbage yet"
    }
}

extension Trend {
    /// What makes the trend doubtful.
    var careful: [String] { gaps.map(\.words) + comparability.reasons }
}

extension TrendRow {
    /// The word in tables.
    fileprivate var shapeWord: String {
        guard shape == .inconclusive else { return shape.rawValue }
        return values.count { $0 != nil } < leastShapePoints ? "too few" : "just rose"
    }
}

/// Types or metrics over a series as a table.
struct TrendTable {
    private let trend: Trend
    private let words: TrendWords
    private let events: [PageCourse.Event]

    init(_ trend: Trend, _ words: TrendWords) {
        self.trend = trend
        self.words = words
        events = trend.points.map { PageCourse.Event($0) }
    }

    func table(_ noun: String, column first: String, _ rows: [Int], everyRow: [Int]? = nil) -> PageTable {
        func column(_ title: String, isNumber: Bool = true, rank: Int = 0, isFlexible: Bool = false, obviousText: String? = nil)
            -> PageTable.Column
        {
            PageTable.Column(title: title, isNumber: isNumber, rank: rank, isFlexible: isFlexible, obviousText: obviousText)
        }
        return PageTable(
            noun,
            [
                column(first, isNumber: false, isFlexible: true), column("since", isNumber: false, rank: 1),
                column("of", isNumber: false, rank: 3, obviousText: "objects"), column("first", rank: 4), column("last", rank: 2),
                column("step", rank: 1, obviousText: ""), column("a day", rank: 3), column("95%", isNumber: false, rank: 5),
                column("course", isNumber: false, rank: 2),
            ], rows: rows, everyRow: everyRow
        ) { cells(trend.rows[$0]) }
    }

    private func cells(_ row: TrendRow) -> [PageCell] {
        let isGrowing = row.shape == .growing
        // Growth that is not certain has a question mark.
        let since = (row.began.map(words.id) ?? "first") + (row.isCertain ? "" : "?")
        return [
            PageCell(.name(PageName(text: row.key.first ?? ""))), PageCell(.literal(isGrowing ? since : row.shapeWord)),
            // A metric's unit is in its name.
            PageCell(.literal(row.section == nil || row.unit != .bytes ? "objects" : "bytes")),
            PageCell(.number(row.firstKnown, row.unit)), PageCell(.number(row.lastKnown, row.unit)),
            isGrowing ? PageCell(.difference(row.smallestStep, row.unit)) : .empty,
            PageCell(.rate(row.slopeInterval.lowerBound.isFinite ? row.slopePerDay : nil, row.unit)),
            row.knownSlopes.map { PageCell(.rates($0, row.unit)) } ?? .empty,
            PageCell(.course(PageCourse(values: row.values, events: events))),
        ]
    }
}
