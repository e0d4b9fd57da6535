package import SnapshotModel

/// The result of one rule for one subject, as data. `Reports` makes sentences from it.
package struct Finding: Equatable, Sendable {
    /// A stable name of the rule that contains no values, like `heap.total/max_growth`: SARIF's `ruleId`.
    package var rule: String
    package var place: RulePlace
    /// The name of a type, a metric or a ratio. It is as hostile as the dump.
    package var subject: String
    /// The subject's real name where `subject` is a redacted one. Suppressions match it, and no output shows it.
    package var realSubject: String
    /// The module of a type.
    package var module: String?
    package var measured: Quantity
    package var unit: Unit
    package var limit: Limit
    /// In the unit; `nil` when unknown.
    package var before: Int128?
    package var after: Int128?
    package var severity: Severity
    package var state: State
    package var reason: Reason
    /// The budget's own message for a violation.
    package var ruleMessage: String?
    /// The rows that grew most, largest growth first.
    package var evidence: [Evidence]
    /// The values whose medians are `before` and `after`; `nil` when each is one snapshot's.
    package var samples: Samples?
    /// Suppressions that match the finding, in the budget's order. The last one excuses it when the state is `suppressed`.
    package var excuses: [Excuse] = []

    package enum Severity: String, CaseIterable, Sendable { case error, warn }

    package enum State: String, CaseIterable, Sendable { case fail, warn, pass, suppressed, inconclusive }

    package var delta: Int128? {
        guard let before, let after else { return nil }
        return after - before
    }

    package init(
        rule: String, place: RulePlace, subject: String, module: String? = nil, measured: Quantity, unit: Unit, limit: Limit,
        before: Int128? = nil, after: Int128? = nil, severity: Severity = .error, state: State, reason: Reason,
        ruleMessage: String? = nil, evidence: [Evidence] = []
    ) {
        self.rule = rule
        self.place = place
        self.subject = subject
        realSubject = subject
        self.module = module
        self.measured = measured
        self.unit = unit
        self.limit = limit
        self.before = before
        self.after = after
        self.severity = severity
        self.state = state
        self.reason = reason
        self.ruleMessage = ruleMessage
        self.evidence = evidence
    }
}

extension Finding {
    /// The kind of number that a finding is about.
    package enum Quantity: Hashable, Sendable {
        /// A metric, by its name.
        case metric(String)
        /// A followed row, like a type, or the sum of several.
        case rows(FollowedMeasure)
        case ratio
        /// Growth of a number for each unit of work.
        case perWork
        /// The rule on the whole series.
        case trend
        /// What leaks, whatever it is.
        case suspect
        /// The budget itself.
        case budget

        /// As written in reports: `heap.total`, `type` (a count), `type-bytes`, `ratio`, `per_work`, `trend`, `suspect`, `budget`.
        package var word: String {
            switch self {
            case .metric(let name): name
            case .rows(let measure): measure.word
            case .ratio: "ratio"
            case .perWork: "per_work"
            case .trend: "trend"
            case .suspect: "suspect"
            case .budget: "budget"
            }
        }
    }

    /// One of the two numbers by which a section's rows are followed.
    package struct FollowedMeasure: Hashable, Sendable {
        /// The word for one row, like `type`.
        package let noun: String
        package let isSize: Bool

        package init(noun: String, isSize: Bool) {
            self.noun = noun
            self.isSize = isSize
        }

        /// `type` for the count, `type-bytes` for the bytes.
        package var word: String { isSize ? noun + "-bytes" : noun }
    }

    /// A number in each sample of the two ends, in the finding's unit and in the order of the samples.
    package struct Samples: Equatable, Sendable {
        /// Empty without a baseline.
        package let before: [Int128]
        package let after: [Int128]

        package init(before: [Int128], after: [Int128]) {
            self.before = before
            self.after = after
        }
    }

    /// The growth of one row.
    package struct Evidence: Hashable, Sendable {
        /// As hostile as the dump.
        package let name: String
        /// `nil` when unknown.
        package let count: Int128?
        /// The unit of `count`.
        package let unit: Unit
        package let bytes: Int128?

        package init(_ name: String, count: Int128? = nil, of unit: Unit = .objects, bytes: Int128? = nil) {
            self.name = name
            self.count = count
            self.unit = unit
            self.bytes = bytes
        }
    }

    /// A suppression that matches a finding.
    package struct Excuse: Equatable, Sendable {
        package let place: RulePlace
        package let owner: String
        package let reason: String
        /// The last day on which it holds; `nil` when it has no end.
        package let until: Day?
        /// Why it does not excuse this finding; `nil` when it does.
        package let refusal: Refusal?

        package enum Refusal: Equatable, Sendable {
            case valueUnknown
            /// The suppression's `up_to`, as written, is in another unit than the finding.
            case otherUnit(String)
            /// The value is above the suppression's `up_to`, as written.
            case above(String)
        }

        package init(place: RulePlace, owner: String, reason: String, until: Day? = nil, refusal: Refusal? = nil) {
            self.place = place
            self.owner = owner
            self.reason = reason
            self.until = until
            self.refusal = refusal
        }
    }
}

/// The place where a rule was written.
package struct RulePlace: Hashable, Sendable {
    /// The path of the budget file as given, the option that gave the rule, or `standard budget`.
    package var source: String
    /// Line and column in the file, counted from 1; `nil` when the source is not a file.
    package var position: Position?

    package struct Position: Hashable, Sendable {
        package var line: Int
        package var column: Int
        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    package init(_ source: String, _ position: Position? = nil) {
        self.source = source
        self.position = position
    }

    /// `heapdrift.yml:14:5`.
    package var text: String { position.map { "\(source):\($0.line):\($0.column)" } ?? source }
}

/// The result of a check in one word.
package enum CheckVerdict: String, CaseIterable, Sendable { case pass, fail, inconclusive }
