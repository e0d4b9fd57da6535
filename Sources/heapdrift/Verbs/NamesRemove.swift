import CommandLineTable
import Reports
import SnapshotModel
import Storage

extension Command {
    static let namesRemove = Command(
        Verb(
            "names rm", "Remove names of types that the store keeps.",
            details: [
                "Snapshots are not changed, but those that have placeholders show them again. The file becomes smaller."
            ],
            arguments: [
                Argument(
                    "WHICH", .many(atLeast: 1),
                    meaning: "Files like 'Orders.dll' or 'Orders*', or a build as 'names ls' shows it, like beadf6da-c8e000.")
            ],
            groups: [
                OptionGroup("Removing", [.dryRun]), OptionGroup("Output", Options.output), OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift names rm 'System.*' --dry-run", "What would go."),
                Example("heapdrift names rm beadf6da-c8e000", "One build."),
            ])
    ) { values throws(UsageError) in NamesRemoveTask(wanted: values.arguments, isTrial: values.command.has(.dryRun)) }
}

/// `names rm WHICH...`.
struct NamesRemoveTask: VerbTask {
    let wanted: [String]
    let isTrial: Bool

    func run(_ session: Session) throws -> ExitCode {
        // The store must not be created when it does not exist, and a trial only reads it.
        var store = try session.storeToRead()
        if !isTrial { store = try session.storeToWrite() }
        let before = try store.size()
        let kept = try store.listModuleNames()
        var removed: Set<ModuleBuild> = []
        for text in wanted {
            let pattern = FilePattern(text)
            let found = kept.map(\.build).filter { $0.text == text.lowercased() || pattern.matches($0.file) }
            guard !found.isEmpty else {
                throw Failure(
                    .usage, "no-such-names",
                    "no names are kept of a file or a build '\(text)'; '\(Product.name) \(Command.namesList.verb.name)' lists them")
            }
            removed.formUnion(found)
        }
        let gone = kept.filter { removed.contains($0.build) }
        if !isTrial { try store.removeModuleNames(gone.map(\.build)) }
        let after = isTrial ? nil : session.sizeAfterCompacting(store)
        let report = MaintenanceReport(
            "names-rm", sentences: sentences(gone, before, after),
            facts: [
                ("dry_run", .flag(isTrial)),
                (
                    "builds",
                    .list(
                        gone.map {
                            .members([
                                ("file", .text($0.build.file)), ("build", .text($0.build.text)), ("types", .integer($0.types)),
                                ("bytes", .integer($0.bytes)),
                            ])
                        })
                ), ("bytes_before", .integer(before)), ("bytes_after", .init(after)),
            ])
        return try session.deliver(.done, .maintenance(report))
    }

    private static let most = 5

    private func sentences(_ gone: [SnapshotStore.ModuleNames], _ before: Int64, _ after: Int64?) -> [String] {
        let shown = gone.prefix(Self.most).map { "\($0.build.file) (\($0.build.text))" }
        let more = gone.count > shown.count ? ["\(gone.count - shown.count) more"] : []
        var sentences = [
            "Names of \(counted(gone.count, "build")) \(isTrial ? "would be removed" : "removed"): "
                + (shown + more).joined(separator: ", ") + "."
        ]
        if let after { sentences.append(spaceSentence(before, after)) }
        return sentences
    }
}
