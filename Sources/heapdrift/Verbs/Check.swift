import Budgets
import CommandLineTable
import Growth
import Reports
import SnapshotModel
import Storage

extension Command {
    static let check = Command(
        Verb(
            "check", "Check a dump, a comparison or a series against a budget.",
            details: [
                "With two dumps or snapshots the later is compared with the earlier, with more the last with the first. With a series its latest "
                    + "snapshot is compared with the series' baseline ('\(Product.name) baseline set'); 'series@latest~1' checks the one before, "
                    + "as if it were the latest. With one dump, or a snapshot as '@ID', only limits that need no comparison are judged.",
                "One dump is a noisy sample of a build. With '--against', and with '--samples' of a series, several dumps of each build are judged "
                    + "by their median, with the spread shown; three of each forgive one that is far off.",
                "The rules are in heapdrift.yml (docs/budget.md; '\(Product.name) init' writes one) and on the command line; without either "
                    + "the standard budget applies.",
                "Exit codes: 0 no error rule is violated; 1 one is violated; 2 the budget or the command line is wrong; 3 an input is "
                    + "unreadable; 4 it cannot be judged (no rule, no baseline, the same snapshot twice, the newer one first, not comparable, trust too "
                    + "low, not in the snapshot).",
                "The lists of --dry-run and --metrics are written as \(commonFormats.map(\.rawValue).joined(separator: ", ")).",
            ],
            arguments: [
                Argument(
                    "WHAT", .many(atLeast: 0),
                    meaning: "A series, or dumps and snapshots in the order of time; without any, the store's only series.")
            ],
            groups: [
                OptionGroup(
                    "Rules",
                    [
                        .budget, .max, .maxGrowth, .baselineChoice, .firstBecomesBaseline, .against, .samples, .work, .asOrdered, .dryRun,
                        .metrics,
                    ]),
                OptionGroup("Rows", [.top, .all, .exact]), OptionGroup("Output", Options.output), OptionGroup("Names", Options.privacy),
                OptionGroup("Reading", Options.reading),
                OptionGroup("General", Options.generalWithoutStore),
            ],
            examples: [
                Example("heapdrift check before.core after.core", "The standard budget: did the heap, threads or dynamic assemblies grow?"),
                Example("heapdrift check orders", "The latest snapshot of a series against its baseline, by heapdrift.yml."),
                Example(
                    "heapdrift check a.core b.core --max-growth '10% and 5MB' --max 'type:MyApp.Session=0'", "Rules without any file."),
                Example("heapdrift check orders -o junit:heap.xml -o heap.md", "For a CI server: test results and a summary."),
                Example(
                    "heapdrift check b1.core b2.core b3.core --against a1.core a2.core a3.core",
                    "Three dumps of each build, by their medians."),
                Example("heapdrift check orders --samples commit", "The same for a series with several snapshots of each commit."),
                Example("heapdrift check orders --dry-run", "The numbers that each rule looks at, without a verdict."),
            ]),
        formats: OutputFormat.allCases
    ) { values throws(UsageError) in
        if values.command.has(.metrics) || values.command.has(.dryRun) {
            // These lists have no findings for a CI server.
            _ = try values.format(commonFormats)
            _ = try values.files(commonFormats)
        }
        if values.command.has(.metrics) { return MetricsTask() }
        return CheckTask(
            subject: try values.checkSubject(), inline: try values.inlineRules(),
            origin: BudgetOrigin.resolve(
                option: try values.nonEmpty(.budget), hasRules: values.command.has(.max) || values.command.has(.maxGrowth),
                folder: values.surroundings.folder),
            baseline: try values.typed(.baselineChoice) { text throws(UnreadableValue) in try BaselineChoice(parsing: text) },
            sampleLabel: try values.sampleLabel(),
            work: try values.work(), isAsOrdered: values.command.has(.asOrdered), isDryRun: values.command.has(.dryRun),
            firstBecomesBaseline: values.command.has(.firstBecomesBaseline))
    }
}

extension TypedCommand {
    /// The subject of the check: what is named, or the store's only series.
    fileprivate func checkSubject() throws(UsageError) -> CheckTask.Subject {
        guard command.has(.against) else { return arguments.isEmpty ? .onlySeries : .references(try references(arguments)) }
        func contradiction(_ sentence: String) -> UsageError { UsageError(.contradiction(sentence), verb: command.verb.words) }
        if let other = command.last(of: [.baselineChoice, .samples]) {
            throw contradiction("'--against' names what is compared with, so '\(other.spelling)' says nothing")
        }
        if arguments.isEmpty {
            throw contradiction("'--against' takes the earlier snapshots, and the later ones stand before it: B1 B2 B3 --against A1 A2 A3")
        }
        return .samples(try references(arguments), against: try references(command.values(.against)))
    }

    /// `--samples`.
    fileprivate func sampleLabel() throws(UsageError) -> String? {
        guard let label = try nonEmpty(.samples) else { return nil }
        guard arguments.count < 2 else {
            throw UsageError(
                .contradiction("'--samples' takes one series; several snapshots of each build are given with '--against'"),
                verb: command.verb.words)
        }
        return label
    }

