package import SnapshotModel

/// Whether snapshots that are compared as earlier and later ones stand in the order of their times.
package enum TimeOrder: Equatable, Sendable {
    case ascending
    /// The earlier snapshot has the later time.
    case reversed(before: Moment, after: Moment)

    /// The time of a snapshot.
    package struct Moment: Equatable, Sendable {
        /// In seconds since 1970.
        package let time: Int64
        package let origin: Capture.TimeOrigin

        package init(_ time: Int64, _ origin: Capture.TimeOrigin) {
            self.time = time
            self.origin = origin
        }

        fileprivate init(_ capture: Capture) { self.init(capture.time, capture.timeOrigin) }

        /// Whether the user or the dump itself says the time. That of a file changes when it is copied, that in a name has no zone, and that
        /// of a `snap` is not that of the dump.
        package var isCertain: Bool {
            switch origin {
            case .given, .dump: true
            case .name, .file, .snap: false
            }
        }
    }

    /// The order of groups of snapshots. All of a group are meant to be taken before all of the next one. A certain contradiction counts
    /// more than one by other times. With `mayInterleave` two groups may take turns, and only an earlier one that is newer as a whole
    /// contradicts.
    package init(_ groups: [[Capture]], mayInterleave: Bool = false) {
        for isCertain in [true, false] {
            for (earlier, later) in zip(groups, groups.dropFirst()) {
                let starts = earlier.map { Moment($0) }.filter { $0.isCertain || !isCertain }.sorted { $0.time < $1.time }
                let ends = later.map { Moment($0) }.filter { $0.isCertain || !isCertain }.sorted { $0.time < $1.time }
                // A time that is not certain may be anywhere among the others.
                if mayInterleave, starts.count < earlier.count || ends.count < later.count { continue }
                let before = mayInterleave ? starts.first : starts.last
                let after = mayInterleave ? ends.last : ends.first
                guard let before, let after, before.time > after.time else { continue }
                self = .reversed(before: before, after: after)
                return
            }
        }
        self = .ascending
    }

    /// The two times, in seconds since 1970, when both are certain and contradict the order.
    package var certainContradiction: (before: Int64, after: Int64)? {
        guard case .reversed(let before, let after) = self, before.isCertain, after.isCertain else { return nil }
        return (before.time, after.time)
    }

    package var isSurelyReversed: Bool { certainContradiction != nil }

    /// Snapshots in the order of their times, when all of these are certain and contradict the order given; `nil` otherwise.
    package static func sorted<Item>(_ items: [Item], by capture: (Item) -> Capture) -> [Item]? {
        let moments = items.map { Moment(capture($0)) }
        guard moments.allSatisfy(\.isCertain), TimeOrder(items.map { [capture($0)] }).isSurelyReversed else { return nil }
        // Those with equal times keep their order.
        return items.indices.sorted { moments[$0].time != moments[$1].time ? moments[$0].time < moments[$1].time : $0 < $1 }.map {
            items[$0]
        }
    }
}
