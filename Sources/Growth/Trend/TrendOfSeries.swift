import RawMemory
package import SnapshotModel
import Synchronization

/// Finds what grows over a series, since when and how fast. The result depends on the arguments alone.
///
/// Each row of a section is reported once: by its count if the count grows, or else by its bytes, as with strings and arrays that grow
/// longer. Rows are ranked by the bytes of their smallest step, so one large object for each snapshot comes before ten small ones.
package func trend(_ history: SeriesHistory, _ options: TrendOptions = TrendOptions()) -> Trend {
    let series = TrendPoints(history.points)
    var found = JudgedRows()
    var unseen: Trend.Unseen?
    switch options.subject {
    case .metric(let metric):
        found.rows = history.metrics.filter { $0.metric == metric }.map { JudgedRow($0, history, series) }
    case .rows(let section, let pattern, let measure):
        if let rows = history.section(section), let sum = rows.sum(pattern) {
            found.rows = [JudgedRow(sum, 0, series, measure: measure)]
        }
    case nil:
        for section in history.sections {
            let filter = options.filters[section.section]
            // With a filter only the rows that it can accept are reported.
            if filter == nil, !options.filters.isEmpty { continue }
            found.append(JudgedRows(section, series, filter, all: options.all))
        }
        unseen = history.unseenTypes ?? (!options.filters.isEmpty && found.hidden + found.rows.count == 0 ? .noneAccepted : nil)
        // With a filter only matching rows are reported, and no metrics.
        if options.filters.isEmpty { found.rows += history.metrics.map { JudgedRow($0, history, series) }.filter(\.isKnown) }
    }
    let judged = found.rows
    let ranked = judged.indices.sorted { a, b in judged[a].rank != judged[b].rank ? judged[a].rank > judged[b].rank : a < b }
    let rows = ranked.prefix(max(0, options.top ?? .max)).map { judged[$0].row(series) }
    return Trend(
        points: series.points, rows: rows, hiddenRows: found.hidden + judged.count - rows.count, gaps: history.gaps, unseen: unseen,
        calm: [.plateau, .sawtooth].compactMap { found.calm[$0]?.row(series) }, isLive: history.isLive)
}

/// The rows of sections with their trends, without those that need none.
private struct JudgedRows: Sendable {
    var rows: [JudgedRow] = []
    /// Rows that do not grow and were not asked for.
    var hidden = 0
    /// Of the types, by shape, the one that moved most.
    var calm: [TrendRow.Shape: JudgedRow] = [:]

    init() {}

    /// Two threads share the rows, the first of which count first.
    init(_ section: SectionHistory, _ series: TrendPoints, _ filter: NameFilter?, all: Bool) {
        let half = section.rowCount / 2
        let parts = Mutex([JudgedRows](repeating: JudgedRows(), count: 2))
        runWorkers(2) { worker in
            let found = JudgedRows(section, worker == 0 ? 0..<half : half..<section.rowCount, series, filter, all: all)
            parts.withLock { $0[worker] = found }
        }
        self = parts.withLock { $0[0] }
        append(parts.withLock { $0[1] })
    }

    private init(_ section: SectionHistory, _ range: Range<Int>, _ series: TrendPoints, _ filter: NameFilter?, all: Bool) {
        let isOfTypes = section.section == Catalog.standard.followed.first?.name
        for row in range {
            if let filter, !filter.accepts(section.keys[0][row]) { continue }
            // Most rows of a heap never change, and nothing is computed for them. Rows that change without growing are not kept.
            if all || !section.isConstant(row) {
                let found = JudgedRow(section, row, series, measure: nil)
                if isOfTypes, found.range > calm[found.measureTrend.shape]?.range ?? 0 { calm[found.measureTrend.shape] = found }
                if all || found.measureTrend.shape == .growing {
                    rows.append(found)
                    continue
                }
            }
            hidden += 1
        }
    }

    mutating func append(_ later: JudgedRows) {
        rows += later.rows
        hidden += later.hidden
        calm.merge(later.calm) { $1.range > $0.range ? $1 : $0 }
    }
}

extension SeriesHistory {
    /// `nil` when enough points hold types to tell whether they grow.
    fileprivate var unseenTypes: Trend.Unseen? {
        let types = sections.first { $0.section == Catalog.standard.followed.first?.name }
        let held = points.indices.count { point in types?.isGiven.contains { $0[point] } ?? false }
        return held < leastShapePoints ? .typesHeld(by: held) : nil
    }
}

