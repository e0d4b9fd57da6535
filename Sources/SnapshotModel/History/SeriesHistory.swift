/// The snapshots of a series, oldest first, reduced to the numbers that trends, rolling baselines and gates look at. A store makes it and
/// holds only one snapshot at a time; tests make it from snapshots in memory.
package struct SeriesHistory: Sendable {
    package let points: [SeriesPoint]
    /// The metrics of the catalog, with one value for each point; a value is `nil` when the point does not hold the metric.
    package let metrics: [MetricHistory]
    /// The wanted sections that at least one point has.
    package let sections: [SectionHistory]

    package init(points: [SeriesPoint], metrics: [MetricHistory], sections: [SectionHistory]) {
        self.points = points
        self.metrics = metrics
        self.sections = sections
    }

    package func section(_ name: String) -> SectionHistory? { sections.first { $0.section == name } }
}

/// The identity of one snapshot of a series.
package struct SeriesPoint: Sendable {
    /// The id in the store; `nil` when the snapshot is in no store.
    package let id: Int64?
    package let capture: Capture
    package let trust: Trust.Level

    package init(id: Int64?, capture: Capture, trust: Trust.Level) {
        self.id = id
        self.capture = capture
        self.trust = trust
    }
}

/// The values of a metric, one for each point.
package struct MetricHistory: Sendable {
    package let metric: Metric
    package let values: [Int128?]

    package init(metric: Metric, values: [Int128?]) {
        self.metric = metric
        self.values = values
    }
}

/// One section at each point, with equal keys in one row. Rows are in the bytewise order of their keys. Rows of one point with equal keys
/// are summed.
package struct SectionHistory: Sendable {
    package let section: String
    package let rowUnit: Unit
    /// How its rows are followed; `nil` when the section does not declare it.
    package let followed: SectionInfo.FollowedRows?
    package let keyNames: [String]
    /// By key column, the text of each row.
    package let keys: [[String]]
    package let measures: [ColumnInfo]
    /// By measure: the word of row r at point p is at `r * pointCount + p`. It is 0 when the point has the section but not the row.
    package let values: [[UInt64]]
    /// By measure and point: whether the point gives the measure.
    package let isGiven: [[Bool]]
    package let pointCount: Int
    package var rowCount: Int { pointCount == 0 ? 0 : keys.first?.count ?? 0 }

    package init(
        section: String, rowUnit: Unit, followed: SectionInfo.FollowedRows?, keyNames: [String], keys: [[String]], measures: [ColumnInfo],
        values: [[UInt64]], isGiven: [[Bool]],
        pointCount: Int
    ) {
        precondition(keys.count == keyNames.count && values.count == measures.count && isGiven.count == measures.count)
        precondition(values.allSatisfy { $0.count == (keys.first?.count ?? 0) * pointCount })
        self.section = section
        self.rowUnit = rowUnit
        self.followed = followed
        self.keyNames = keyNames
        self.keys = keys
        self.measures = measures
        self.values = values
        self.isGiven = isGiven
        self.pointCount = pointCount
    }

    /// `nil` when the point does not give the measure.
    package func value(_ measure: Int, _ row: Int, _ point: Int) -> UInt64? {
        isGiven[measure][point] ? values[measure][row * pointCount + point] : nil
    }
}
