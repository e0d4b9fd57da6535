package import SnapshotModel
import Suspects

/// A key of the budget file. The parser and the reference in `docs/budget.md` use the same table of keys.
package struct BudgetKey: Sendable {
    package let name: String
    /// The form of its value.
    package let takes: String
    package let meaning: String

    init(_ name: String, _ takes: String, _ meaning: String) {
        self.name = name
        self.takes = takes
        self.meaning = meaning
    }
}

/// The keys of one kind of mapping.
package struct BudgetKeyGroup: Sendable {
    /// The key above the mapping: `defaults`, `heap.METRIC`.
    package let place: String
    package let meaning: String
    package let keys: [BudgetKey]
    /// Keys that must be present.
    let required: [String]

    init(_ place: String, _ meaning: String, required: [String] = [], _ keys: [BudgetKey]) {
        self.place = place
        self.meaning = meaning
        self.required = required
        self.keys = keys
    }
}

/// Every key of a budget file.
package enum BudgetKeys {
    package static func all(_ catalog: Catalog = .standard) -> [BudgetKeyGroup] {
        let ofRows = catalog.followed.flatMap { [rows($0), rowLimits($0)] }
        return [file(catalog), defaults, baseline, metrics(catalog), metric] + ofRows + [never, ratios, perWork, suspects, trend, suppress]
    }

    static func file(_ catalog: Catalog) -> BudgetKeyGroup {
        BudgetKeyGroup(
            "(the file)", "What a budget file holds.", required: ["version"],
            [
                BudgetKey("version", "1", "The version of this format."),
                BudgetKey("defaults", "mapping", "Settings for rules that do not give their own."),
                BudgetKey("baseline", "mapping", "The snapshot with which the latest one of a series is compared."),
                BudgetKey("heap", "mapping of metrics", "Rules on the heap as a whole: `total` is the metric `heap.total`."),
                BudgetKey("process", "mapping of metrics", "Rules on the process: `threads` is the metric `process.threads`."),
            ] + catalog.followed.map { BudgetKey($0.name, "list", "Rules on \($0.name).") } + [
                BudgetKey("never", "list", "Types of which there must be no object."),
                BudgetKey("ratios", "list", "Rules on one number as a multiple of another."),
                BudgetKey("per_work", "list", "Rules on growth for each unit of work."),
                BudgetKey("suspects", "mapping", "A rule on leaks, whatever they are of."),
                BudgetKey("trend", "mapping", "A rule on growth over the whole series."),
                BudgetKey("suppress", "list", "Findings that are excused."),
            ])
    }

    static let defaults = BudgetKeyGroup(
        "defaults", "Settings for rules that do not give their own.",
        [
            BudgetKey("max_growth", "growth", "The limit of `heap.total`, and of each metric or type that is listed without limits."),
            BudgetKey("severity", "`error`, `warn` or `off`", "The severity of a violated rule. Standard: `error`."),
            BudgetKey(
                "min_trust", "`exact`, `good` or `partial`",
                "A snapshot with less trust in the sections that a rule reads makes it inconclusive. Standard: `good`."),
            BudgetKey(
                "on_inconclusive", "`fail`, `warn` or `pass`",
                "The effect of a rule that cannot be judged: exit 4, a warning and exit 0, or nothing. Standard: `fail`. In any case the "
                    + "snapshot has not passed for `latest-green`."),
        ])

    static let baseline = BudgetKeyGroup(
        "baseline", "The snapshot with which the latest one of a series is compared.",
        [
            BudgetKey(
                "use", "`name:NAME`, `latest-green`, `rolling:N` or `label:KEY=VALUE`",
                "A marked baseline, the newest earlier snapshot that passed, the median of the N before, or the newest earlier one with the label."
                    + " Standard: the baseline named `baseline`, else the newest that passed."),
            BudgetKey(
                "comparable", "list of facts",
                "Facts that must be the same in both snapshots: "
                    + ComparableFact.names.map { "`\($0.name)` (\($0.meaning))" }.joined(separator: ", ")
                    + " or `label:KEY`. Standard: " + ComparableFact.standard.map { "`\($0.name)`" }.joined(separator: ", ") + "."),
        ])

    /// The keys of `heap:` and `process:` are names of metrics.
    static func metrics(_ catalog: Catalog) -> BudgetKeyGroup {
        BudgetKeyGroup(
            "heap, process", "Metrics by the rest of their name; `off` in place of the limits switches a rule off.",
            catalog.metrics.map { metric in
                BudgetKey(
                    metric.name, "limits (\(metric.unit.limitWord))",
                    metric.meaning.prefix(1).uppercased() + metric.meaning.dropFirst() + "."
                        + (catalog.isHeldToday(metric) ? "" : " No snapshot of this version holds it: a rule on it is inconclusive."))
            })
    }

    private static let limits = [
        BudgetKey("max", "value", "The largest value allowed."),
        BudgetKey("warn_max", "value", "The same, as a warning."),
        BudgetKey("max_growth", "growth", "The largest growth allowed."),
        BudgetKey("warn_growth", "growth", "The same, as a warning."),
    ]

    private static let ruleKeys = [
        BudgetKey("severity", "`error`, `warn` or `off`", "The severity of a violated rule."),
        BudgetKey("message", "text", "A message for when the rule is violated."),
        BudgetKey("min_trust", "`exact`, `good` or `partial`", "As in `defaults`, for this rule."),
        BudgetKey(
            "every_pair", "`true` or `false`",
            "With three or more snapshots: violated only if the number grew from each to the next, and by more than the limit in all."),
    ]

    static let metric = BudgetKeyGroup("heap.METRIC, process.METRIC", "Limits of one metric.", limits + ruleKeys)

    /// The entries of a section whose rows are followed, like `types`.
    static func rows(_ section: SectionInfo) -> BudgetKeyGroup {
        let noun = section.followed?.noun ?? ""
        let limits = [false, true].compactMap { RowSet(section, [], isSize: $0) }.map { set in
            BudgetKey(
                set.column, "limits (\(set.unit.limitWord))",
                set.unit == .bytes ? "Limits of their bytes." : "Limits of the number of \(set.unit.noun ?? section.name).")
        }
        return BudgetKeyGroup(
            section.name, "Each entry holds for every \(noun) that its globs match.", required: ["match"],
            [BudgetKey("match", "glob or list of globs", "Names of \(section.name); one with a leading `!` excludes.")] + limits + [
                BudgetKey("together", "`true` or `false`", "Judge the sum of the matching \(section.name) instead of each \(noun).")
            ] + ruleKeys)
    }

    static func rowLimits(_ section: SectionInfo) -> BudgetKeyGroup {
        let measures = [false, true].compactMap { RowSet(section, [], isSize: $0) }.map { "\(section.name).\($0.column)" }
        return BudgetKeyGroup(measures.joined(separator: ", "), "Limits of a \(section.followed?.noun ?? "").", limits + ruleKeys)
    }

    static let never = BudgetKeyGroup(
        "never", "No object of such a type may be left when the snapshot is taken.", required: ["match"],
        [BudgetKey("match", "glob or list of globs", "Names of types.")] + ruleKeys.filter { $0.name != "every_pair" })

    static let ratios = BudgetKeyGroup(
        "ratios", "The left number divided by the right one, in the later snapshot.", required: ["name", "left", "right"],
        [
            BudgetKey("name", "text", "The name of the finding."),
            BudgetKey("left", "metric or glob", "A metric's name, or a glob of types, whose objects are counted."),
            BudgetKey(
                "right", "metric or glob", "The same. When it is 0 the ratio is inconclusive, unless the left number is 0 as well."),
            BudgetKey("max", "number", "The largest ratio allowed."),
            BudgetKey("warn_max", "number", "The same, as a warning."),
            BudgetKey("max_growth", "growth (percent)", "The largest growth of the ratio allowed."),
        ] + ruleKeys.filter { $0.name != "every_pair" })

    static let perWork = BudgetKeyGroup(
        "per_work",
        "Growth of a metric for each unit of work done between the two snapshots (as given, or by the label `work`, which both must have).",
        required: ["metric", "max"],
        [
            BudgetKey("metric", "metric, `type:GLOB` or `type-bytes:GLOB`", "The number that grows."),
            BudgetKey(
                "max", "`2 B/request`, `0.5/request`", "The largest growth allowed for each unit; the unit must be that of the work."),
        ] + ruleKeys.filter { $0.name != "every_pair" })

    static let suspects = BudgetKeyGroup(
        SuspectRule.name,
        "The suspects of `diff` that are errors: what grew, as a leak does and not as a cache. Each is a finding with its cause and its holder. In a "
            + "series, up to six snapshots between the baseline and the judged one are looked at too, if all are of one life of the process.",
        [
            BudgetKey("max", "number", "So many may be there. Standard: 0."),
            BudgetKey(
                "min_confidence", "number from 0 to 1",
                "Suspects of which less is sure are passed over; two snapshots give 0.75 at most, and a higher limit makes them inconclusive. "
                    + "Standard: 0.7."),
            BudgetKey(
                "causes", "list of causes",
                "Those that count: " + Cause.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ") + ". Standard: all."),
        ] + ruleKeys.filter { $0.name != "every_pair" })

    static let trend = BudgetKeyGroup(
        "trend", "In a check of a series: no type and no metric may grow over the whole series.",
        [
            BudgetKey(
                "min_history", "number",
                "With fewer snapshots the rule is inconclusive. At least N + 5 for `confirm: N of M`. Standard: 10."),
            BudgetKey(
                "min_change", "growth", "Growth that is smaller since it began is ignored. Standard: `1% and 64 kB`, `1% and 100` objects."
            ),
            BudgetKey(
                "confirm", "`N of M`",
                "The number must have been growing in N of the last M snapshots; with fewer the finding is a warning. Standard: `2 of 3`."),
            BudgetKey("severity", "`error`, `warn` or `off`", "The severity of a violated rule."),
        ])

    static let suppress = BudgetKeyGroup(
        "suppress", "Findings that are excused. An entry that has expired or excuses nothing is reported.",
        required: ["match", "reason", "owner"],
        [
            BudgetKey("match", "glob or list of globs", "Names of types, or of metrics."),
            BudgetKey("reason", "text", "Why the findings are excused."),
            BudgetKey("owner", "text", "Who answers for it."),
            BudgetKey("until", "YYYY-MM-DD", "The last day on which it holds (UTC)."),
            BudgetKey("up_to", "number or size", "A larger value is not excused."),
        ])
}

extension Unit {
    /// The form of a limit in this unit, for the reference.
    package var limitWord: String {
        self == .none ? "number" : name
    }
}
