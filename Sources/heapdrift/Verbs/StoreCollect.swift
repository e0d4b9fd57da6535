import CommandLineTable
import Reports
import Storage

extension Option {
    static let keepLast = Option("keep-last", .number("N", 1...Int.max), meaning: "Keep the N newest snapshots of a series.")
    static let keepDaily = Option(
        "keep-daily", .number("N", 1...Int.max), meaning: "Keep the newest of each of the last N days that have one.")
    static let keepWeekly = Option("keep-weekly", .number("N", 1...Int.max), meaning: "The same for weeks, which begin on Monday.")
    static let keepMonthly = Option("keep-monthly", .number("N", 1...Int.max), meaning: "The same for months.")
    static let keepWithin = Option(
        "keep-within", .number("DAYS", 1...Int.max), meaning: "Keep those at most DAYS days older than the newest of the series.")

    static let keepRules: [Option] = [.keepLast, .keepDaily, .keepWeekly, .keepMonthly, .keepWithin]
}

extension Command {
    static let storeCollect = Command(
        Verb(
            "store gc", "Remove old snapshots by keep rules.",
            details: [
                "A snapshot is kept when any rule keeps it; one that is in several series, when any of them does. Baselines and snapshots in no "
                    + "series are always kept. Days are those of UTC. Snapshots are removed in one step, and the file becomes smaller."
            ],
            arguments: [Argument("SERIES", .many(atLeast: 0), meaning: "Only snapshots of these series; without one, of all.")],
            groups: [
                OptionGroup("Keep rules", Option.keepRules + [.dryRun]), OptionGroup("Output", Options.output + [.all]),
                OptionGroup("General", Options.general),
            ],
            examples: [
                Example(
                    "heapdrift store gc --keep-daily 30 --keep-monthly 12 --dry-run", "The snapshots of all series that would be removed."),
                Example("heapdrift store gc orders --keep-last 10", "All but the ten newest of one series."),
            ])
    ) { values throws(UsageError) in
        let rules = KeepRules(
            last: values.command.number(.keepLast), daily: values.command.number(.keepDaily), weekly: values.command.number(.keepWeekly),
            monthly: values.command.number(.keepMonthly), withinDays: values.command.number(.keepWithin))
        guard !rules.isEmpty else {
            let rules = Option.keepRules.map { "\($0.spelling) \($0.placeholder)" }.joined(separator: ", ")
            throw UsageError(
                .contradiction("'store gc' removes nothing without a rule that says what to keep: some of \(rules)"),
                verb: values.command.verb.words)
        }
        return StoreCollectTask(
            series: try values.arguments.map { text throws(UsageError) in try values.seriesName(text) }, rules: rules,
            isTrial: values.command.has(.dryRun))
    }
}

/// `store gc [SERIES...]`.
struct StoreCollectTask: VerbTask {
    let series: [String]
    let rules: KeepRules
    let isTrial: Bool

    func run(_ session: Session) throws -> ExitCode {
        // The store must not be created when it does not exist, and a trial only reads it.
        var store = try session.storeToRead()
        if !isTrial { store = try session.storeToWrite() }
        let before = try store.size()
        let outcome = try store.removeOld(rules, series: series, at: session.now, isTrial: isTrial)
        let after = isTrial ? nil : session.sizeAfterCompacting(store)
        let report = MaintenanceReport(
            "gc", sentences: sentences(outcome, before, after),
            facts: [
                ("dry_run", .flag(isTrial)), ("removed", .list(removedIDs(outcome).map { .integer($0) })),
                (
                    "kept",
                    .members([
                        ("rules", .init(outcome.keptByRules)), ("baselines", .init(outcome.keptAsBaselines)),
                        ("without_series", .init(outcome.keptWithoutSeries)), ("other_series", .init(outcome.keptElsewhere)),
                    ])
                ), ("name_blocks_removed", .init(outcome.nameBlocks)), ("bytes_before", .integer(before)), ("bytes_after", .init(after)),
            ], snapshots: outcome.removed.map { ListedSnapshot($0, []) })
        return try session.deliver(.done, .maintenance(report))
    }

    private func removedIDs(_ outcome: RemovalOutcome) -> [Int64] { Set(outcome.removed.map(\.id)).sorted() }

    private func sentences(_ outcome: RemovalOutcome, _ before: Int64, _ after: Int64?) -> [String] {
        let kept = outcome.keptByRules + outcome.keptAsBaselines + outcome.keptWithoutSeries + outcome.keptElsewhere
        let removed = counted(outcome.removedCount, "snapshot")
        var first = "\(removed) \(isTrial ? "would be removed" : "removed"), \(kept) kept"
        let reasons = [
            (outcome.keptByRules, "by the rules"), (outcome.keptAsBaselines, "as baselines, which always stay"),
            (outcome.keptWithoutSeries, "in no series, which always stay"), (outcome.keptElsewhere, "in other series"),
        ]
        let words = reasons.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        if !words.isEmpty { first += ": " + words.joined(separator: "; ") }
        var sentences = [first + "."]
        if let after { sentences.append(spaceSentence(before, after)) }
        if !outcome.removed.isEmpty { sentences.append(isTrial ? "Would be removed:" : "Removed:") }
        return sentences
    }
}
