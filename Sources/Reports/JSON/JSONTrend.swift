import Growth
import SnapshotModel
import Suspects

extension TrendReport {
    func json(_ options: ReportOptions) -> [String: JSONValue] {
        let shown = shown(options)
        return [
            "series": .text(series),
            "snapshots": .array(
                trend.points.map { point in
                    .object([
                        "id": JSONValue(point.point.id), "time": JSONValue(TimeText.iso8601(point.point.capture.time)),
                        "labels": .object(point.point.capture.labels.mapValues { .text($0) }), "restart": .flag(point.isRestart),
                        "deployment": .flag(point.isDeployment), "gap": .flag(point.isAfterGap),
                    ])
                }),
            "careful": .array(trend.careful.map { .text($0) }),
            "suspects": suspects.map { json($0) } ?? .null, "suspect_rules": suspects?.report.jsonOfRules ?? .null,
            "looked_at": suspects.map { suspects in
                .object([
                    "ids": .array(suspects.stages.points.map { JSONValue(trend.points[$0].point.id) }),
                    "latest_life": .flag(suspects.stages.isLatestLife),
                ])
            } ?? .null,
            "forecast": forecast?.json ?? .null,
            "rows": .array(shown.map { json($0) }),
            "hidden": .object([
                "rows": JSONValue(trend.hiddenRows + trend.rows.count - shown.count), "snapshots": JSONValue(leftOut),
            ]),
        ]
    }

    /// As in a comparison, with where each began.
    private func json(_ suspects: SeriesSuspects) -> JSONValue {
        .array(
            suspects.report.suspects.indices.map { index in
                var members = suspects.report.suspects[index].jsonMembers
                members["began"] = json(point: suspects.began(index))
                return .object(members)
            })
    }

    private func json(point: Int?) -> JSONValue {
        point.map { index in
            let point = trend.points[index].point
            return .object(["id": JSONValue(point.id), "time": JSONValue(TimeText.iso8601(point.capture.time))])
        } ?? .null
    }

    private func json(_ row: TrendRow) -> JSONValue {
        .object([
            "section": JSONValue(row.section), "measure": .text(row.measure), "unit": .text(row.unit.name),
            "key": .object(Dictionary(zip(row.keyNames, row.key.map { .text($0) })) { first, _ in first }),
            "values": .array(row.values.map { JSONValue($0) }), "shape": .text(row.shape.rawValue), "certain": .flag(row.isCertain),
            "smallest_step": JSONValue(row.smallestStep), "smallest_bytes": JSONValue(row.smallestSize),
            "slope_per_day": real(row.slopePerDay, row),
            "slope_interval": .array([real(row.slopeInterval.lowerBound, row), real(row.slopeInterval.upperBound, row)]),
            "began": json(point: row.began), "stopped": json(point: row.stopped),
            // The schema has the member for a later version.
            "forecast": .null,
        ])
    }

    /// A slope; `null` when it is unknown because no time passed between the points.
    private func real(_ value: Double, _ row: TrendRow) -> JSONValue {
        value.isFinite && row.slopeInterval.lowerBound.isFinite ? .real(value) : .null
    }
}

extension SeriesForecast {
    fileprivate var json: JSONValue {
        .object([
            "limit": .integer(forecast.limit), "metric": .text(metric), "by_suspect": .flag(isOfSuspect),
            "per_hour": .real(forecast.perHour),
            "time": JSONValue(TimeText.iso8601(forecast.time)), "earliest": JSONValue(TimeText.iso8601(forecast.earliest)),
            "latest": JSONValue(forecast.latest.flatMap(TimeText.iso8601)),
        ])
    }
}
