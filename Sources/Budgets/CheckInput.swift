package import SnapshotModel

/// What a budget is held against.
package struct CheckInput: Sendable {
    /// The snapshot that is judged.
    package var after: Snapshot
    /// What it is compared with; nil: there is nothing.
    package var before: Before?
    /// Snapshots between the two, in the order of time; they decide rules of `every_pair`.
    package var between: [Snapshot] = []
    /// The whole series up to `after`, for the trend rule; nil: no series is checked.
    package var history: SeriesHistory?
    /// Work done between the two, when the user says so; else the labels `work` of both ends tell.
    package var work: Work?
    package var today: Day
    /// How names of types and modules are shown: with `--redact` as their stand-ins. Rules look at the real ones.
    package var shown: @Sendable (String) -> String = { $0 }
    /// Why there is no `before`, and what to do about it.
    package var noBaseline = "there is nothing to compare with"

    package enum Before: Sendable {
        case snapshot(Snapshot)
        /// Of several, number by number.
        case median([Snapshot])

        package var snapshots: [Snapshot] {
            switch self {
            case .snapshot(let one): [one]
            case .median(let several): several
            }
        }
    }

    package init(after: Snapshot, before: Before? = nil, today: Day) {
        self.after = after
        self.before = before
        self.today = today
    }
}

/// What a process has done: `5000 requests`.
package struct Work: Equatable, Sendable {
    package let amount: UInt64
    /// In the singular or plural as typed; compared without the `s` at its end.
    package let unit: String

    /// `5000requests`, `5000 requests`; nil when there is no number or no unit.
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
