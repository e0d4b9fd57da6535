package import SnapshotModel

extension Finding {
    /// Why a finding has its state, with the numbers that the state was decided by.
    package enum Reason: Equatable, Sendable {
        /// The limit is exceeded.
        case exceeded(Steps? = nil)
        /// The limit holds.
        case within(Steps? = nil)
        /// The number is the same at both ends.
        case unchanged
        /// The limit of growth for each unit of work is exceeded, or holds.
        case workExceeded(WorkDone)
        case workWithin(WorkDone)
        /// The rule's patterns match so many rows, and the limit holds for each of them.
        case rowsWithin(Int, of: Unit)
        case noNamesMatch
        /// The number grows over the whole series.
        case growing(Growth)
        /// Nothing grows over so many snapshots.
        case nothingGrows(snapshots: Int)
        /// A trend rule, and what is checked is not a series.
        case notASeries
        case notJudged(Obstacle)

        /// Over how many steps of a chain the number grew; only for rules of `every_pair` that would be exceeded without it.
        package struct Steps: Equatable, Sendable {
            package let grown: Int
            package let of: Int
            package init(grown: Int, of: Int) {
                self.grown = grown
                self.of = of
            }
        }

        package struct WorkDone: Equatable, Sendable {
            package let amount: Int128
            /// As the rule has it, like `request`.
            package let unit: String
            package init(_ amount: Int128, _ unit: String) {
                self.amount = amount
                self.unit = unit
            }
        }

        /// Growth over a series.
        package struct Growth: Equatable, Sendable {
            /// The snapshot's number in the store; `nil` when it grows from the first snapshot on, or from one in no store.
            package let since: Int64?
            /// Of the finding's unit.
            package let smallestStep: Int128
            /// In how many of the last `of` snapshots the growth was seen; `needed` of them confirm it.
            package let seen: Int
            package let of: Int
            package let needed: Int
            package var isConfirmed: Bool { seen >= needed }

            package init(since: Int64?, smallestStep: Int128, seen: Int, of: Int, needed: Int) {
                self.since = since
                self.smallestStep = smallestStep
                self.seen = seen
                self.of = of
                self.needed = needed
            }
        }
    }

    /// What kept the rule from being judged; `nil` when it was judged.
    package var obstacle: Obstacle? { if case .notJudged(let obstacle) = reason { obstacle } else { nil } }

    /// What keeps a rule from being judged.
    package enum Obstacle: Equatable, Sendable {
        /// There is nothing to compare with. The words say why, and come from whoever looked for a baseline.
        case noBaseline(String)
        /// The facts that differ between the ends: `runtime.major: 8, 9`.
        case notComparable([String])
        case trustTooLow(Trust.Level, wanted: Trust.Level, by: Demander)
        /// No snapshot of this version holds the metric.
        case metricNeverHeld(String)
        case metricNotHeld(String, in: Holder)
        /// A snapshot lacks the section whose rows the rule names, or one of its measures.
        case sectionNotHeld(String, measure: String? = nil)
        /// A ratio whose right number, named here, is 0 or unknown.
        case noDivisor(String)
        case workUnknown(WorkObstacle)
        case seriesTooShort(snapshots: Int, wanted: Int)

        package enum Demander: String, Sendable { case rule, budget }
        package enum Holder: String, Sendable { case snapshot, baseline, either }

        /// The word for it in JSON.
        package var word: String {
            switch self {
            case .noBaseline: "no_baseline"
            case .notComparable: "not_comparable"
            case .trustTooLow: "trust_too_low"
            case .metricNeverHeld, .metricNotHeld: "metric_not_held"
            case .sectionNotHeld: "section_not_held"
            case .noDivisor: "no_divisor"
            case .workUnknown: "work_unknown"
            case .seriesTooShort: "series_too_short"
            }
        }
    }

    /// Why nobody knows how much work was done between two snapshots. `unit` is the rule's.
    package enum WorkObstacle: Equatable, Sendable {
        /// The work that the user named counts something else.
        case givenInOtherUnit(String, unit: String)
        case noneGiven
        /// The earlier end is a median of several snapshots.
        case median
        /// Neither the user nor a label says it.
        case notSaid(unit: String)
        /// The later snapshot's label, quoted here, counts something else.
        case labelInOtherUnit(String, unit: String)
        case earlierLabelInOtherUnit(unit: String)
        /// The labels of both snapshots say the same amount, or the later one says less.
        case noneBetween
    }
}
