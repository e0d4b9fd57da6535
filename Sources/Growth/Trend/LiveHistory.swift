package import SnapshotModel

extension SeriesHistory {
    /// The history with rows followed by what is alive of them, where a section has measures for that: garbage that nobody has collected is no
    /// growth then. `nil` when a snapshot of the last life of the process that is long enough for a shape has rows without them.
    package func followingLive() -> SeriesHistory? {
        let lives = TrendPoints(points).stretches
        guard let life = lives.last(where: { $0.count >= leastShapePoints }) else { return nil }
        var isLive = false
        var followed: [SectionHistory] = []
        for section in sections {
            guard let rows = section.followed, let live = Catalog.standard.section(section.section)?.judgedBy else {
                followed.append(section)
                continue
            }
            let given = [live.count, live.size].map { name in
                section.measures.firstIndex { $0.name == name }.map { section.isGiven[$0] } ?? []
            }
            let all = section.measures.firstIndex { $0.name == rows.count }.map { section.isGiven[$0] } ?? []
            let held = life.lowerBound..<points.count
            guard
                given.allSatisfy({ points in !points.isEmpty && held.allSatisfy { points[$0] || !all[$0] } }),
                held.count(where: { point in given.allSatisfy { $0[point] } }) >= leastShapePoints
            else { return nil }
            isLive = true
            followed.append(
                SectionHistory(
                    section: section.section, rowUnit: section.rowUnit,
                    followed: SectionInfo.FollowedRows(rows.noun, count: live.count, size: live.size, identity: rows.identity),
                    keyNames: section.keyNames, keys: section.keys, measures: section.measures, cells: section.cells,
                    isGiven: section.isGiven))
        }
        guard isLive else { return nil }
        let leading = metrics.filter { SeriesHistory.alive.contains($0.metric.name) }
        let others = metrics.filter { !SeriesHistory.alive.contains($0.metric.name) }
        return SeriesHistory(points: points, metrics: leading + others, sections: followed, gaps: gaps)
    }

    /// Whether that was done.
    var isLive: Bool {
        sections.contains { section in
            Catalog.standard.section(section.section)?.judgedBy.map { $0.count == section.followed?.count } ?? false
        }
    }

    /// They say more than what is there, so they come first.
    private static let alive = ["heap.live", "heap.live_objects"]
}

extension Catalog {
    /// The measures for trends by what is alive: those of `followedMeasures`, with what is alive in place of the parts in generation 0.
    package var followedLive: [String: [String]] {
        var wanted = followedMeasures
        for info in sections {
            guard let rows = info.followed, let live = info.judgedBy else { continue }
            wanted[info.name] = [rows.count, rows.size, live.count, live.size].compactMap(\.self)
        }
        return wanted
    }
}
