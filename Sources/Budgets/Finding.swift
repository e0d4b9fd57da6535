package import SnapshotModel

/// What became of one rule for one subject.
package struct Finding: Equatable, Sendable {
    /// A stable name of the rule, like `heap.total/max_growth` or `types/count/max_growth`: what SARIF calls ruleId. No values in it.
    package var rule: String
    package var place: RulePlace
    /// What was looked at: a type's name, a metric's, a ratio's. As hostile as the dump.
    package var subject: String
    /// Its real name, where `subject` shows a stand-in: what suppressions look at. In no output.
    package var realSubject: String
    /// The module of a type.
    package var module: String?
    /// The metric in the words of the list: `heap.total`, `type` (a type's count), `type-bytes`, `ratio`, `per_work`.
    package var metric: String
    package var unit: Unit
    /// The limit as written, like `5% and 20 MB`.
    package var limit: String
    /// Of the unit; nil is unknown.
    package var before: Int128?
    package var after: Int128?
    package var severity: Severity
    package var state: State
    /// A sentence for people, with the numbers; the rule's own `message` after it.
    package var message: String
    /// What makes the number, largest first: types that grew.
    package var evidence: [String]

    package enum Severity: String, CaseIterable, Sendable { case error, warn }

    package enum State: String, CaseIterable, Sendable { case fail, warn, pass, suppressed, inconclusive }

    package var delta: Int128? {
        guard let before, let after else { return nil }
        return after - before
    }

    package init(
        rule: String, place: RulePlace, subject: String, module: String? = nil, metric: String, unit: Unit, limit: String,
        before: Int128? = nil,
        after: Int128? = nil, severity: Severity = .error, state: State, message: String, evidence: [String] = []
    ) {
        self.rule = rule
        self.place = place
        self.subject = subject
        realSubject = subject
        self.module = module
        self.metric = metric
        self.unit = unit
        self.limit = limit
        self.before = before
        self.after = after
        self.severity = severity
        self.state = state
        self.message = message
        self.evidence = evidence
    }
}

/// Where a rule was written.
package struct RulePlace: Hashable, Sendable {
    /// The budget file as given, an option like `--max-growth`, or `standard budget`.
    package var source: String
    /// Line and column of a file, from 1; nil for what is no file.
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