/// A row with the trend of its measure. The costly numbers are computed later, for the rows that are shown.
struct JudgedRow {
    let section: String?
    let key: [String]
    let keyNames: [String]
    let measure: String
    let unit: Unit
    let measureTrend: MeasureTrend
    let isCertain: Bool
    /// The smallest step of the row's bytes; `nil` when the measure is the bytes.
    let smallestSize: Int128?
    /// How far the bytes of the row lie apart, or what it has in place of bytes.
    let range: Int128
    let rank: Rank

    var isMetric: Bool { section == nil }
    var isKnown: Bool { measureTrend.values.contains { $0 != nil } }

    /// The order of rows. A larger rank comes first.
    struct Rank: Comparable {
        /// 3 for growing rows, 2 for growing metrics, 1 for other metrics, 0 for other rows.
        let group: Int
        let isCertain: Bool
        let size: Int128
        let step: Int128

        static func < (a: Rank, b: Rank) -> Bool {
            if a.group != b.group { return a.group < b.group }
            if a.isCertain != b.isCertain { return b.isCertain }
            return a.size != b.size ? a.size < b.size : a.step < b.step
        }
    }

    /// Judges the row by `measure`. If it is `nil`, the count decides when it grows or there are no bytes, and otherwise the bytes.
    init(_ history: SectionHistory, _ row: Int, _ series: TrendPoints, measure wanted: String?) {
        section = history.section
        key = history.keys.map { $0[row] }
        keyNames = history.keyNames
        let followed = history.followed
        let count = history.measureTrend(followed?.count, row, series)
        let bytes = history.measureTrend(followed?.size, row, series)
        let isByCount = wanted.map { $0 == followed?.count } ?? (count?.shape == .growing || bytes == nil)
        let (judged, young) = isByCount ? (count, followed?.young?.count) : (bytes, followed?.young?.size)
        let measureTrend = judged ?? MeasureTrend([], .none, series)
        self.measureTrend = measureTrend
        let measure = (isByCount ? followed?.count : followed?.size) ?? ""
        let unit = history.measures.first { $0.name == measure }?.unit ?? .none
        (self.measure, self.unit) = (measure, unit)
        isCertain =
            measureTrend.shape == .growing && measureTrend.hasEnoughSteps
            && history.survivorsGrow(measureTrend, young: young, row, unit, series)
        let isGrowing = measureTrend.shape == .growing
        let step = isGrowing ? measureTrend.smallestStep(series) : 0
        // The step of the bytes is taken over the same part of the series as the measure's.
        let size = isGrowing ? bytes.map { MeasureTrend(measureTrend: measureTrend, values: $0.values).smallestStep(series) } : nil
        smallestSize = isByCount ? size : nil
        let known = (bytes ?? measureTrend).values.compactMap(\.self)
        range = (known.max() ?? 0) - (known.min() ?? 0)
        rank = Rank(group: isGrowing ? 3 : 0, isCertain: isCertain, size: size ?? 0, step: step)
    }

    init(_ metric: MetricHistory, _ history: SeriesHistory, _ series: TrendPoints) {
        section = nil
        key = [metric.metric.name]
        keyNames = ["metric"]
        measure = metric.metric.name
        unit = metric.metric.unit
        smallestSize = nil
        range = 0
        measureTrend = MeasureTrend(metric.values, metric.metric.unit, series)
        let isGrowing = measureTrend.shape == .growing
        isCertain = isGrowing && measureTrend.hasEnoughSteps && history.survivorsGrow(metric.metric, series)
        // Metrics of different units are not ranked against each other: they keep the catalog's order.
        rank = Rank(group: isGrowing ? 2 : 1, isCertain: isCertain, size: 0, step: 0)
    }

    func row(_ series: TrendPoints) -> TrendRow {
        let slope = measureTrend.slope(series)
        return TrendRow(
            section: section, key: key, keyNames: keyNames, measure: measure, unit: unit, values: measureTrend.values,
            shape: measureTrend.shape,
            isCertain: isCertain, smallestStep: measureTrend.smallestStep(series), smallestSize: smallestSize, slopePerDay: slope.perDay,
            slopeInterval: slope.interval, began: measureTrend.began(series),
            stopped: measureTrend.stopped)
    }
}
