import Growth
import SnapshotModel

extension TrendReport {
    /// One record for each row. The values are in columns named after the snapshots (`14`), the oldest first. The first record has the
    /// times.
    func csv(_ options: ReportOptions) -> String {
        let points = trend.points.enumerated().map { $1.point.id.map { "\($0)" } ?? "#\($0 + 1)" }
        let keys = CSVColumns(trend.rows.flatMap(\.keyNames)).names
        let facts = ["measure", "unit", "shape", "certain", "smallest_step", "slope_per_day", "slope_low", "slope_high", "began"]
        var csv = CSVTable(header: ["section"] + keys + facts + points)
        let times = trend.points.map { TimeText.iso8601($0.point.capture.time).map { CSVTable.Cell.word($0) } ?? .empty }
        csv.append([.word("snapshots")] + keys.map { _ in .empty } + [.word("time")] + facts.dropFirst().map { _ in .empty } + times)
        let shown = shown(options)
        for row in shown {
            func real(_ value: Double) -> CSVTable.Cell { row.slopeInterval.lowerBound.isFinite ? .real(value) : .empty }
            let began = row.began.map { CSVTable.Cell.word(points[$0]) } ?? .empty
            csv.append(
                [.text(row.section ?? "metrics")]
                    + keys.map { name in row.keyNames.firstIndex(of: name).map { .text(row.key[$0]) } ?? .empty }
                    + [
                        .word(row.measure), .word(row.unit.name), .word(row.shape.rawValue), .word(row.isCertain ? "true" : "false"),
                        .number(row.smallestStep), real(row.slopePerDay), real(row.slopeInterval.lowerBound),
                        real(row.slopeInterval.upperBound), began,
                    ] + row.values.map { $0.map { .number($0) } ?? .empty })
        }
        let hidden = trend.hiddenRows + trend.rows.count - shown.count
        if hidden > 0 {
            csv.append(
                [.word("hidden")] + keys.map { _ in .empty } + [.word("\(hidden) rows")] + (facts.dropFirst() + points).map { _ in .empty })
        }
        return csv.text
    }
}
