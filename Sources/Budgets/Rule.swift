package import SnapshotModel

/// One thing that a budget demands.
package struct Rule: Sendable {
    /// Stable, without values: `heap.total/max_growth`, `type:MyApp.**/max_growth`, `ratio:sessions per connection/max`.
    package let name: String
    package let place: RulePlace
    package let subject: Subject
    package let test: Test
    /// The key of the budget that its limit stands under.
    package let kind: Finding.Limit.Kind
    package let severity: Finding.Severity
    /// Both ends must be trusted this far, or the rule is inconclusive.
    package let minTrust: Trust.Level
    /// The budget's own words, said when it is violated.
    package let message: String?
    /// Fails only if it grew between every consecutive pair of the chain.
    package let everyPair: Bool

    package enum Subject: Sendable {
        case metric(Metric)
        /// Every type that the patterns take, each on its own; `together`: their sum.
        case types(TypeSet, together: Bool)
        case ratio(name: String, Operand, Operand)
        /// Growth of a metric for each unit of work that was done meanwhile.
        case perWork(Operand, unit: String)
    }

    /// A number of a ratio.
    package enum Operand: Sendable {
        case metric(Metric)
        case types(TypeSet)
    }

    package enum Test: Sendable {
        case most(ValueLimit)
        case growth(GrowthLimit)
        /// In millionths of the metric's unit a unit of work.
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

    /// Whether it is about this metric.
    func isOf(_ metric: Metric) -> Bool { if case .metric(let own) = subject { own.name == metric.name } else { false } }

    /// Whether it needs a snapshot to compare with.
    package var needsBaseline: Bool {
        switch test {
        case .most: false
        case .growth, .perWork: true
        }
    }
}

/// Types by their names, and which of their measures is meant.
package struct TypeSet: Sendable {
    package let patterns: [NamePattern]
    package let measure: Measure

    package enum Measure: String, Sendable {
        case count, bytes

        package var unit: Unit { self == .count ? .objects : .bytes }
        /// As a metric: `type:GLOB`, `type-bytes:GLOB`.
        package var metric: String { self == .count ? "type" : "type-bytes" }
    }

    package init(_ patterns: [NamePattern], _ measure: Measure) {
        self.patterns = patterns
        self.measure = measure
    }

    /// `MyApp.**`, `A, B`.
    package var text: String { patterns.map(\.source).joined(separator: ", ") }
}
