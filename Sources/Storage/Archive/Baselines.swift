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

/// A snapshot that was a baseline once.
package struct FormerBaseline: Equatable, Sendable {
    /// The snapshot may have been removed; its number is never given to another.
    package let snapshot: Int64
    /// Seconds since 1970.
    package let setAt: Int64
    package let endedAt: Int64
    package let note: String?
}

extension SnapshotStore {
    /// Makes `snapshot` the baseline `name` of a series, and returns the former one, which stays in the history.
    ///
    /// Throws `baselineExists` when it is another snapshot and `replacing` is false. The same snapshot again is no error, and changes
    /// nothing unless a note is given. Throws `badBaselineName` for a name that a reference cannot have, `noSuchSnapshot` for an unknown id.
    @discardableResult
    package func setBaseline(
        _ name: String, of series: String, to snapshot: Int64, at time: Int64, note: String?, replacing: Bool
    ) throws(StoreError) -> Int64? {
        guard BaselineName.isValid(name) else { throw .badBaselineName(name) }
        return try tables.transaction { () throws(StoreError) in
            guard try holds(snapshot) else { throw try noSuchID(snapshot) }
            try checkSeries(series)
            let present = try storedBaseline(name, series)
            if let present {
                if present.snapshot == snapshot && (note == nil || note == present.note) { return snapshot }
                guard present.snapshot == snapshot || replacing else { throw .baselineExists(.isSet(present)) }
            }
            let baseline = StoredBaseline(series: series, name: name, snapshot: snapshot, setAt: time, note: note)
            try settle(baseline, inPlaceOf: present, endingAt: time)
            return present?.snapshot
        }
    }

    /// Sets a baseline inside of a transaction. The one that it is now becomes history that ended at `time`.
    func settle(_ baseline: StoredBaseline, inPlaceOf present: StoredBaseline?, endingAt time: Int64) throws(StoreError) {
        if let present { try end(present, at: time) }
        try tables.insert(baseline)
    }

    /// Ends a baseline inside of a transaction: it becomes history.
    func end(_ present: StoredBaseline, at time: Int64) throws(StoreError) {
        let former = FormerBaseline(snapshot: present.snapshot, setAt: present.setAt, endedAt: time, note: present.note)
        try tables.insert(FormerBaselineRecord(series: present.series, name: present.name, former: former))
        try tables.removeBaseline(present.name, ofSeries: present.series)
    }

    /// Moves the baseline `name` of a series to its latest snapshot. Returns what it was (`nil` when there was none) and what it is now.
    package func acceptLatest(as name: String, of series: String, at time: Int64, note: String?) throws(StoreError)
        -> (previous: Int64?, present: Int64)
    {
        guard BaselineName.isValid(name) else { throw .badBaselineName(name) }
        return try tables.transaction { () throws(StoreError) in
            let members = try members(of: series)
            let latest = members[members.count - 1].id
            let present = try storedBaseline(name, series)
            if present?.snapshot != latest || (note != nil && note != present?.note) {
                let baseline = StoredBaseline(series: series, name: name, snapshot: latest, setAt: time, note: note)
                try settle(baseline, inPlaceOf: present, endingAt: time)
            }
            return (present?.snapshot, latest)
        }
    }

    /// Removes the baseline and leaves its snapshot. Its past stays in the history. Returns the snapshot's id. Throws `noSuchSnapshot`
    /// that says which baselines there are.
    @discardableResult
    package func removeBaseline(_ name: String, of series: String, at time: Int64) throws(StoreError) -> Int64 {
        try tables.transaction { () throws(StoreError) in
            let id = try resolve(.baseline(series: series, name: name))
            if let present = try storedBaseline(name, series) { try end(present, at: time) }
            return id
        }
    }

    /// The baselines of one series or of all, by series, then by name.
    package func baselines(series: String?) throws(StoreError) -> [StoredBaseline] {
        let all = try tables.baselines()
        guard let series else { return all }
        return all.filter { bytewiseEqual($0.series, series) }
    }

    /// The snapshot of a baseline; `nil` when the series has none of that name.
    package func baseline(named name: String, of series: String) throws(StoreError) -> Int64? { try storedBaseline(name, series)?.snapshot }

    private func storedBaseline(_ name: String, _ series: String) throws(StoreError) -> StoredBaseline? {
        try baselines(series: series).first { bytewiseEqual($0.name, name) }
    }

    /// The snapshots that were the baseline before the present one, the latest first.
    package func baselineHistory(_ name: String, of series: String) throws(StoreError) -> [FormerBaseline] {
        let found = try tables.formerBaselines().filter { bytewiseEqual($0.series, series) && bytewiseEqual($0.name, name) }.map(\.former)
        return found.enumerated().sorted { ($0.element.endedAt, $0.offset) > ($1.element.endedAt, $1.offset) }.map(\.element)
    }
}
