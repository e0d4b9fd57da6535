/// The snapshots of a series, oldest first, reduced to the numbers that trends, rolling baselines and gates look at. A store makes it and
/// holds only one snapshot at a time; tests make it from snapshots in memory.
package struct SeriesHistory: Sendable {
    package let points: [SeriesPoint]
    /// The metrics of the catalog, with one value for each point; a value is `nil` when the point does not hold the metric.
    package let metrics: [MetricHistory]
    /// The wanted sections that at least one point has.
    package let sections: [SectionHistory]
    /// The rows that are left out of the sections because a snapshot has no name for them and they cannot be followed.
    package let gaps: [MatchingGap]

    package init(points: [SeriesPoint], metrics: [MetricHistory], sections: [SectionHistory], gaps: [MatchingGap] = []) {
        self.gaps = gaps
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
    package let trust: Trust
    package let form: InputForm

    package init(id: Int64?, capture: Capture, trust: Trust, form: InputForm) {
        self.form = form
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
    /// The words by measure, row and point. A word is 0 when the point has the section but not the row, and means nothing when the point
    /// does not give the measure.
    package let cells: SeriesCells
    /// By measure and point: whether the point gives the measure.
    package let isGiven: [[Bool]]
    package var pointCount: Int { cells.pointCount }
    package var rowCount: Int { pointCount == 0 ? 0 : keys.first?.count ?? 0 }

    package init(
        section: String, rowUnit: Unit, followed: SectionInfo.FollowedRows?, keyNames: [String], keys: [[String]], measures: [ColumnInfo],
        cells: SeriesCells, isGiven: [[Bool]]
    ) {
        precondition(keys.count == keyNames.count && cells.measureCount == measures.count && isGiven.count == measures.count)
        precondition(cells.rowCount == keys.first?.count ?? 0)
        self.section = section
        self.rowUnit = rowUnit
        self.followed = followed
        self.keyNames = keyNames
        self.keys = keys
        self.measures = measures
        self.cells = cells
        self.isGiven = isGiven
    }

    /// `nil` when the point does not give the measure.
    package func value(_ measure: Int, _ row: Int, _ point: Int) -> UInt64? {
        isGiven[measure][point] ? cells.value(measure, row, point) : nil
    }

    /// The same at every point.
    package func values(_ measure: Int, _ row: Int) -> [Int128?] {
        zip(isGiven[measure], cells.words(measure, row)).map { $0 ? Int128($1) : nil }
    }
}
