package import SnapshotModel

/// The place that a snapshot gets when it joins a series, which is ordered by time, then by id.
///
/// The time is the one that the user gives, else the one in the dump, else the one in the file's name, else the one of the file. A file's time
/// may be of a copy, and that in a name has no zone, so they never put a snapshot before the latest of the series, nor into the future: the
/// snapshot has the time of joining instead.
package struct SeriesPlace: Equatable, Sendable {
    package let series: String
    /// The time that counts, in seconds since 1970, and its origin.
    package let time: Int64
    package let origin: Capture.TimeOrigin
    /// The time of the file, when it does not count.
    package let fileTime: Int64?
    /// Whether the file's name gives its time.
    package let isTimeInName: Bool
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
    func joining(after latest: Int64?, at now: Int64) -> Capture {
        guard [.file, .name].contains(timeOrigin), time > now || time < latest ?? time else { return self }
        var joined = self
        joined.fileTime = time
        joined.time = now
        return joined
    }
}

extension SnapshotStore {
    /// The latest snapshot of a series apart from `id`.
    func latest(of series: String, but id: Int64? = nil) throws(StoreError) -> SeriesPlace.Latest? {
        try tables.summaries(series: series).last { $0.id != id }.map { SeriesPlace.Latest(id: $0.id, time: $0.time) }
    }
}

extension SeriesPlace {
    /// The place of `id`. `latest`: the latest of the others.
    init(of id: Int64, _ capture: Capture, _ series: String, latest: Latest?, at now: Int64) {
        self.init(
            series: series, time: capture.time, origin: capture.timeOrigin,
            fileTime: capture.fileTime == capture.time ? nil : capture.fileTime,
            isTimeInName: capture.isTimeInName == true, latest: latest,
            isLast: latest.map { ($0.time, $0.id) < (capture.time, id) } ?? true, now: now)
    }
}
