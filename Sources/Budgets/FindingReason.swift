package import SnapshotModel
package import Suspects

extension Finding {
    /// Why a finding has its state, with the numbers that decided it.
    package enum Reason: Equatable, Sendable {
        /// The limit is exceeded.
        case exceeded(Steps? = nil)
        /// The limit is exceeded, but only by objects that no collection has looked at: so much of the growth, in the finding's unit.
        case uncollected(Int128)
        /// The limit holds.
        case within(Steps? = nil)
        /// The number is the same in both snapshots.
        case unchanged
        /// The limit of growth for each unit of work is exceeded (`workExceeded`) or holds (`workWithin`).
        case workExceeded(WorkDone)
        case workWithin(WorkDone)
        /// The rule's patterns match this many rows, and the limit holds for each of them.
        case rowsWithin(Int, of: Unit)
        case noNamesMatch
        /// The number grows over the whole series.
        case growing(SeriesGrowth)
        /// Nothing grows over this many snapshots.
        case nothingGrows(snapshots: Int)
        /// A rule for a cause of leaks found it.
        case suspected(Suspected)
        /// No more suspects than the rule allows, in this many snapshots.
        case suspectsWithin(Int, snapshots: Int)
        case notJudged(Obstacle)

        package struct Suspected: Equatable, Sendable {
            package let cause: Cause
            /// Empty when it is unknown.
            package let holder: String
            /// From 0 to 1.
            package let confidence: Double
            /// Gained in every step.
            package let bytes: Int128
        }

        /// In how many steps of a chain the number grew. Only rules with `every_pair` have it, and only when their limit is exceeded over
        /// the whole chain.
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
            /// As the rule writes it, like `request`.
            package let unit: String
            package init(_ amount: Int128, _ unit: String) {
                self.amount = amount
                self.unit = unit
            }
        }

        /// Growth over a series.
        package struct SeriesGrowth: Equatable, Sendable {
            /// The id of the snapshot where the growth begins; `nil` when that is the first one of the series, or one that is in no store.
            package let since: Int64?
            /// In the finding's unit.
            package let smallestStep: Int128
            /// The growth was seen in `seen` of the last `of` snapshots, and `needed` of them confirm it.
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

    /// Why the rule could not be judged; `nil` when it was judged.
    package var obstacle: Obstacle? { if case .notJudged(let obstacle) = reason { obstacle } else { nil } }

    /// Why a rule cannot be judged.
    package enum Obstacle: Equatable, Sendable {
        /// There is no baseline. The text says why, and comes from the caller that looked for one.
        case noBaseline(String)
        /// The facts that differ between the snapshots: `runtime.major: 8, 9`.
        case notComparable([String])
        /// The snapshot would be compared with itself.
        case sameSnapshot
        /// The earlier snapshot is newer than the later one: their certain times, in seconds since 1970.
        case reversed(before: Int64, after: Int64)
        /// The lowest level of the parts that the rule reads, and their sections; empty when what is wrong is about every section.
        case trustTooLow(Trust.Level, of: [String], wanted: Trust.Level, by: Demander)
        /// No snapshot of this version holds the metric.
        case metricNeverHeld(String)
        case metricNotHeld(String, in: Holder)
        /// A snapshot lacks the section whose rows the rule names, or one of its measures.
        case sectionNotHeld(String, measure: String? = nil)
        /// Types without names may be among those that the rule names.
        case namesMissing(MissingNames)
        /// Rows that the rule names cannot be compared, because one of the snapshots has no name for them.
        case rowsUnmatched(UnmatchedRows)
        /// The right number of a ratio, named here, is 0 or unknown.
        case noDivisor(String)
        case workUnknown(WorkObstacle)
        case seriesTooShort(snapshots: Int, wanted: Int)
        /// So few snapshots cannot make as sure of a suspect as the rule asks for. Both in hundredths.
        case neverSoSure(snapshots: Int, most: Int, wanted: Int)
        /// The rule is a trend rule, and no series is checked.
        case notASeries
        /// The budget holds no rule.
        case noRule

        package enum Demander: String, Sendable { case rule, budget }
        package enum Holder: String, Sendable { case snapshot, baseline, either }

        /// The word in JSON.
        package var word: String {
            switch self {
            case .noBaseline: "no_baseline"
            case .notComparable: "not_comparable"
            case .sameSnapshot: "same_snapshot"
            case .reversed: "reversed"
            case .trustTooLow: "trust_too_low"
            case .metricNeverHeld, .metricNotHeld: "metric_not_held"
            case .sectionNotHeld: "section_not_held"
            case .namesMissing: "names_missing"
            case .rowsUnmatched: "rows_unmatched"
            case .noDivisor: "no_divisor"
            case .workUnknown: "work_unknown"
            case .seriesTooShort: "series_too_short"
            case .neverSoSure: "never_so_sure"
            case .notASeries: "not_a_series"
            case .noRule: "no_rule"
            }
        }
    }

    /// Why it is unknown how much work was done between two snapshots. `unit` is the rule's.
    package enum WorkObstacle: Equatable, Sendable {
        /// The user gave an amount of work in another unit.
        case givenInOtherUnit(String, unit: String)
        case noneGiven
        /// The earlier end is a median of several snapshots.
        case median
        /// The user does not give the amount, and a snapshot lacks the label.
        case notSaid(unit: String)
        /// The label of the later snapshot, quoted here, is in another unit.
        case labelInOtherUnit(String, unit: String)
        case earlierLabelInOtherUnit(unit: String)
        /// The labels of both snapshots give the same amount, or the later one gives less.
        case noneBetween
        /// The labels count from the start of the process, which was started anew between the two.
        case restarted
    }
}
