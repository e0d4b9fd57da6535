import Growth
import SnapshotModel

extension TrendReport {
    /// One type or metric: a sentence about its course, and its values as a picture.
    func coursePage(_ report: Report, _ numbers: NumberText) -> Page {
        let words = TrendWords(trend: trend, numbers: numbers)
        var page = Page(name: series, title: "\(report.tool.name): trend of \(name: series, .columns(80))", blocks: [])
        guard let row = trend.rows.first else {
            page.blocks = [.sentence(PageSentence(text: PageText("\(seriesText): nothing to draw."), weight: .verdict))]
            return page
        }
        page.blocks = [
            .sentence(
                PageSentence(
                    text: sentence(row, words), role: row.shape == .growing && row.isCertain ? .bad : .plain, weight: .verdict))
        ]
        page.blocks += trend.comparability.reasons.map { .fact(PageFact("careful", PageText($0))) }
        if let series = words.series(leftOut: leftOut) { page.blocks.append(.fact(series)) }
        let known = row.values.compactMap(\.self)
        guard known.count > 1 else {
            page.blocks.append(
                .sentence(PageSentence(text: "Known at \(known.count) of \(row.values.count) snapshots: nothing to draw.")))
            return page
        }
        page.blocks += [.fact(PageFact("values", values(row, known, words))), .section(PageSection()), .chart(chart(row))]
        return page
    }

    private func sentence(_ row: TrendRow, _ words: TrendWords) -> PageText {
        let module = row.section != nil && row.key.count > 1 && !row.key[1].isEmpty ? " (\(VisibleText.brief(row.key[1])))" : ""
        let subject: PageText = "\(name: row.key.first ?? "", .mostOfALine)\(Shortening.shortened(module, to: 40))"
        switch row.shape {
        case .growing:
            let slopes = row.knownSlopes.map { range in
                let numbers = words.numbers
                return ", \(numbers.rate(row.slopePerDay, row.unit)) a day (95%: \(numbers.rate(range.lowerBound, row.unit)) to "
                    + "\(numbers.rate(range.upperBound, row.unit)))"
            }
            return
                "\(subject) \(row.isCertain ? "grows" : "grows, not for certain,") \(words.since(row)): \(words.pace(row))\(slopes ?? "")."
        case .plateau: return "\(subject) grew and has levelled off."
        case .sawtooth: return "\(subject) goes up and down."
        case .steady: return "\(subject) is steady."
        case .inconclusive:
            let known = row.values.count { $0 != nil }
            if known >= leastShapePoints {
                return "\(subject): inconclusive: it rose in its last step, and a later snapshot shows whether it goes on."
            }
            return "\(subject): inconclusive: \(known) of \(row.values.count) snapshots hold it, and a trend takes \(leastShapePoints)."
        }
    }

    private func values(_ row: TrendRow, _ known: [Int128], _ words: TrendWords) -> PageText {
        let parts = [("first", known.first), ("last", known.last), ("least", known.min()), ("most", known.max())]
        return PageText(
            (row.unit.noun.map { "\($0): " } ?? "") + parts.map { "\($0) \(words.value($1, row.unit))" }.joined(separator: ", "))
    }

    private func chart(_ row: TrendRow) -> PageChart {
        PageChart(
            points: zip(trend.points, row.values).map { point, value in
                PageChart.Point(
                    time: point.point.capture.time, value: value, isRestart: point.isRestart, isDeployment: point.isDeployment,
                    isAfterGap: point.isAfterGap)
            }, unit: row.unit, began: row.began)
    }
}
