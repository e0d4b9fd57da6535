package import Growth
package import SnapshotModel

/// What a gate demands: rules, what they are compared with, and what is excused.
package struct Budget: Sendable {
    /// The file's path as given, `standard budget`, `command line`.
    package var name: String
    package var rules: [Rule]
    package var baseline: BaselineChoice?
    /// Facts that must be the same at both ends.
    package var comparable: [ComparableFact]
    package var trend: TrendRule?
    package var suppressions: [Suppression]
    package var onInconclusive: OnInconclusive
    package var minTrust: Trust.Level
    /// The metrics and sections that its rules can name.
    package var catalog: Catalog

    package enum OnInconclusive: String, CaseIterable, Sendable { case fail, warn, pass }

    package init(
        name: String, rules: [Rule] = [], baseline: BaselineChoice? = nil, comparable: [ComparableFact] = ComparableFact.standard,
        trend: TrendRule? = nil, suppressions: [Suppression] = [], onInconclusive: OnInconclusive = .fail, minTrust: Trust.Level = .good,
        catalog: Catalog = .standard
    ) {
        self.name = name
        self.rules = rules
        self.baseline = baseline
        self.comparable = comparable
        self.trend = trend
        self.suppressions = suppressions
        self.onInconclusive = onInconclusive
        self.minTrust = minTrust
        self.catalog = catalog
    }
}

/// A growth over the whole series that is confirmed by more than one night.
package struct TrendRule: Sendable {
    package let place: RulePlace
    /// Fewer snapshots than this: inconclusive.
    package var minHistory = 10
    /// What grew by less is not looked at.
    package var minChange = MinChange.standard
    /// It must have been growing in `confirm` of the last `of` snapshots; in fewer: a warning.
    package var confirm = 2
    package var of = 3
    package var severity = Finding.Severity.error

    package init(place: RulePlace) { self.place = place }
}

/// A finding that is excused: who says so, why, until when and up to what.
package struct Suppression: Sendable {
    package let place: RulePlace
    /// Names of types or metrics.
    package let patterns: [NamePattern]
    package let reason: String
    package let owner: String
    /// The last day on which it holds; nil: for ever.
    package let until: Day?
    /// A value above this is not excused; nil: any value is.
    package let upTo: UpTo?

    /// A number that is read as the finding's unit has it.
    package struct UpTo: Equatable, Sendable {
        package let bytes: Int128?
        package let pieces: Int128?
        package let text: String
    }
}

/// A day of the calendar (UTC).
package struct Day: Comparable, Sendable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// `2027-12-31`; nil when it is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, zip(parts, [4, 2, 2]).allSatisfy({ $0.utf8.count == $1 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return nil }
        let isLeap = (year.isMultiple(of: 4) && !year.isMultiple(of: 100)) || year.isMultiple(of: 400)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...lengths[month - 1]).contains(day) else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    package var text: String {
        func padded(_ number: Int, _ length: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(length - digits.count, 0)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    package static func < (a: Day, b: Day) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }
}
