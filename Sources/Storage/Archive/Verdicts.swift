import SnapshotModel

/// What a gate said of a snapshot.
package enum StoredVerdict: String, CaseIterable, Sendable { case pass, fail, inconclusive }

extension SnapshotStore {
    /// Records what a check of `snapshot` as one of `series` said. `budget` is the fingerprint of the budget that it was held to; `time` in
    /// seconds since 1970. Nothing is overwritten: the last one counts. Throws `noSuchSnapshot` for what the store does not hold.
    package func record(verdict: StoredVerdict, of snapshot: Int64, in series: String, budget: String, at time: Int64) throws(StoreError) {
        try database.transaction { () throws(StoreError) in
            guard try holds(snapshot) else { throw try noSuchID(snapshot) }
            let known = try seriesNames()
            guard known.contains(where: { BytewiseText($0) == BytewiseText(series) }) else { throw noSuchSeries(series, known) }
            try insert(verdict.rawValue, snapshot, try seriesID(series), budget, time)
        }
    }

    /// Inside a transaction.
    func insert(_ verdict: String, _ snapshot: Int64, _ series: Int64, _ budget: String, _ time: Int64) throws(StoreError) {
        try database.run(
            "INSERT INTO stored_verdict (snapshot, series, budget, verdict, checked_at) VALUES (?, ?, ?, ?, ?)", .integer(snapshot),
            .integer(series), .text(budget), .text(verdict), .integer(time))
    }

    /// The newest snapshot of the series (by capture time, then id) whose last verdict is `pass`; with `snapshot` only of those before it.
    /// nil: there is none.
    package func latestPassed(in series: String, before snapshot: Int64?) throws(StoreError) -> Int64? {
        try database.integer(
            """
            SELECT s.id FROM stored_series r JOIN stored_member m ON m.series = r.id JOIN stored_snapshot s ON s.id = m.snapshot
            WHERE r.name = ?1
                AND (?2 IS NULL OR (s.captured_at, s.id) < (SELECT captured_at, id FROM stored_snapshot WHERE id = ?2))
                AND (SELECT verdict FROM stored_verdict v WHERE v.snapshot = s.id AND v.series = r.id
                    ORDER BY v.checked_at DESC, v.id DESC LIMIT 1) = 'pass'
            ORDER BY s.captured_at DESC, s.id DESC LIMIT 1
            """, .text(series), snapshot.map { .integer($0) } ?? .null)
    }
}
