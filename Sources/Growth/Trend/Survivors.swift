import SnapshotModel

/// No collection has looked at the objects in generation 0 yet. A process that never collects grows there at every step and leaks nothing
/// (a healthy service under load had 549,138 objects, 548,472 of them in generation 0). So growth is certain only if the objects that
/// survived a collection grow as well. If an input does not tell generations apart, all objects count as survivors.
extension SectionHistory {
    func survivorsGrow(_ measureTrend: MeasureTrend, young: String?, _ row: Int, _ unit: Unit, _ series: TrendPoints) -> Bool {
        guard let young, let position = measures.firstIndex(where: { $0.name == young }) else { return true }
        let survivors = measureTrend.values.indices.map { point -> Int128? in
            measureTrend.values[point].flatMap { all in value(position, row, point).map { all - Int128($0) } ?? all }
        }
        if survivors == measureTrend.values { return true }
        return MeasureTrend(survivors, unit, series).shape == .growing
    }

    /// The trend of one measure of a row; `nil` when no point gives the measure.
    func measureTrend(_ measure: String?, _ row: Int, _ series: TrendPoints) -> MeasureTrend? {
        guard let measure, let position = measures.firstIndex(where: { $0.name == measure }), isGiven[position].contains(true) else {
            return nil
        }
        // Most rows never change.
        if cells.isConstant(position, row) { return MeasureTrend(constant: values(position, row)) }
        return MeasureTrend(values(position, row), measures[position].unit, series)
    }

    /// Whether neither the count nor the bytes of the row ever change.
    func isConstant(_ row: Int) -> Bool {
        measures.indices.allSatisfy { ![followed?.count, followed?.size].contains(measures[$0].name) || cells.isConstant($0, row) }
    }

    /// The sum of the rows whose first key matches, as one row. A single matching row keeps its key. `nil` when no row matches.
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
    /// The same for metrics of the heap. For other metrics the result is always true.
    func survivorsGrow(_ metric: Metric, _ series: TrendPoints) -> Bool {
        guard metric.name.hasPrefix("heap."), let total = metrics.first(where: { $0.metric.name == "heap.total" })?.values,
            let young = metrics.first(where: { $0.metric.name == "heap.gen0" })?.values
        else { return true }
        let survivors = zip(total, young).map { total, young in total.flatMap { total in young.map { total - $0 } } }
        if survivors.allSatisfy({ $0 == nil }) { return true }
        return MeasureTrend(survivors, .bytes, series).shape == .growing
    }
}
