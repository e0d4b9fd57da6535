import FoundationEssentials
package import Growth
package import SnapshotModel

/// A set of rules, the choice of a baseline for them, and the findings that are excused.
package struct Budget: Sendable {
    /// The file's path as given, `standard budget`, `command line`.
    package var name: String
    /// Where the budget begins.
    package var place: RulePlace
    package var rules: [Rule]
    package var baseline: BaselineChoice?
    /// Facts that must be the same at both ends.
    package var comparable: [ComparableFact]
    package var trend: TrendRule?
    package var suspects: SuspectRule?
    package var suppressions: [Suppression]
    package var onInconclusive: OnInconclusive
    package var minTrust: Trust.Level
    /// The metrics and sections that the rules can name.
    package var catalog: Catalog

    package enum OnInconclusive: String, CaseIterable, Sendable { case fail, warn, pass }

    package init(
        name: String, rules: [Rule] = [], baseline: BaselineChoice? = nil, comparable: [ComparableFact] = ComparableFact.standard,
        trend: TrendRule? = nil, suppressions: [Suppression] = [], onInconclusive: OnInconclusive = .fail, minTrust: Trust.Level = .good,
        catalog: Catalog = .standard
    ) {
        self.name = name
        place = RulePlace(name)
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

/// A rule on growth over the whole series. Growth must be seen in several of the last snapshots before the rule is violated.
package struct TrendRule: Sendable {
    package let place: RulePlace
    /// With fewer snapshots than this the rule is inconclusive.
    package var minHistory = 10
    /// Smaller growth is ignored.
    package var minChange = MinChange.standard
    /// The number must have been growing in `confirm` of the last `of` snapshots. With fewer the finding is a warning.
    package var confirm = 2
    package var of = 3
    package var severity = Finding.Severity.error

    package init(place: RulePlace) { self.place = place }
}

/// An excuse for findings: which ones, who answers for it, why, until when and up to which value.
package struct Suppression: Sendable {
    package let place: RulePlace
    /// Names of types or metrics.
    package let patterns: [NamePattern]
    package let reason: String
    package let owner: String
    /// The last day on which it holds; `nil` when it has no end.
    package let until: Day?
    /// A value above this is not excused; `nil` when every value is.
    package let upTo: UpTo?

    /// A size or a plain number. The finding's unit decides which of the two applies.
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

    /// Parses `2027-12-31`; `nil` when it is not a day of the calendar.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, zip(parts, [4, 2, 2]).allSatisfy({ $0.utf8.count == $1 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        guard DateComponents(timeZone: .gmt, year: year, month: month, day: day).isValidDate(in: Calendar(identifier: .gregorian)) else {
            return nil
        }
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
