import Growth
package import SnapshotModel

/// The snapshots and facts that a budget is evaluated on.
package struct CheckInput: Sendable {
    /// The snapshot that is judged.
    package var after: Snapshot
    /// Other samples of the judged build. Every number is the median of all of them then, so that one noisy sample decides nothing.
    package var besides: [Snapshot] = []
    /// The earlier end; `nil` when there is none.
    package var before: Before?
    /// Snapshots between the two ends, oldest first. Rules with `every_pair` look at them.
    package var between: [Snapshot] = []
    /// Snapshots between the two ends, oldest first, in which suspects are looked for as well.
    package var stages: [Snapshot] = []
    /// The whole series up to `after`, for the trend rule; `nil` when no series is checked.
    package var history: SeriesHistory?
    /// Whether the earlier end and the judged snapshot are one snapshot, or two of one dump.
    package var isOneSnapshot = false
    /// Whether that is so for two neighbours of the whole chain, from the earlier end to the judged snapshot.
    package var repeatsASnapshot = false
    /// The snapshots are in the order of time, whatever their times say.
    package var isAsOrdered = false
    /// The snapshots of the two ends may take turns in time, as those of two builds of a series do.
    package var mayInterleave = false
    /// Work done between the two ends, as given by the user. Without it the labels `work` of both ends are used.
    package var work: Work?
    package var today: Day
    /// Maps the name of a type or module to the text that is shown: a replacement when names are redacted. Rules match the real names.
    package var shown: @Sendable (String) -> String = { $0 }
    /// Why there is no `before`, and how to get one.
    package var noBaseline = "there is nothing to compare with"
    /// Whether the snapshot begins its series: that there is no baseline yet does not decide the verdict.
    package var isFirst = false

    package enum Before: Sendable {
        case snapshot(Snapshot)
        /// The median of several snapshots, for each number separately.
        case median([Snapshot])

        package var snapshots: [Snapshot] {
            switch self {
            case .snapshot(let one): [one]
            case .median(let several): several
            }
        }
    }

    /// The samples of the judged build.
    var judged: [Snapshot] { besides + [after] }

    /// The snapshots from the earliest to the judged ones. A median is a group of several.
    var groups: [[Snapshot]] { (before.map { [$0.snapshots] } ?? []) + between.map { [$0] } + [judged] }

    /// A metric of the judged build: the median of its samples. `nil` when one does not hold it.
    package func value(of metric: Metric) -> Int128? { SampledNumber(groups: [judged.map { metric.value($0) }]).steps[0] }

    package init(after: Snapshot, before: Before? = nil, today: Day) {
        self.after = after
        self.before = before
        self.today = today
    }
}

/// An amount of work that a process has done, like `5000 requests`.
package struct Work: Equatable, Sendable {
    package let amount: UInt64
    /// As typed, singular or plural. Units are compared without an `s` at the end.
    package let unit: String

    /// Reads `5000requests` or `5000 requests`; `nil` when the number or the unit is missing.
    package init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text[digits.endIndex...].trimmed
        guard let amount = UInt64(digits), !unit.isEmpty else { return nil }
        self.amount = amount
        self.unit = String(unit)
    }

    static func isSameUnit(_ a: String, _ b: String) -> Bool {
        func singular(_ unit: String) -> Substring { unit.count > 1 && unit.hasSuffix("s") ? unit.dropLast() : unit[...] }
        return singular(a) == singular(b)
    }
}
