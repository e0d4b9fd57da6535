import RawMemory
import SnapshotModel

/// The snapshots that `removeOld` removed, or would remove, and why the others stay.
package struct RemovalOutcome: Equatable, Sendable {
    /// Once for each series that they belonged to; by series, then by time.
    package var removed: [SnapshotSummary] = []
    package var removedCount = 0
    package var keptByRules = 0
    /// No rule keeps them, but they are baselines.
    package var keptAsBaselines = 0
    /// In no series: no rule applies to them.
    package var keptWithoutSeries = 0
    /// In a series that was not asked for.
    package var keptElsewhere = 0
    /// Blocks of names that no snapshot mentions any more.
    package var nameBlocks = 0
}

/// The snapshots that `remove` removed, or would remove, and what went with them.
package struct SnapshotRemoval: Equatable, Sendable {
    /// Once for each series that they belonged to; by series, then by time.
    package var removed: [SnapshotSummary] = []
    package var ids: [Int64] = []
    /// The baselines that they were. Each ends with its snapshot, and its past stays in the history.
    package var baselines: [StoredBaseline] = []
    /// The number of verdicts of checks on them.
    package var verdicts = 0
    /// Blocks of names that no snapshot mentions any more.
    package var nameBlocks = 0
}

extension SnapshotStore {
    /// Removes snapshots, also those that are baselines, and the names that nothing uses any more: all or nothing. `time` (seconds since 1970)
    /// is remembered as the time of removal. The file becomes smaller with `compact`.
    ///
    /// With `isTrial`, nothing is changed. Throws `noSuchSnapshot`, or `damaged` when a section does not decode.
    package func remove(_ references: [SnapshotReference], at time: Int64, isTrial: Bool) throws(StoreError) -> SnapshotRemoval {
        if isTrial { return try tables.reading { () throws(StoreError) in try removal(of: references) } }
        return try tables.transaction { () throws(StoreError) in
            var removal = try removal(of: references)
            for baseline in removal.baselines { try end(baseline, at: time) }
            for id in removal.ids { try tables.remove(id, at: time) }
            removal.nameBlocks = try removeUnusedNames()
            return removal
        }
    }

    private func removal(of references: [SnapshotReference]) throws(StoreError) -> SnapshotRemoval {
        var removal = SnapshotRemoval()
        for reference in references {
            let id = try resolve(reference)
            guard try holds(id) else { throw try noSuchID(id) }
            if !removal.ids.contains(id) { removal.ids.append(id) }
        }
        let ids = Set(removal.ids)
        removal.removed = try tables.summaries(series: nil).filter { ids.contains($0.id) }
        removal.baselines = try tables.baselines().filter { ids.contains($0.snapshot) }
        removal.verdicts = try tables.verdicts().count { ids.contains($0.snapshot) }
        return removal
    }

    /// Removes the snapshots that no rule keeps, of `series` or of all, and the names that nothing uses any more: all or nothing. A snapshot
    /// in several series is removed when all of them are asked for and none keeps it. Baselines and snapshots in no series always stay.
    /// `time` (seconds since 1970) is remembered as the time of removal. The file becomes smaller with `compact`.
    ///
    /// With `isTrial`, nothing is changed. Throws `noSuchSnapshot` for an unknown series, `damaged` when a section does not decode.
    package func removeOld(_ rules: KeepRules, series: [String], at time: Int64, isTrial: Bool) throws(StoreError) -> RemovalOutcome {
        if isTrial { return try tables.reading { () throws(StoreError) in try selection(rules, series).outcome } }
        return try tables.transaction { () throws(StoreError) in
            var (outcome, ids) = try selection(rules, series)
            for id in ids { try tables.remove(id, at: time) }
            if !ids.isEmpty { outcome.nameBlocks = try removeUnusedNames() }
            return outcome
        }
    }

    private func selection(_ rules: KeepRules, _ series: [String]) throws(StoreError) -> (outcome: RemovalOutcome, ids: [Int64]) {
        for name in series { try checkSeries(name) }
        let chosen = Set(series.map(BytewiseText.init))
        let all = try tables.summaries(series: nil)
        var members: [BytewiseText: [(id: Int64, time: Int64)]] = [:]
        for summary in all { if let name = summary.series { members[BytewiseText(name), default: []].append((summary.id, summary.time)) } }
        // The rules hold for every series, whatever was asked for: a snapshot in several of them is still one.
        var kept = Set<Int64>()
        for list in members.values { kept.formUnion(rules.kept(list)) }
        let baselines = Set(try tables.baselines().map(\.snapshot))
        var elsewhere = Set<Int64>()
        for summary in all {
            if let name = summary.series, !chosen.isEmpty, !chosen.contains(BytewiseText(name)) { elsewhere.insert(summary.id) }
        }
        var outcome = RemovalOutcome()
        var seen = Set<Int64>()
        var ids: [Int64] = []
        for summary in all where seen.insert(summary.id).inserted {
            switch summary {
            case _ where summary.series == nil: outcome.keptWithoutSeries += 1
            case _ where elsewhere.contains(summary.id): outcome.keptElsewhere += 1
            case _ where kept.contains(summary.id): outcome.keptByRules += 1
            case _ where baselines.contains(summary.id): outcome.keptAsBaselines += 1
            default: ids.append(summary.id)
            }
        }
        let removed = Set(ids)
        outcome.removed = all.filter { removed.contains($0.id) }
        outcome.removedCount = ids.count
        return (outcome, ids)
    }

    /// Inside of a transaction. Returns how many blocks were removed. Throws `damaged` for a section that cannot be read, which may use any
    /// name.
    private func removeUnusedNames() throws(StoreError) -> Int {
        let blocks = try tables.nameBlocks()
        let ends = blocks.map { block in
            let (end, overflows) = block.first.addingReportingOverflow(block.count)
            return UInt64(clamping: overflows ? .max : end)
        }
        var isUsed = [Bool](repeating: false, count: blocks.count)
        for id in try tables.snapshotIDs() {
            for record in try tables.sections(of: id) {
                let mentioned: [UInt64]
                let blob = try tables.blob(of: record)
                do throws(CodecError) { mentioned = try SectionCodec.names(of: blob) } catch { throw damaged(record, error.words) }
                for name in mentioned {
                    let place = ends.partitioningIndex { $0 > name }
                    if place < blocks.count, UInt64(clamping: blocks[place].first) <= name { isUsed[place] = true }
                }
            }
        }
        let unused = zip(blocks, isUsed).filter { !$1 }.map(\.0)
        for block in unused { try tables.remove(block) }
        return unused.count
    }
}
