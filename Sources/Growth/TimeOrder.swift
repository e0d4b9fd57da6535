package import SnapshotModel

/// Whether snapshots that are compared as earlier and later ones stand in the order of their times.
package enum TimeOrder: Equatable, Sendable {
    case ascending
    /// The earlier snapshot has the later time, in seconds since 1970. `isCertain`: both times come from the user or from the dumps
    /// themselves, and not from files, whose times change when they are copied.
    case reversed(before: Int64, after: Int64, isCertain: Bool)

    /// The order of groups of snapshots. All of a group are meant to be taken before all of the next one. A certain contradiction counts
    /// more than one by the times of files. With `mayInterleave` two groups may take turns, and only an earlier one that is newer as a whole
    /// contradicts.
    package init(_ groups: [[Capture]], mayInterleave: Bool = false) {
        for isCertain in [true, false] {
            for (earlier, later) in zip(groups, groups.dropFirst()) {
                let starts = earlier.filter { $0.isTimeCertain || !isCertain }.map(\.time)
                let ends = later.filter { $0.isTimeCertain || !isCertain }.map(\.time)
                // A time that is not certain may be anywhere among the others.
                if mayInterleave, starts.count < earlier.count || ends.count < later.count { continue }
                let before = mayInterleave ? starts.min() : starts.max()
                let after = mayInterleave ? ends.max() : ends.min()
                guard let before, let after, before > after else { continue }
                self = .reversed(before: before, after: after, isCertain: isCertain)
                return
            }
        }
        self = .ascending
    }

    package var isSurelyReversed: Bool { if case .reversed(_, _, let isCertain) = self { isCertain } else { false } }
}