    fileprivate func inlineRules() throws(UsageError) -> [Rule] {
        var rules: [Rule] = []
        for (option, text) in command.options {
            do throws(UnreadableValue) {
                switch option {
                case .max: rules.append(try Rule(most: text, at: RulePlace(option.spelling)))
                case .maxGrowth: rules.append(try Rule(growth: text, at: RulePlace(option.spelling)))
                default: break
                }
            } catch {
                let unknown = Rule.unknownOperand(in: text)
                let list = unknown.map { $0.nearest == nil ? "; '\(Product.name) check --metrics' lists the metrics" : "" } ?? ""
                throw UsageError(
                    .badValue(
                        of: option.spelling, found: text, expected: "\(error.expected) (found: \(error.found)\(list))",
                        nearest: unknown?.nearest), verb: command.verb.words)
            }
        }
        return rules
    }
}

/// `check`: evaluates a budget. The verdict is the exit code.
struct CheckTask: VerbTask {
    enum Subject: Sendable {
        case onlySeries
        /// One alone that names a series is checked as a member of it, otherwise by itself.
        case references([Reference])
        /// Samples of two builds.
        case samples([Reference], against: [Reference])
    }

    let subject: Subject
    let inline: [Rule]
    let origin: BudgetOrigin
    let baseline: BaselineChoice?
    /// The label that the samples of a build share; `nil` when each snapshot counts by itself.
    let sampleLabel: String?
    let work: Work?
    let isAsOrdered: Bool
    let isDryRun: Bool
    let firstBecomesBaseline: Bool

    func run(_ session: Session) throws -> ExitCode {
        // An error in the budget is reported before a dump is read for minutes.
        var budget = try origin.read()
        budget.rules += inline
        var comparison = try session.comparison(subject, baseline ?? budget.baseline, sampleLabel, budget)
        if firstBecomesBaseline, comparison.series == nil {
            throw UsageError(
                .contradiction("'\(Option.firstBecomesBaseline.spelling)' needs a series, whose baseline the snapshot could become"),
                verb: Command.check.verb.words)
        }
        guard let today = today() else { throw Failure(.internalError, "internal", "the clock names no day of the calendar") }
        var input = CheckInput(after: comparison.after.judged, before: comparison.before?.ends, today: today)
        input.besides = comparison.besides.map(\.judged)
        input.between = comparison.between.map(\.judged)
        if let redaction = try session.redaction() { input.shown = { redaction.name($0) } }
        input.history = comparison.history
        input.work = work
        input.isOneSnapshot = comparison.isOneSnapshot
        input.repeatsASnapshot = comparison.repeatsASnapshot
        input.isAsOrdered = isAsOrdered
        input.mayInterleave = sampleLabel != nil && comparison.series != nil
        input.noBaseline = comparison.noBaseline
        if case .standard = origin, input.saysWhatIsAlive {
            let live = try origin.read(isLive: true)
            (budget.rules, budget.suspects) = (live.rules + inline, live.suspects)
        }
        if budget.suspects != nil { input.stages = try session.stages(comparison) }
        // A name that is missing beside others is rather mistyped than new.
        let mayBegin = firstBecomesBaseline && comparison.otherBaselines.isEmpty
        let first = mayBegin ? comparison.absence.flatMap(FirstBaseline.init) : nil
        if let first, let series = comparison.series {
            input.isFirst = true
            input.noBaseline = first.obstacle(series, comparison.snapshotCount)
        }
        if isDryRun { return try session.deliver(.done, .result(budget.lookedAt(input))) }
        let result = budget.evaluate(input)
        let code: ExitCode =
            switch result.verdict {
            case .pass: .done
            case .fail: .policy
            case .inconclusive: .inconclusive
            }
        let becameBaseline = try result.judged == .pass ? first.flatMap { try session.settle($0, comparison, budget) } : nil
        if becameBaseline == nil { session.record(result.judged, comparison, budget) }
        if let first, let series = comparison.series, let id = comparison.after.id {
            comparison.words = first.words(series, id, comparison.snapshotCount, hasPassed: becameBaseline != nil)
        }
        var report = report(result, comparison, input, budget, session)
        report.becomesBaseline = becameBaseline != nil
        if let first { report.beginning = first.beginning(comparison.snapshotCount) }
        report.next = comparison.next(result.findings.filter { $0.state == .fail })
        return try session.deliver(code, .check(report))
    }

    private func report(
        _ result: CheckResult, _ comparison: CheckComparison, _ input: CheckInput, _ budget: Budget, _ session: Session
    ) -> CheckReport {
        var options = DiffOptions()
        options.minChange = session.plan.rows.minChange
        let (before, after) = (comparison.typicalBefore?.snapshot, comparison.typicalAfter.snapshot)
        return CheckReport(
            verdict: result.verdict, after: comparison.after.head, before: comparison.before?.single?.head, baseline: comparison.words,
            budget: budget.name,
            findings: result.findings, notes: comparison.notes + result.notes, notComparable: result.notComparable,
            samples: comparison.samples, order: result.order,
            isOneSnapshot: comparison.isOneSnapshot,
            diff: before.map { diff($0, after, through: comparison.between.map(\.snapshot), options) },
            metrics: Catalog.standard.metrics.compactMap { metric in input.value(of: metric).map { (metric, $0) } })
    }
}

/// `check --metrics`.
struct MetricsTask: VerbTask {
    func run(_ session: Session) throws -> ExitCode {
        let rows = Catalog.standard.metrics.map { metric -> [ResultTable.Cell] in
            [
                .text(metric.name), .text(metric.unit.limitWord), .text(metric.meaning),
                .text(Catalog.standard.isHeldToday(metric) ? "yes" : "no snapshot of this version"),
            ]
        }
        return try session.deliver(.done, .result(ResultTable(.metrics, columns: ["metric", "unit", "meaning", "held"], rows: rows)))
    }
}
