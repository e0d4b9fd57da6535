import SnapshotModel

/// A history while its snapshots come in, one after the other.
struct HistoryMaking {
    /// The sections that are read, in the order of their names.
    let wantedSections: [WantedSection]
    private let metrics: [Metric]
    private var rows: [HistoryRows]
    private var points: [SeriesPoint] = []
    /// By metric.
    private var values: [[Int128?]]
    private var sums: HistorySums?

    init(_ metrics: [Metric], _ rows: [HistoryRows]) {
        self.metrics = metrics
        self.rows = rows
        values = metrics.map { _ in [] }
        let sums = HistorySums.wanted(by: metrics)
        wantedSections = Set(metrics.flatMap(\.sections) + rows.map(\.info.name)).sorted(by: bytewise).map { name in
            let followed = rows.first { $0.info.name == name }
            return WantedSection(
                name: name, keys: followed?.keyInfos.map(\.name) ?? [], measures: followed?.measures.map(\.name) ?? [],
                sums: sums.filter { $0.section == name })
        }
    }

    /// The next snapshot.
    mutating func begin(_ point: SeriesPoint, _ totals: Totals) {
        points.append(point)
        sums = HistorySums(totals: totals, trust: point.trust)
    }

    /// Its rows of a section, when they are followed.
    mutating func add(_ section: inout HistorySection, of name: String) throws(CodecError) {
        for index in rows.indices where rows[index].info.name == name { try rows[index].add(&section, at: points.count - 1) }
    }

    /// One of its sums. False when the store does not hold the names that it depends on.
    mutating func add(_ sum: HistorySums.Wanted, _ partial: HistorySums.Partial, _ names: NameTable) throws(StoreError) -> Bool {
        try sums?.add(sum, partial, names) ?? true
    }

    /// All of it has come.
    mutating func end() {
        guard let sums else { return }
        for (place, metric) in metrics.enumerated() { values[place].append(metric.value(sums)) }
    }

    /// `unknown` is what to throw when the store does not hold the names of a section.
    consuming func history(_ names: NameTable, unknown: (String) -> StoreError) throws(StoreError) -> SeriesHistory {
        var sections: [SectionHistory] = []
        for index in rows.indices {
            guard let texts = try names.texts(rows[index].nameIDs) else { throw unknown(rows[index].info.name) }
            sections.append(rows[index].history(texts))
        }
        return SeriesHistory(
            points: points, metrics: zip(metrics, values).map { MetricHistory(metric: $0, values: $1) }, sections: sections)
    }
}
