import CommandLineTable
import Reports
import Storage

extension Command {
    static let storeRemove = Command(
        Verb(
            "store rm", "Remove snapshots.",
            details: [
                "The snapshots are removed in one step, with their labels and verdicts, and the file becomes smaller. A baseline goes with its "
                    + "snapshot, which is said; the history keeps it. The number of a removed snapshot is never used again."
            ],
            arguments: [
                Argument("REF", .many(atLeast: 1), meaning: "Snapshots of the store: '@ID', 'series@latest', 'series@2026-08-01'.")
            ],
            groups: [
                OptionGroup("Removing", [.dryRun]), OptionGroup("Output", Options.output), OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift store rm @41 @42 --dry-run", "What would go."),
                Example("heapdrift store rm orders@latest", "The latest snapshot of a series, which was taken by mistake."),
            ])
    ) { values throws(UsageError) in
        StoreRemoveTask(references: try values.storedReferences(), isTrial: values.command.has(.dryRun))
    }
}

extension TypedCommand {
    /// The arguments as snapshots of the store. The name of a series alone is none: with other verbs of the store it means the whole series.
    func storedReferences() throws(UsageError) -> [SnapshotReference] {
        try arguments.map { text throws(UsageError) in
            if let reference = SnapshotReference(text) { return reference }
            throw UsageError(
                .badValue(
                    of: "REF", found: text, expected: "a snapshot of the store like @42, series@latest or series@2026-08-01",
                    nearest: text.contains("@") ? nil : "\(text)@latest"), verb: command.verb.words)
        }
    }
}

/// `store rm REF...`.
struct StoreRemoveTask: VerbTask {
    let references: [SnapshotReference]
    let isTrial: Bool

    func run(_ session: Session) throws -> ExitCode {
        // The store must not be created when it does not exist, and a trial only reads it.
        var store = try session.storeToRead()
        if !isTrial { store = try session.storeToWrite() }
        let before = try store.size()
        let removal = try store.remove(references, at: session.now, isTrial: isTrial)
        let after = isTrial ? nil : session.sizeAfterCompacting(store)
        let report = MaintenanceReport(
            "rm", sentences: sentences(removal, before, after),
            facts: [
                ("dry_run", .flag(isTrial)), ("removed", .list(removal.ids.sorted().map { .integer($0) })),
                ("baselines_removed", .list(removal.baselines.map { .text("\($0.series)@\($0.name)") })),
                ("verdicts_removed", .init(removal.verdicts)), ("name_blocks_removed", .init(removal.nameBlocks)),
                ("bytes_before", .integer(before)), ("bytes_after", .init(after)),
            ], snapshots: removal.removed.map { ListedSnapshot($0, []) })
        return try session.deliver(.done, .maintenance(report))
    }

    private func sentences(_ removal: SnapshotRemoval, _ before: Int64, _ after: Int64?) -> [String] {
        var sentences = ["\(counted(removal.ids.count, "snapshot")) \(isTrial ? "would be removed" : "removed")."]
        for baseline in removal.baselines {
            sentences.append("\(baseline.series)@\(baseline.name) \(isTrial ? "would be" : "is") no more; it was @\(baseline.snapshot).")
        }
        if removal.verdicts > 0 {
            let whole = removal.ids.count == 1 ? "it" : "them"
            sentences.append("\(counted(removal.verdicts, "verdict")) of checks \(isTrial ? "would go" : "went") with \(whole).")
        }
        if let after { sentences.append(spaceSentence(before, after)) }
        sentences.append(isTrial ? "Would be removed:" : "Removed:")
        return sentences
    }
}
