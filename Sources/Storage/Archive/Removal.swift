import SnapshotModel

/// What `collect` removed, or would remove.
package struct Collected: Equatable, Sendable {
    /// Once for each series that they belonged to; by series, then by time.
    package var removed: [SnapshotSummary] = []
    package var removedCount = 0
    package var keptByRules = 0
    /// No rule keeps them, but they are baselines.
    package var keptAsBaselines = 0
    /// In no series: no rule speaks of them.
    package var keptWithoutSeries = 0
    /// In a series that was not asked for.
    package var keptElsewhere = 0
    /// Blocks of names that no snapshot mentions any more.
    package var nameBlocks = 0
    /// Size of the store in bytes.
    package var bytesBefore: Int64 = 0
    package var bytesAfter: Int64 = 0
}

extension SnapshotStore {
    /// Removes the snapshots that no rule keeps, of `series` or of all, and the names that nobody uses any more: all or nothing. A snapshot
    /// in several series is removed when all of them are asked for and none keeps it. Baselines and snapshots in no series always stay.
    /// `time` (seconds since 1970) is remembered as the time of removal. The file becomes smaller with `compact`.
    ///
    /// `isTrial`: nothing is changed. Throws `noSuchSnapshot` for an unknown series, `damaged` when a section does not decode.
    package func collect(_ rules: KeepRules, series: [String], at time: Int64, isTrial: Bool) throws(StoreError) -> Collected {
        if isTrial { return try database.reading { () throws(StoreError) in try selection(rules, series).outcome } }
        return try database.transaction { () throws(StoreError) in
            var (outcome, ids) = try selection(rules, series)
            for id in ids {
                try database.run(
                    "INSERT OR REPLACE INTO stored_removed (snapshot, fingerprint, removed_at) SELECT id, fingerprint, ? FROM stored_snapshot "
                        + "WHERE id = ?", .integer(time), .integer(id))
                try database.run("DELETE FROM stored_snapshot WHERE id = ?", .integer(id))
            }
            if !ids.isEmpty { outcome.nameBlocks = try removeUnusedNames() }
            return outcome
        }
    }

    private func selection(_ rules: KeepRules, _ series: [String]) throws(StoreError) -> (outcome: Collected, ids: [Int64]) {
        let known = try seriesNames()
        for name in series where !known.contains(where: { BytewiseText($0) == BytewiseText(name) }) { throw noSuchSeries(name, known) }
        let chosen = Set(series.map(BytewiseText.init))
        let all = try list(series: nil)
        var members: [BytewiseText: [(id: Int64, time: Int64)]] = [:]
        for summary in all { if let name = summary.series { members[BytewiseText(name), default: []].append((summary.id, summary.time)) } }
        // Every series has its say, whatever was asked for: a snapshot is one, in however many it is.
        var kept = Set<Int64>()
        for list in members.values { kept.formUnion(rules.kept(list)) }
        let baselines = Set(try self.baselines(series: nil).map(\.snapshot))
        var elsewhere = Set<Int64>()
        for summary in all {
            if let name = summary.series, !chosen.isEmpty, !chosen.contains(BytewiseText(name)) { elsewhere.insert(summary.id) }
        }
        var outcome = Collected()
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

    /// Inside a transaction. Gives how many blocks went.
    private func removeUnusedNames() throws(StoreError) -> Int {
        var blocks: [(first: Int64, end: Int64, isUsed: Bool)] = []
        try database.query("SELECT first, count FROM stored_names ORDER BY first") { row in
            let (end, overflows) = row.integer(0).addingReportingOverflow(row.integer(1))
            blocks.append((row.integer(0), overflows ? .max : end, false))
            return true
        }
        func mark(_ id: UInt64) {
            var (low, high) = (0, blocks.count)
            while low < high {
                let middle = (low + high) / 2
                if UInt64(clamping: blocks[middle].end) <= id { low = middle + 1 } else { high = middle }
            }
            if low < blocks.count, UInt64(clamping: blocks[low].first) <= id { blocks[low].isUsed = true }
        }
        try database.query("SELECT snapshot, name, data FROM stored_section") { (row) throws(StoreError) in
            let section: SectionCodec.Section
            do throws(CodecError) { section = try SectionCodec.decode(row.blob(2)) } catch {
                // What cannot be read may use any name.
                throw .damaged(path: path, "section \(row.text(1)) of snapshot @\(row.integer(0)): \(error.words)")
            }
            for column in section.textColumns { for id in section.columns[column] ?? [] { mark(id) } }
            return true
        }
        let unused = blocks.filter { !$0.isUsed }
        for block in unused { try database.run("DELETE FROM stored_names WHERE first = ?", .integer(block.first)) }
        return unused.count
    }

    /// Size of the store in bytes, free pages included.
    package func size() throws(StoreError) -> Int64 {
        let (pages, bytes) = (try database.integer("PRAGMA page_count") ?? 0, try database.integer("PRAGMA page_size") ?? 0)
        return pages.multipliedReportingOverflow(by: bytes).partialValue
    }

    /// Gives the space of what was removed back to the disk. Needs as much free space as the store takes; throws `diskFull` without it.
    package func compact() throws(StoreError) {
        guard try database.integer("PRAGMA freelist_count") ?? 0 > 0 else { return }
        try database.vacuum()
        try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    }
}
