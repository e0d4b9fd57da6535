import Growth
import SnapshotModel

/// The words and numbers that every report of a trend shares.
struct TrendWords {
    let trend: Trend
    let numbers: NumberText

    /// `@14 (2026-08-14)`.
    func point(_ index: Int) -> String {
        let point = trend.points[index].point
        let day = day(index)
        return (point.id.map { "@\($0)" } ?? "#\(index + 1)") + (day.isEmpty ? "" : " (\(day))")
    }

    func day(_ index: Int) -> String { TimeText.iso8601(trend.points[index].point.capture.time).map { String($0.prefix(10)) } ?? "" }

    /// `since @14 (2026-08-14)`; of what grew from the first on, that.
    func since(_ row: TrendRow) -> String { row.began.map { "since \(point($0))" } ?? "from the first snapshot on" }

    /// `at least +45 objects at every step`; where a step was no gain, what it gains a day.
    func pace(_ row: TrendRow) -> String {
        if row.smallestStep > 0 { return "at least \(amount(row.smallestStep, row.unit)) at every step" }
        return "\(slope(row.slopePerDay, row.unit)) a day"
    }

    /// `+45 objects`, `+1.2 kB`.
    func amount(_ value: Int128, _ unit: Unit) -> String {
        if unit == .percent || unit == .ratio { return slope(Double(value), unit) }
        return numbers.signedPhrase(value, unit) + (unit == .bytes || unit == .none ? "" : " \(unit.name)")
    }

    /// A value of a row.
    func value(_ value: Int128?, _ unit: Unit) -> String {
        guard let value else { return "?" }
        if unit == .percent || unit == .ratio { return decimal(Double(value) / 10_000) + (unit == .percent ? "%" : "/100") }
        return numbers.value(value, unit)
    }

    /// `+54.2`, `+3.4 kB`: small numbers with a decimal.
    func slope(_ value: Double, _ unit: Unit) -> String {
        let sign = value > 0 ? "+" : ""
        if unit == .percent || unit == .ratio { return sign + decimal(value / 10_000) + "%" }
        if abs(value) < 100, unit != .bytes { return sign + decimal(value) }
        guard let whole = Int128(exactly: value.rounded()) else { return "?" }
        return sign + numbers.value(whole, unit)
    }

    /// `53 to 55`; empty when the points are too few to tell.
    func interval(_ row: TrendRow) -> String {
        guard row.slopeInterval.lowerBound.isFinite, row.slopeInterval.upperBound.isFinite else { return "" }
        return "\(slope(row.slopeInterval.lowerBound, row.unit)) to \(slope(row.slopeInterval.upperBound, row.unit))"
    }

    private func decimal(_ value: Double) -> String {
        guard let tenths = Int64(exactly: (value * 10).rounded()) else { return "?" }
        return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths.magnitude % 10)")
    }

    /// First and last value that are known.
    func ends(_ row: TrendRow) -> (first: Int128?, last: Int128?) {
        let known = row.values.compactMap { $0 }
        return (known.first, known.last)
    }

    /// What a row is called: its first key.
    func name(_ row: TrendRow) -> String { VisibleText.brief(row.key.first ?? "") }
}
