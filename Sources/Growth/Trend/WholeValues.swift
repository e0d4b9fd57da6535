package import SnapshotModel

/// A history without the values of which a part is known to be missing: a dump of which half could be read looks like a heap that shrank, and hides a
/// leak.
package struct WholeValues: Sendable {
    package let history: SeriesHistory
    /// The points that lost a value.
    package let partial: [Int]
    /// The sections that these values came from, in the catalog's order.
    package let sections: [String]

    package init(_ history: SeriesHistory) {
        var partial: Set<Int> = []
        var names: Set<String> = []
        func isWhole(_ point: Int, _ level: Trust.Level, _ sections: [String]) -> Bool {
            guard level == .partial else { return true }
            partial.insert(point)
            names.formUnion(sections)
            return false
        }
        let points = history.points
        let metrics = history.metrics.map { metric in
            let parts = metric.metric.parts
            return MetricHistory(
                metric: metric.metric,
                values: metric.values.indices.map { point in
                    guard let value = metric.values[point] else { return nil }
                    return isWhole(point, points[point].trust.level(ofSumsOver: parts), parts.map(\.section)) ? value : nil
                })
        }
        let sections = history.sections.map { section in
            let given = section.measures.indices.map { measure in
                points.indices.map { point in
                    let part = SnapshotPart(section.section, section.measures[measure].name)
                    return section.isGiven[measure][point] && isWhole(point, points[point].trust.level(of: [part]), [section.section])
                }
            }
            return SectionHistory(
                section: section.section, rowUnit: section.rowUnit, followed: section.followed, keyNames: section.keyNames,
                keys: section.keys, measures: section.measures, cells: section.cells, isGiven: given)
        }
        self.history = SeriesHistory(points: points, metrics: metrics, sections: sections, gaps: history.gaps)
        self.partial = partial.sorted()
        self.sections = Catalog.standard.names.filter(names.contains)
    }

    /// The same with a history that was made of it.
    package init(_ history: SeriesHistory, _ whole: WholeValues) {
        (self.history, partial, sections) = (history, whole.partial, whole.sections)
    }
}
