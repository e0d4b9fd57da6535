package import SnapshotModel

/// What grows over a series, since when and how fast. Pure: the same history gives the same answer.
///
/// A row of a section comes once: by its count where the count grows (what leaks is objects, and their bytes follow), else by its bytes
/// (strings and arrays that grow longer). Between rows the bytes of the smallest step decide, so that one large object a night comes
/// before ten small ones.
package func trend(_ history: SeriesHistory, _ options: TrendOptions = TrendOptions()) -> Trend {
    let series = TrendPoints(history.points)
    var judged: [JudgedRow] = []
    var hidden = 0
    switch options.subject {
    case .metric(let metric):
        judged = history.metrics.filter { $0.metric == metric }.map { JudgedRow($0, history, series) }
    case .rows(let section, let pattern, let measure):
        if let rows = history.section(section), let sum = rows.sum(pattern) {
            judged = [JudgedRow(sum, 0, series, measure: measure)]
        }
    case nil:
        for section in history.sections {
            let filter = options.filters[section.section]
            for row in 0..<section.rowCount {
                if let filter, !filter.accepts(section.keys[0][row]) { continue }
                // Most rows of a heap never move: nothing is made for them, and nothing is kept of those that only breathe.
                if options.all || !section.isConstant(row) {
                    let found = JudgedRow(section, row, series, measure: nil)
                    if options.all || found.course.shape == .growing {
                        judged.append(found)
                        continue
                    }
                }
                hidden += 1
            }
        }
        // A filter asks for its rows alone.
        if options.filters.isEmpty { judged += history.metrics.map { JudgedRow($0, history, series) }.filter(\.isKnown) }
    }
    let ranked = judged.indices.sorted { a, b in judged[a].rank != judged[b].rank ? judged[a].rank > judged[b].rank : a < b }
    let rows = ranked.prefix(max(0, options.top ?? .max)).map { judged[$0].row(series) }
    return Trend(points: series.points, rows: rows, hiddenRows: hidden + judged.count - rows.count)
}

/// A row with its courses, before the costly numbers are made for those that are shown.
struct JudgedRow {
    let section: String?
    let key: [String]
    let keyNames: [String]
    let measure: String
    let unit: Unit
    let course: Course
    let isCertain: Bool
    /// Of the row's bytes where they are not the measure.
    let smallestSize: Int128?
    let rank: Rank

    var isMetric: Bool { section == nil }
    var isKnown: Bool { course.values.contains { $0 != nil } }

    /// What comes first: larger in each of its parts, in order.
    struct Rank: Comparable {
        /// Growing types, growing metrics, other metrics, other types.
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

    /// `measure`: judged by this one; nil: by the count, or by the bytes where they alone grow (or where nothing does).
    init(_ history: SectionHistory, _ row: Int, _ series: TrendPoints, measure wanted: String?) {
        section = history.section
        key = history.keys.map { $0[row] }
        keyNames = history.keyNames
        let followed = history.followed
        let count = history.course(followed?.count, row, series)
        let bytes = history.course(followed?.size, row, series)
        let isByCount = wanted.map { $0 == followed?.count } ?? (count?.shape == .growing || bytes == nil)
        let (judged, young) = isByCount ? (count, followed?.young?.count) : (bytes, followed?.young?.size)
        let course = judged ?? Course([], .none, series)
        self.course = course
        let measure = (isByCount ? followed?.count : followed?.size) ?? ""
        let unit = history.measures.first { $0.name == measure }?.unit ?? .none
        (self.measure, self.unit) = (measure, unit)
        isCertain =
            course.shape == .growing && course.hasEnoughSteps && history.survivorsGrow(course, young: young, row, unit, series)
        let isGrowing = course.shape == .growing
        let step = isGrowing ? course.smallestStep(series) : 0
        // Of the same part of the series: the bytes alone may look different.
        let size = isGrowing ? bytes.map { Course(course: course, values: $0.values).smallestStep(series) } : nil
        smallestSize = isByCount ? size : nil
        rank = Rank(group: isGrowing ? 3 : 0, isCertain: isCertain, size: size ?? 0, step: step)
    }

    init(_ metric: MetricHistory, _ history: SeriesHistory, _ series: TrendPoints) {
        section = nil
        key = [metric.metric.name]
        keyNames = ["metric"]
        measure = metric.metric.name
        unit = metric.metric.unit
        smallestSize = nil
        course = Course(metric.values, metric.metric.unit, series)
        let isGrowing = course.shape == .growing
        isCertain = isGrowing && course.hasEnoughSteps && history.survivorsGrow(metric.metric, series)
        // Metrics of different units are not ranked against each other: they keep the catalog's order.
        rank = Rank(group: isGrowing ? 2 : 1, isCertain: isCertain, size: 0, step: 0)
    }

    func row(_ series: TrendPoints) -> TrendRow {
        let slope = course.slope(series)
        return TrendRow(
            section: section, key: key, keyNames: keyNames, measure: measure, unit: unit, values: course.values, shape: course.shape,
            isCertain: isCertain, smallestStep: course.smallestStep(series), smallestSize: smallestSize, slopePerDay: slope.perDay,
            slopeInterval: slope.interval, began: course.began(series))
    }
}
