import SnapshotModel

/// Objects in generation 0 have not been looked at by a collection yet: a process that never collects grows in them at every step and
/// leaks nothing (a healthy service under load: 549,138 objects, 548,472 of them there). Growth is certain where those that outlived a
/// collection grow too. Where an input does not tell generations apart, all count as survivors.
extension SectionHistory {
    func survivorsGrow(_ course: Course, young: String?, _ row: Int, _ unit: Unit, _ series: TrendPoints) -> Bool {
        guard let young, let position = measures.firstIndex(where: { $0.name == young }) else { return true }
        let survivors = course.values.indices.map { point -> Int128? in
            course.values[point].flatMap { all in value(position, row, point).map { all - Int128($0) } ?? all }
        }
        if survivors == course.values { return true }
        return Course(survivors, unit, series).shape == .growing
    }

    /// nil: no point gives the measure.
    func course(_ measure: String?, _ row: Int, _ series: TrendPoints) -> Course? {
        guard let measure, let position = measures.firstIndex(where: { $0.name == measure }), isGiven[position].contains(true) else {
            return nil
        }
        // Most rows never move.
        if cells.isConstant(position, row) { return Course(constant: values(position, row)) }
        return Course(values(position, row), measures[position].unit, series)
    }

    /// Whether neither the count nor the bytes of a row ever change.
    func isConstant(_ row: Int) -> Bool {
        measures.indices.allSatisfy { ![followed?.count, followed?.size].contains(measures[$0].name) || cells.isConstant($0, row) }
    }

    /// The rows whose first key matches, as one; that row itself when it is one. nil when none does.
    func sum(_ pattern: NamePattern) -> SectionHistory? {
        let rows = (0..<rowCount).filter { pattern.matches(keys[0][$0]) }
        guard let only = rows.first else { return nil }
        let key = rows.count == 1 ? keys.map { $0[only] } : [pattern.source] + keys.dropFirst().map { _ in "" }
        var sum = cells
        sum.add(rows.dropFirst(), to: only)
        sum.arrange([only])
        return SectionHistory(
            section: section, rowUnit: rowUnit, followed: followed, keyNames: keyNames, keys: key.map { [$0] }, measures: measures,
            cells: sum, isGiven: isGiven)
    }
}

extension SeriesHistory {
    /// The same for the heap's metrics: what grows in generation 0 alone is no leak for certain. Others are what they are.
    func survivorsGrow(_ metric: Metric, _ series: TrendPoints) -> Bool {
        guard metric.name.hasPrefix("heap."), let total = metrics.first(where: { $0.metric.name == "heap.total" })?.values,
            let young = metrics.first(where: { $0.metric.name == "heap.gen0" })?.values
        else { return true }
        let survivors = zip(total, young).map { total, young in total.flatMap { total in young.map { total - $0 } } }
        if survivors.allSatisfy({ $0 == nil }) { return true }
        return Course(survivors, .bytes, series).shape == .growing
    }
}
