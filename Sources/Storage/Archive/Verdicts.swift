import SnapshotModel

/// The verdict of a check on a snapshot.
package enum StoredVerdict: String, CaseIterable, Sendable { case pass, fail, inconclusive }

extension SnapshotStore {
    /// Records the verdict of a check on `snapshot` as one of `series`. `budget` is the name of the budget; `time` is in seconds
    /// since 1970. Nothing is overwritten: the last verdict counts. Throws `noSuchSnapshot` for what the store does not hold.
    package func record(verdict: StoredVerdict, of snapshot: Int64, in series: String, budget: String, at time: Int64) throws(StoreError) {
        try tables.transaction { () throws(StoreError) in
            guard try holds(snapshot) else { throw try noSuchID(snapshot) }
            try checkSeries(series)
            try tables.insert(
                VerdictRecord(snapshot: snapshot, series: series, budget: budget, verdict: verdict.rawValue, checkedAt: time))
        }
    }

    /// The newest snapshot of the series (by capture time, then id) whose last verdict is `pass`. The verdicts of `budget` come before all
    /// others: what it refused is not undone by a look with other rules. With `snapshot`, only those before it count; those in `left`
    /// never do. `nil` when there is none.
    package func latestPassed(
        in series: String, before snapshot: Int64?, except left: Set<Int64> = [], by budget: String? = nil
    ) throws(StoreError) -> Int64? {
        try tables.reading { () throws(StoreError) in
            var end: (time: Int64, id: Int64)?
            if let snapshot {
                guard let record = try tables.snapshot(snapshot) else { return nil }
                end = (record.capturedAt, record.id)
            }
            var last: [Int64: VerdictRecord] = [:]
            for verdict in try tables.verdicts() where bytewiseEqual(verdict.series, series) {
                if let known = last[verdict.snapshot] {
                    let (isOwn, wasOwn) = (verdict.budget == budget, known.budget == budget)
                    if isOwn == wasOwn ? known.checkedAt > verdict.checkedAt : wasOwn { continue }
                }
                last[verdict.snapshot] = verdict
            }
            return try tables.summaries(series: series).last { member in
                guard !left.contains(member.id), last[member.id]?.verdict == StoredVerdict.pass.rawValue else { return false }
                return end.map { (member.time, member.id) < ($0.time, $0.id) } ?? true
            }?.id
        }
    }
}
