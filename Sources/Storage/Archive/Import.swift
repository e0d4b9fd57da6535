package import SnapshotModel

/// What `take` brought in from another store.
package struct Taken: Equatable, Sendable {
    /// Ids in this store, in the order of the other's.
    package var added: [Int64] = []
    /// Ids in this store of what it had already.
    package var known: [Int64] = []
    /// New memberships, of new snapshots or of known ones.
    package var memberships = 0
    package var baselines = 0
    package var verdicts = 0
}

extension SnapshotStore {
    /// Brings in every snapshot of `other` (or those in `only`) that this store does not have, with series, labels, baselines with their
    /// history, and verdicts: all or nothing. The same is what has the same fingerprint, reader and capture.
    ///
    /// Nothing is copied as it lies there: each snapshot is decoded, held against its own totals and encoded anew. `time`: seconds since
    /// 1970, when a replaced baseline ended. Throws `baselineExists` where a baseline of one series and name is another snapshot here,
    /// unless `replacing`; `damaged` with the other's path when something of it cannot be right.
    package func take(
        from other: SnapshotStore, only: Set<Int64>? = nil, replacing: Bool, at time: Int64, _ change: (Snapshot) -> Snapshot = { $0 }
    ) throws(StoreError) -> Taken {
        try other.database.reading { () throws(StoreError) in
            try database.transaction { () throws(StoreError) in
                var taken = Taken()
                let ids = try other.snapshotIDs().filter { only?.contains($0) ?? true }
                let (names, otherNames) = (NameTable(database), NameTable(other.database))
                // By the other's id the own.
                var own: [Int64: Int64] = [:]
                for id in ids {
                    let stored = try other.snapshot(id, otherNames)
                    if let wrong = stored.snapshot.contradiction { throw .damaged(path: other.path, "snapshot @\(id): \(wrong)") }
                    let snapshot = change(stored.snapshot)
                    let known = try twin(of: snapshot)
                    let place = if let known { known } else { try insert(snapshot, names) }
                    if known == nil { taken.added.append(place) } else { taken.known.append(place) }
                    own[id] = place
                    let present = Set(try seriesNames(of: place).map(BytewiseText.init))
                    for series in stored.series where !present.contains(BytewiseText(series)) {
                        if series.isEmpty { throw .damaged(path: other.path, "snapshot @\(id): a series without a name") }
                        try join(place, series)
                        taken.memberships += 1
                    }
                }
                try takeBaselines(other, own, replacing, time, &taken)
                try takeHistory(other, own)
                try takeVerdicts(other, own, &taken)
                return taken
            }
        }
    }

    func snapshotIDs() throws(StoreError) -> [Int64] {
        var ids: [Int64] = []
        try database.query("SELECT id FROM stored_snapshot ORDER BY id") { row in
            ids.append(row.integer(0))
            return true
        }
        return ids
    }

    /// The id of the same snapshot here.
    package func twin(of snapshot: Snapshot) throws(StoreError) -> Int64? {
        var candidates: [Int64] = []
        try database.query(
            "SELECT id FROM stored_snapshot WHERE fingerprint = ? AND reader = ? ORDER BY id DESC",
            .text(snapshot.input.fingerprint ?? ""),
            .text(snapshot.input.reader)
        ) { row in
            candidates.append(row.integer(0))
            return true
        }
        for id in candidates where try capture(of: id) == snapshot.capture {
            // Without a fingerprint the content alone tells one from another.
            if snapshot.input.fingerprint != nil { return id }
            if try load(id).snapshot == snapshot { return id }
        }
        return nil
    }

    private func takeBaselines(
        _ other: SnapshotStore, _ own: [Int64: Int64], _ replacing: Bool, _ time: Int64, _ taken: inout Taken
    ) throws(StoreError) {
        for theirs in try other.baselines(series: nil) {
            guard let snapshot = own[theirs.snapshot] else { continue }
            guard BaselineName.isValid(theirs.name), !theirs.series.isEmpty else {
                throw .damaged(path: other.path, "a baseline is called '\(theirs.name)'")
            }
            let present = try baseline(named: theirs.name, of: theirs.series)
            if present == snapshot { continue }
            if let present, !replacing {
                throw .baselineExists(
                    "\(theirs.series)@\(theirs.name): is @\(present) here and @\(theirs.snapshot) of \(utcText(try other.time(theirs.snapshot))) "
                        + "in \(other.path); nothing of that was taken; to replace it give --replace")
            }
            try settle(
                StoredBaseline(series: theirs.series, name: theirs.name, snapshot: snapshot, setAt: theirs.setAt, note: theirs.note),
                endingAt: time)
            taken.baselines += 1
        }
    }

    /// Only of snapshots that came along: of others nothing is known here.
    private func takeHistory(_ other: SnapshotStore, _ own: [Int64: Int64]) throws(StoreError) {
        let sql = """
            SELECT r.name, f.name, f.snapshot, f.set_at, f.note, f.ended_at FROM stored_former_baseline f
            JOIN stored_series r ON r.id = f.series ORDER BY f.id
            """
        try other.database.query(sql) { (row) throws(StoreError) in
            guard let snapshot = own[row.integer(2)], BaselineName.isValid(row.text(1)), !row.text(0).isEmpty else { return true }
            try database.run(
                """
                INSERT INTO stored_former_baseline (series, name, snapshot, set_at, note, ended_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6
                WHERE NOT EXISTS (SELECT 1 FROM stored_former_baseline
                    WHERE series = ?1 AND name = ?2 AND snapshot = ?3 AND set_at = ?4 AND ended_at = ?6)
                """, .integer(try seriesID(row.text(0))), .text(row.text(1)), .integer(snapshot), .integer(row.integer(3)), row[4],
                .integer(row.integer(5)))
            return true
        }
    }

    private func takeVerdicts(_ other: SnapshotStore, _ own: [Int64: Int64], _ taken: inout Taken) throws(StoreError) {
        var count = 0
        let sql = """
            SELECT v.snapshot, r.name, v.budget, v.verdict, v.checked_at FROM stored_verdict v JOIN stored_series r ON r.id = v.series
            ORDER BY v.id
            """
        try other.database.query(sql) { (row) throws(StoreError) in
            guard let snapshot = own[row.integer(0)], !row.text(1).isEmpty else { return true }
            guard let verdict = StoredVerdict(rawValue: row.text(3)) else {
                throw .damaged(path: other.path, "a verdict on snapshot @\(row.integer(0)) is none of pass, fail and inconclusive")
            }
            let series = try seriesID(row.text(1))
            let known = try database.integer(
                "SELECT 1 FROM stored_verdict WHERE snapshot = ? AND series = ? AND budget = ? AND verdict = ? AND checked_at = ?",
                .integer(snapshot), .integer(series), .text(row.text(2)), .text(verdict.rawValue), .integer(row.integer(4)))
            if known == nil {
                try insert(verdict.rawValue, snapshot, series, row.text(2), row.integer(4))
                count += 1
            }
            return true
        }
        taken.verdicts = count
    }

    private func time(_ id: Int64) throws(StoreError) -> Int64 {
        try database.integer("SELECT captured_at FROM stored_snapshot WHERE id = ?", .integer(id)) ?? 0
    }
}
