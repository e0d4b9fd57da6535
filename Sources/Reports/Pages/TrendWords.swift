import Growth
import SnapshotModel

/// Texts that the pages of a trend share.
struct TrendWords {
    let trend: Trend
    let numbers: NumberText

    /// `@14 (2026-08-14)`.
    func point(_ index: Int) -> String {
        let day = day(index)
        return id(index) + (day.isEmpty ? "" : " (\(day))")
    }

    /// `@14`, or `#3` for a snapshot in no store.
    func id(_ index: Int) -> String { trend.points[index].point.id.map { "@\($0)" } ?? "#\(index + 1)" }

    func day(_ index: Int) -> String { TimeText.day(trend.points[index].point.capture.time) }

    /// `since @14 (2026-08-14)`.
    func since(_ row: TrendRow) -> String { row.began.map { "since \(point($0))" } ?? "from the first snapshot on" }

    /// `at least +45 objects at every step`; the slope of a day where a step was no gain.
    func pace(_ row: TrendRow) -> String {
        if row.smallestStep > 0 { return "at least \(amount(row.smallestStep, row.unit)) at every step" }
        return "\(numbers.rate(row.slopePerDay, row.unit)) a day"
    }

    /// `+45 objects`, `+1.2 kB`.
    private func amount(_ value: Int128, _ unit: Unit) -> String {
        if unit == .percent || unit == .ratio { return numbers.rate(Double(value), unit) }
        return numbers.signedPhrase(value, unit) + (unit.noun.map { " " + $0 } ?? "")
    }

    func value(_ value: Int128?, _ unit: Unit) -> String { value.map { numbers.value($0, unit) } ?? "?" }

    /// The name of a row as it may stand in a sentence.
    func name(_ row: TrendRow) -> String { VisibleText.brief(row.key.first ?? "") }

    /// The number of snapshots of the series, its first and its last day, and the meaning of its marks.
    func series(leftOut: Int, isRanked: Bool = false) -> PageFact? {
        guard let last = trend.points.indices.last else { return nil }
        var parts = ["\(trend.points.count) snapshot\(last == 0 ? "" : "s")", "\(day(0)) to \(day(last))"]
        func count(_ noun: String, _ mark: String, _ is: (TrendPoint) -> Bool) {
            let count = trend.points.count { `is`($0) }
            if count > 0 { parts.append("\(count) \(noun)\(count == 1 ? "" : "s") (\(mark))") }
        }
        count("restart", "│", \.isRestart)
        count("deployment", "╎", \.isDeployment)
        count("gap", "blank", \.isAfterGap)
        if isRanked { parts.append(trend.isLive ? "types by what is alive" : "types by all objects, alive or not") }
        if leftOut > 0 { parts.append("\(leftOut) more not looked at") }
        return PageFact("series", PageText(parts.joined(separator: ", ")))
    }
}

extension TrendRow {
    var firstKnown: Int128? { values.compactMap(\.self).first }
    var lastKnown: Int128? { values.compactMap(\.self).last }

    /// `nil` when the points are too few to tell.
    var knownSlopes: ClosedRange<Double>? {
        slopeInterval.lowerBound.isFinite && slopeInterval.upperBound.isFinite ? slopeInterval : nil
    }
}

extension TrendReport {
    /// The series' name as it may stand in a sentence.
    var seriesText: String { Shortening.visible(series, to: 40) }
}
