package import SnapshotModel

extension Trend {
    /// The trend with every name of a type, module or process replaced. Names of metrics stay.
    package func redacted(_ redaction: Redaction) -> Trend {
        Trend(
            points: points.map { point in
                TrendPoint(
                    point: SeriesPoint(
                        id: point.point.id, capture: redaction.applied(to: point.point.capture), trust: point.point.trust,
                        form: point.point.form),
                    isRestart: point.isRestart, isDeployment: point.isDeployment, isAfterGap: point.isAfterGap)
            },
            rows: rows.map { $0.redacted(redaction) }, hiddenRows: hiddenRows, gaps: gaps.map(redaction.applied), unseen: unseen,
            calm: calm.map { $0.redacted(redaction) }, isLive: isLive)
    }
}

extension TrendRow {
    fileprivate func redacted(_ redaction: Redaction) -> TrendRow {
        var row = self
        if row.section != nil { row.key = row.key.map(redaction.name) }
        return row
    }
}
