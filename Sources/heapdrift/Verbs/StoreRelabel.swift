import CommandLineTable
import Reports
import SnapshotModel
import Storage

extension Option {
    static let removeLabel = Option("remove-label", .text("KEY"), repeatable: true, meaning: "A label to remove.")
}

extension Command {
    static let storeRelabel = Command(
        Verb(
            "store relabel", "Change the labels, the time or the series of snapshots.",
            details: [
                "Numbers, content and baselines of the snapshots stay. All change in one step, or none. A snapshot moves from the series that its "
                    + "reference names, or from the only one that it is in; verdicts of that series go, because they say nothing about another."
            ],
            arguments: [
                Argument("REF", .many(atLeast: 1), meaning: "Snapshots of the store: '@ID', 'series@latest', 'series@2026-08-01'.")
            ],
            groups: [
                OptionGroup("Changes", [.label, .removeLabel, .series, .at, .dryRun]),
                OptionGroup("Output", Options.output), OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift store relabel orders@latest --at 2026-08-01", "Correct a mistaken time."),
                Example("heapdrift store relabel @41 @42 --series orders", "Move two snapshots to another series."),
                Example("heapdrift store relabel @42 --label commit=4f1c2ab --remove-label dirty --dry-run", "What would change."),
            ])
    ) { values throws(UsageError) in
        var relabelling = Relabelling(series: try values.series(), removedLabels: values.command.values(.removeLabel))
        (relabelling.labels, relabelling.time) = (try values.labels(), try values.time())
        guard !relabelling.isEmpty else {
            let options = [Option.label, .removeLabel, .series, .at].map(\.spelling).joined(separator: ", ")
            throw UsageError(.contradiction("'store relabel' changes nothing without some of \(options)"), verb: values.command.verb.words)
        }
        return StoreRelabelTask(
            references: try values.storedReferences(), relabelling: relabelling, isTrial: values.command.has(.dryRun))
    }
}

/// `store relabel REF...`.
struct StoreRelabelTask: VerbTask {
    let references: [SnapshotReference]
    let relabelling: Relabelling
    let isTrial: Bool

    func run(_ session: Session) throws -> ExitCode {
        // The store must not be created when it does not exist, and a trial only reads it.
        var store = try session.storeToRead()
        if !isTrial { store = try session.storeToWrite() }
        let present = try store.list(series: nil)
        let results = try store.relabel(references, relabelling, isTrial: isTrial)
        if let time = relabelling.time, time > session.now {
            for result in results {
                session.messages.note("careful: @\(result.id): \(futureTime(time, of: result.id, in: series(result, present)))")
            }
        }
        let report = MaintenanceReport(
            "relabel", sentences: (isTrial ? ["Dry run, nothing was changed. It would give:"] : []) + results.flatMap(sentences),
            facts: [("dry_run", .flag(isTrial)), ("relabelled", .list(results.map(facts)))])
        return try session.deliver(.done, .maintenance(report))
    }

    /// The series of a snapshot once it is relabelled. `present`: the snapshots as they were before.
    private func series(_ result: Relabelled, _ present: [SnapshotSummary]) -> [String] {
        let changes = result.changes
        return present.filter { $0.id == result.id }.compactMap(\.series).filter { !bytewiseEqual($0, changes.left ?? "") }
            + [changes.joined].compactMap(\.self)
    }

    private func sentences(_ result: Relabelled) -> [String] {
        let words = result.changes.isEmpty ? ["no change"] : result.changes.words
        var sentences = ["@\(result.id): \(words.joined(separator: "; "))."]
        if !result.missingLabels.isEmpty { sentences.append("@\(result.id) has no label \(result.missingLabels.joined(separator: ", ")).") }
        guard let left = result.changes.left else { return sentences }
        if result.verdicts > 0 {
            sentences.append("\(counted(result.verdicts, "verdict")) of checks in \(left) \(isTrial ? "would go" : "went").")
        }
        for baseline in result.baselines { sentences.append("\(left)@\(baseline.name) is still @\(result.id).") }
        return sentences
    }

    private func facts(_ result: Relabelled) -> MaintenanceReport.Value {
        let changes = result.changes
        return .members([
            ("snapshot", .integer(result.id)), ("joined", .init(changes.joined)), ("left", .init(changes.left)),
            ("time", changes.time.map { .members([("before", .time($0.before)), ("after", .time($0.after))]) } ?? .unknown),
            (
                "labels",
                .list(changes.labels.map { .members([("key", .text($0.key)), ("before", .init($0.before)), ("after", .init($0.after))]) })
            ), ("missing_labels", .list(result.missingLabels.map { .text($0) })), ("verdicts_removed", .init(result.verdicts)),
            ("baselines_kept", .list(result.baselines.map { .text("\($0.series)@\($0.name)") })),
        ])
    }
}
