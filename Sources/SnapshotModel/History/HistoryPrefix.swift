extension SeriesHistory {
    /// The series as it was when it had only its first `count` snapshots.
    package func prefix(_ count: Int) -> SeriesHistory {
        let count = min(max(count, 0), points.count)
        return SeriesHistory(
            points: Array(points.prefix(count)),
            metrics: metrics.map { MetricHistory(metric: $0.metric, values: Array($0.values.prefix(count))) },
            sections: sections.map { $0.prefix(count) }, gaps: gaps)
    }
}

extension SectionHistory {
    func prefix(_ count: Int) -> SectionHistory {
        SectionHistory(
            section: section, rowUnit: rowUnit, followed: followed, keyNames: keyNames, keys: keys, measures: measures,
            cells: cells.prefix(count), isGiven: isGiven.map { Array($0.prefix(count)) })
    }
}
