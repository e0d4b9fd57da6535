package import SnapshotModel

/// One rule of a budget: a limit on one metric, on rows, on a ratio or on growth for each unit of work.
package struct Rule: Sendable {
    /// A stable name that contains no values: `heap.total/max_growth`, `type:MyApp.**/max_growth`, `ratio:sessions per connection/max`.
    package let name: String
    package let place: RulePlace
    package let subject: Subject
    package let test: Test
    /// The budget key under which the limit is written.
    package let kind: Finding.Limit.Kind
    package let severity: Finding.Severity
    /// The lowest trust that both ends may have; below it the rule is inconclusive.
    package let minTrust: Trust.Level
    /// The budget's own message for a violation.
    package let message: String?
    /// Whether the rule fails only if the number grew from each snapshot of the chain to the next.
    package let everyPair: Bool

    package enum Subject: Sendable {
        case metric(Metric)
        /// Every row that the patterns match, each by itself, or with `together` their sum.
        case rows(RowSet, together: Bool)
        case ratio(name: String, Operand, Operand)
        /// Growth of a metric for each unit of work done between the two snapshots.
        case perWork(Operand, unit: String)
    }

    /// One of the two numbers of a ratio, or the number that a rule on work looks at.
    package enum Operand: Sendable {
        case metric(Metric)
        case rows(RowSet)
    }

    package enum Test: Sendable {
        case most(ValueLimit)
        case growth(GrowthLimit)
        /// `most` is in millionths of the metric's unit for each unit of work.
        case perWork(most: Int128, text: String)
    }

    package init(
        name: String, place: RulePlace, subject: Subject, test: Test, kind: Finding.Limit.Kind, severity: Finding.Severity = .error,
        minTrust: Trust.Level = .good,
        message: String? = nil, everyPair: Bool = false
    ) {
        self.name = name
        self.place = place
        self.subject = subject
        self.test = test
        self.kind = kind
        self.severity = severity
        self.minTrust = minTrust
        self.message = message
        self.everyPair = everyPair
    }

    /// The parts that the rule reads in a snapshot.
    func parts(in snapshot: Snapshot) -> [SnapshotPart] {
        switch subject {
        case .metric(let metric): metric.parts(in: snapshot)
        case .rows(let set, _): set.parts
        case .ratio(_, let left, let right): left.parts(in: snapshot) + right.parts(in: snapshot)
        case .perWork(let operand, _): operand.parts(in: snapshot)
        }
    }

    /// Whether the rule is about this metric.
    func isOf(_ metric: Metric) -> Bool { if case .metric(let own) = subject { own.name == metric.name } else { false } }

    /// Whether the rule needs an earlier snapshot to compare with.
    package var needsBaseline: Bool {
        switch test {
        case .most: false
        case .growth, .perWork: true
        }
    }
}
