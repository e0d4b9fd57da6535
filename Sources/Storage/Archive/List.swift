package import SnapshotModel

/// A stored snapshot as a list shows it. One that belongs to several series is listed once for each.
package struct SnapshotSummary: Equatable, Sendable {
    package let id: Int64
    package let series: String?
    /// Seconds since 1970.
    package let time: Int64
    package let process: String
    package let runtime: String?
    package let trust: Trust.Level
    package let objects: UInt64?
    package let bytes: UInt64?
    package let labels: [String: String]
}

extension SnapshotStore {
    /// The snapshots by series, then by time; those without a series first. With `series`, only the snapshots of that one. Throws
    /// `noSuchSnapshot` for an unknown series.
    package func list(series: String?) throws(StoreError) -> [SnapshotSummary] {
        try tables.reading { () throws(StoreError) in
            if let series { try checkSeries(series) }
            return try tables.summaries(series: series)
        }
    }

    /// The id of the snapshot that a reference names. Throws `noSuchSnapshot` that says what there is.
    package func resolve(_ reference: SnapshotReference) throws(StoreError) -> Int64 {
        switch reference {
        case .id(let id): return id
        case .latest(let series, let back):
            let members = try members(of: series)
            guard back < members.count else {
                throw .noSuchSnapshot(.beyondOldest(series: series, back: back, count: members.count))
            }
            return members[members.count - 1 - Int(back)].id
        case .at(let series, let time):
            let members = try members(of: series)
            guard let found = members.last(where: { $0.time <= time }) else {
                throw .noSuchSnapshot(.beforeOldest(series: series, time: time, count: members.count))
            }
            return found.id
        case .baseline(let series, let name):
            if let found = try baseline(named: name, of: series) { return found }
            let known = try baselines(series: series).map(\.name)
            if known.isEmpty { try checkSeries(series) }
            throw .noSuchSnapshot(.baseline(name, series: series, known: known))
        }
    }

    /// The names of the series, in bytewise order.
    package func seriesNames() throws(StoreError) -> [String] { try tables.seriesNames() }

    /// The snapshots of a series up to the one that a reference names, the oldest first. That one stands last, and alone when it is a baseline
    /// that is no member of the series. Throws `noSuchSnapshot`.
    package func members(upTo reference: SnapshotReference, of series: String) throws(StoreError) -> [SnapshotSummary] {
        try tables.reading { () throws(StoreError) in
            let id = try resolve(reference)
            let members = try list(series: series)
            if let place = members.firstIndex(where: { $0.id == id }) { return Array(members[...place]) }
            return try list(series: nil).filter { $0.id == id }.suffix(1)
        }
    }

    /// The snapshots of a series, the oldest first: by capture time, then by id. Throws `noSuchSnapshot` when there are none.
    package func members(of series: String) throws(StoreError) -> [SnapshotSummary] {
        let members = try list(series: series)
        guard !members.isEmpty else { throw .noSuchSnapshot(.emptySeries(series)) }
        return members
    }

    /// Throws `noSuchSnapshot` for a series that the store does not have.
    func checkSeries(_ series: String) throws(StoreError) {
        let known = try tables.seriesNames()
        guard known.contains(where: { bytewiseEqual($0, series) }) else {
            throw .noSuchSnapshot(.series(series, path: path, known: known))
        }
    }

    func holds(_ id: Int64) throws(StoreError) -> Bool { try tables.snapshot(id) != nil }

    func noSuchID(_ id: Int64) throws(StoreError) -> StoreError {
        if let time = try tables.removalTime(of: id) { return .noSuchSnapshot(.removed(id, path: path, time: time)) }
        let ids = try tables.snapshotIDs()
        return .noSuchSnapshot(.number(id, path: path, count: ids.count, newest: ids.last ?? 0))
    }
}
