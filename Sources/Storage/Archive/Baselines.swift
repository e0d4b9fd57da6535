import SnapshotModel

/// A snapshot that others of a series are compared with.
package struct StoredBaseline: Equatable, Sendable {
    package let series: String
    package let name: String
    package let snapshot: Int64
    /// Seconds since 1970.
    package let setAt: Int64
    package let note: String?
}

/// What a baseline was once.
package struct FormerBaseline: Equatable, Sendable {
    /// The store may hold it no longer; its number is never given to another.
    package let snapshot: Int64
    /// Seconds since 1970.
    package let setAt: Int64
    package let endedAt: Int64
    package let note: String?
}

extension SnapshotStore {
    /// Makes `snapshot` the baseline `name` of a series, and gives what it was before. What it was stays in its history.
    ///
    /// Throws `baselineExists` when it is another snapshot and `replacing` is false; the same snapshot again is no error, and changes
    /// nothing unless a note is given. `badBaselineName` for a name that a reference cannot have, `noSuchSnapshot` for an unknown id.
    @discardableResult
    package func setBaseline(
        _ name: String, of series: String, to snapshot: Int64, at time: Int64, note: String?, replacing: Bool
    ) throws(StoreError) -> Int64? {
        guard BaselineName.isValid(name) else { throw .badBaselineName(name) }
        return try database.transaction { () throws(StoreError) in
            guard try holds(snapshot) else { throw try noSuchID(snapshot) }
            let names = try seriesNames()
            guard names.contains(where: { BytewiseText($0) == BytewiseText(series) }) else { throw noSuchSeries(series, names) }
            let present = try baselines(series: series, name: name).first
            if let present {
                if present.snapshot == snapshot && (note == nil || note == present.note) { return snapshot }
                guard present.snapshot == snapshot || replacing else { throw try baselineExists(present) }
            }
            try settle(StoredBaseline(series: series, name: name, snapshot: snapshot, setAt: time, note: note), endingAt: time)
            return present?.snapshot
        }
    }

    /// Inside a transaction: makes it so, and keeps what was before as ended at that time.
    func settle(_ baseline: StoredBaseline, endingAt time: Int64) throws(StoreError) {
        let series = try seriesID(baseline.series)
        try end(baseline.name, series, at: time)
        try database.run(
            "INSERT INTO stored_baseline (series, name, snapshot, set_at, note) VALUES (?, ?, ?, ?, ?)", .integer(series),
            .text(baseline.name), .integer(baseline.snapshot), .integer(baseline.setAt), baseline.note.map { .text($0) } ?? .null)
    }

    private func end(_ name: String, _ series: Int64, at time: Int64) throws(StoreError) {
        try database.run(
            """
            INSERT INTO stored_former_baseline (series, name, snapshot, set_at, note, ended_at)
            SELECT series, name, snapshot, set_at, note, ? FROM stored_baseline WHERE series = ? AND name = ?
            """, .integer(time), .integer(series), .text(name))
        try database.run("DELETE FROM stored_baseline WHERE series = ? AND name = ?", .integer(series), .text(name))
    }

    /// Moves the baseline `name` of a series to its latest snapshot: what it was (nil: there was none) and what it is now, of one moment.
    package func acceptLatest(as name: String, of series: String, at time: Int64, note: String?) throws(StoreError)
        -> (previous: Int64?, present: Int64)
    {
        guard BaselineName.isValid(name) else { throw .badBaselineName(name) }
        return try database.transaction { () throws(StoreError) in
            let members = try members(of: series)
            let latest = members[members.count - 1].id
            let present = try baselines(series: series, name: name).first
            if present?.snapshot != latest || (note != nil && note != present?.note) {
                try settle(StoredBaseline(series: series, name: name, snapshot: latest, setAt: time, note: note), endingAt: time)
            }
            return (present?.snapshot, latest)
        }
    }

    /// Takes the name away from the snapshot, which stays. What it was is kept in the history. Gives the snapshot's id.
    /// Throws `noSuchSnapshot` that says which baselines there are.
    @discardableResult
    package func removeBaseline(_ name: String, of series: String, at time: Int64) throws(StoreError) -> Int64 {
        try database.transaction { () throws(StoreError) in
            let id = try resolve(.baseline(series: series, name: name))
            try end(name, try seriesID(series), at: time)
            return id
        }
    }

    /// Of one series or of all, by series, then by name.
    package func baselines(series: String?) throws(StoreError) -> [StoredBaseline] { try baselines(series: series, name: nil) }

    /// nil: the series has no baseline of that name.
    package func baseline(named name: String, of series: String) throws(StoreError) -> Int64? {
        try baselines(series: series, name: name).first?.snapshot
    }

    private func baselines(series: String?, name: String?) throws(StoreError) -> [StoredBaseline] {
        var found: [StoredBaseline] = []
        let sql = """
            SELECT r.name, b.name, b.snapshot, b.set_at, b.note FROM stored_baseline b JOIN stored_series r ON r.id = b.series
            WHERE (?1 IS NULL OR r.name = ?1) AND (?2 IS NULL OR b.name = ?2) ORDER BY r.name, b.name
            """
        try database.query(sql, series.map { .text($0) } ?? .null, name.map { .text($0) } ?? .null) { row in
            found.append(
                StoredBaseline(
                    series: row.text(0), name: row.text(1), snapshot: row.integer(2), setAt: row.integer(3), note: row.optionalText(4)))
            return true
        }
        return found
    }

    /// What the baseline was before what it is now, the latest first.
    package func baselineHistory(_ name: String, of series: String) throws(StoreError) -> [FormerBaseline] {
        var found: [FormerBaseline] = []
        let sql = """
            SELECT f.snapshot, f.set_at, f.ended_at, f.note FROM stored_former_baseline f JOIN stored_series r ON r.id = f.series
            WHERE r.name = ? AND f.name = ? ORDER BY f.ended_at DESC, f.id DESC
            """
        try database.query(sql, .text(series), .text(name)) { row in
            found.append(
                FormerBaseline(
                    snapshot: row.integer(0), setAt: row.integer(1), endedAt: row.integer(2), note: row.optionalText(3)))
            return true
        }
        return found
    }

    private func baselineExists(_ present: StoredBaseline) throws(StoreError) -> StoreError {
        let name = present.name == BaselineName.standard ? "" : " --name \(present.name)"
        return .baselineExists(
            "\(present.series)@\(present.name): is @\(present.snapshot) since \(utcText(present.setAt)); to replace it give --replace, or "
                + "move it to the latest snapshot with 'heapdrift baseline accept \(present.series)\(name)'")
    }
}
