package import SnapshotModel

/// What became of one rule for one subject, as data. `Reports` makes sentences of it.
package struct Finding: Equatable, Sendable {
    /// A stable name of the rule, like `heap.total/max_growth` or `types/count/max_growth`: what SARIF calls ruleId. No values in it.
    package var rule: String
    package var place: RulePlace
    /// What was looked at: a type's name, a metric's, a ratio's. As hostile as the dump.
    package var subject: String
    /// The subject's real name, where `subject` shows a stand-in. Suppressions look at it, and no output shows it.
    package var realSubject: String
    /// The module of a type.
    package var module: String?
    package var measured: Measured
    package var unit: Unit
    package var limit: Limit
    /// Of the unit; `nil` is unknown.
    package var before: Int128?
    package var after: Int128?
    package var severity: Severity
    package var state: State
    package var reason: Reason
    /// The budget's own words for a violation.
    package var ruleMessage: String?
    /// What makes the number, largest first: rows that grew.
    package var evidence: [Evidence]
    /// Suppressions that cover the finding, in the budget's order. The last one excuses it when the state is `suppressed`.
    package var excuses: [Excuse] = []

    package enum Severity: String, CaseIterable, Sendable { case error, warn }

    package enum State: String, CaseIterable, Sendable { case fail, warn, pass, suppressed, inconclusive }

    package var delta: Int128? {
        guard let before, let after else { return nil }
        return after - before
    }

    package init(
        rule: String, place: RulePlace, subject: String, module: String? = nil, measured: Measured, unit: Unit, limit: Limit,
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
    /// What kind of number a finding is about.
    package enum Measured: Hashable, Sendable {
        /// A metric, by its name.
        case metric(String)
        /// A row that is followed one by one, or the sum of several: a type.
        case rows(FollowedMeasure)
        case ratio
        /// Growth of a number for each unit of work.
        case perWork
        /// The whole series.
        case trend

        /// The word for it: `heap.total`, `type` (a count), `type-bytes`, `ratio`, `per_work`, `trend`.
        package var word: String {
            switch self {
            case .metric(let name): name
            case .rows(let measure): measure.word
            case .ratio: "ratio"
            case .perWork: "per_work"
            case .trend: "trend"
            }
        }
    }

    /// One of the two numbers by which a section's rows are followed.
    package struct FollowedMeasure: Hashable, Sendable {
        /// One row in a word: `type`.
        package let noun: String
        package let isSize: Bool

        package init(noun: String, isSize: Bool) {
            self.noun = noun
            self.isSize = isSize
        }

        /// `type` for the count, `type-bytes` for the bytes.
        package var word: String { isSize ? noun + "-bytes" : noun }
    }

    /// How much a row grew.
    package struct Evidence: Hashable, Sendable {
        /// As hostile as the dump.
        package let name: String
        /// `nil` is unknown.
        package let count: Int128?
        /// What `count` counts.
        package let unit: Unit
        package let bytes: Int128?

        package init(_ name: String, count: Int128? = nil, of unit: Unit = .objects, bytes: Int128? = nil) {
            self.name = name
            self.count = count
            self.unit = unit
            self.bytes = bytes
        }
    }

    /// A suppression that covers a finding.
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

/// Where a rule was written.
package struct RulePlace: Hashable, Sendable {
    /// The budget file as given, an option like `--max-growth`, or `standard budget`.
    package var source: String
    /// Line and column of a file, from 1; `nil` for what is not a file.
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

/// What a check says in one word.
package enum CheckVerdict: String, CaseIterable, Sendable { case pass, fail, inconclusive }
