package import SnapshotModel

/// The place that a snapshot gets when it joins a series, which is ordered by time, then by id.
///
/// The time is the one that the user gives, else the one in the dump, else the one of the file. A file's time may be of a copy, so it never
/// puts a snapshot before the latest of the series, nor into the future: the snapshot has the time of joining instead.
package struct SeriesPlace: Equatable, Sendable {
    package let series: String
    /// The time that counts, in seconds since 1970, and its origin.
    package let time: Int64
    package let origin: Capture.TimeOrigin
    /// The time of the file, when it does not count.
    package let fileTime: Int64?
    /// The latest snapshot of the series before this one joined; `nil` when this is the first.
    package let latest: Latest?
    /// Whether this is the latest snapshot now.
    package let isLast: Bool
    /// The time of joining.
    package let now: Int64

    package struct Latest: Equatable, Sendable {
        package let id: Int64
        package let time: Int64
    }

    /// Whether the place is what anyone expects: behind the others, by a time that nothing contradicts.
    package var isExpected: Bool { isLast && fileTime == nil && time <= now }
}

extension Capture {
    /// The capture with the time under which it joins a series whose latest snapshot has the time `latest`.
    fileprivate func joining(after latest: Int64?, at now: Int64) -> Capture {
        guard timeOrigin == .file, time > now || time < latest ?? time else { return self }
        var joined = self
        joined.fileTime = time
        joined.time = now
        return joined
    }
}

extension SnapshotStore {
    /// Stores a new snapshot as a member of `series`, where it gets its place by the rule of `SeriesPlace`: all or nothing. `now` is in
    /// seconds since 1970.
    package func put(
        _ snapshot: Snapshot, keeping kept: [KeptSection] = [], joining series: String, at now: Int64
    ) throws(StoreError) -> (id: Int64, place: SeriesPlace) {
        try tables.transaction { () throws(StoreError) in
            let latest = try latest(of: series)
            var joined = snapshot
            joined.capture = snapshot.capture.joining(after: latest?.time, at: now)
            let id = try insert(joined, kept, NameTable(tables))
            try tables.add(id, toSeries: series)
            return (id, place(of: id, joined.capture, latest, series, now))
        }
    }

    /// Makes a stored snapshot a member of `series` by the same rule. When it gets another time and belongs to other series, a second snapshot
    /// has that time. The place is `nil` for a snapshot that is a member already. Throws `noSuchSnapshot` for an unknown id.
    package func add(_ id: Int64, joining series: String, at now: Int64) throws(StoreError) -> (id: Int64, place: SeriesPlace?) {
        try tables.transaction { () throws(StoreError) in
            guard let record = try tables.snapshot(id) else { throw try noSuchID(id) }
            let others = try tables.seriesNames(of: id)
            if others.contains(where: { bytewiseEqual($0, series) }) { return (id, nil) }
            let latest = try latest(of: series)
            let capture: Capture = try decoded(record.capture, id)
            let joined = capture.joining(after: latest?.time, at: now)
            var member = id
            if joined != capture {
                if others.isEmpty {
                    var renewed = record
                    (renewed.capture, renewed.capturedAt) = (try json(joined), joined.time)
                    try tables.update(renewed)
                } else {
                    let names = NameTable(tables)
                    let stored = try snapshot(id, names)
                    var copy = stored.snapshot
                    copy.capture = joined
                    member = try insert(copy, stored.kept, names)
                }
            }
            try tables.add(member, toSeries: series)
            return (member, place(of: member, joined, latest, series, now))
        }
    }

    private func latest(of series: String) throws(StoreError) -> SeriesPlace.Latest? {
        try tables.summaries(series: series).last.map { SeriesPlace.Latest(id: $0.id, time: $0.time) }
    }

    private func place(
        of id: Int64, _ capture: Capture, _ latest: SeriesPlace.Latest?, _ series: String, _ now: Int64
    ) -> SeriesPlace {
        SeriesPlace(
            series: series, time: capture.time, origin: capture.timeOrigin, fileTime: capture.fileTime, latest: latest,
            isLast: latest.map { ($0.time, $0.id) < (capture.time, id) } ?? true, now: now)
    }
}
