import CommandLineTable
import Reports
import Storage

extension Command {
    static let storeImport = Command(
        Verb(
            "store import", "Import the snapshots of exported files.",
            details: [
                "Imports what the store does not have, with series, labels, baselines and verdicts; everything of a file or nothing. A baseline "
                    + "that is another snapshot in the store is an error without --replace. A file is checked before it is imported.",
                "A dump that the store has already stays as it is, apart from labels that it lacks, unless the file's snapshot is by a newer "
                    + "reader or has more names: then that one takes its place.",
            ],
            arguments: [Argument("FILE", .many(atLeast: 1), meaning: "A file that 'heapdrift store export' wrote.")],
            groups: [OptionGroup("Baselines", [.replace]), OptionGroup("Output", Options.output), OptionGroup("General", Options.general)],
            examples: [
                Example("heapdrift store import baseline.heapdrift", "A baseline from the cache of a CI."),
                Example("heapdrift store import night/*.heapdrift --replace", "Several; their baselines win."),
            ])
    ) { values in
        StoreImportTask(action: "import", paths: values.arguments, replace: values.command.has(.replace))
    }

    static let storeMerge = Command(
        Verb(
            "store merge", "Import everything of other stores.",
            details: [
                "Like 'store import', for whole stores, such as those of other machines. They are not changed. Names of modules' types that they "
                    + "keep come along."
            ],
            arguments: [Argument("STORE", .many(atLeast: 1), meaning: "Another store file.")],
            groups: [OptionGroup("Baselines", [.replace]), OptionGroup("Output", Options.output), OptionGroup("General", Options.general)],
            examples: [Example("heapdrift store merge /mnt/build7/store.db", "What another machine has measured.")])
    ) { values in
        StoreImportTask(action: "merge", paths: values.arguments, replace: values.command.has(.replace))
    }
}

/// `store import FILE...` and `store merge STORE...`: each file is imported whole or not at all. The worst failure is the exit code.
struct StoreImportTask: VerbTask {
    let action: String
    let paths: [String]
    let replace: Bool

    func run(_ session: Session) throws -> ExitCode {
        var code = ExitCode.done
        var sentences: [String] = []
        var files: [MaintenanceReport.Value] = []
        var failed: [MaintenanceReport.Value] = []
        for path in paths {
            do {
                let taken = try take(path, session)
                sentences.append(sentence(path, taken))
                files.append(
                    .members([
                        ("path", .text(path)), ("added", .list(taken.added.map { .integer($0) })),
                        ("known", .list(taken.known.map { .integer($0) })), ("memberships", .init(taken.memberships)),
                        ("baselines", .init(taken.baselines)), ("verdicts", .init(taken.verdicts)),
                        ("renewed", .list(taken.renewed.map { .integer($0) })), ("labels_added", .init(taken.labels)),
                        ("labels_kept", .init(taken.keptLabels)), ("named_modules", .init(taken.namedModules)),
                    ]))
            } catch {
                let failure = Failure(reading: error)
                code = code.worse(failure.code)
                session.messages.error(failure.sentence)
                failed.append(
                    .members([
                        ("path", .text(path)), ("exit_code", .init(Int(failure.code.rawValue))), ("message", .text(failure.sentence)),
                    ]))
            }
        }
        let report = MaintenanceReport(action, sentences: sentences, facts: [("files", .list(files)), ("failed", .list(failed))])
        return try session.deliver(code, .maintenance(report))
    }

    private func take(_ path: String, _ session: Session) throws -> ImportOutcome {
        guard fileExists(path) else { throw Failure(.input, "no-such-file", "\(path): no such file") }
        if session.plan.store.isStore(path) {
            throw Failure(.usage, "is-the-store", "'\(path)' is the store itself; name another file")
        }
        let other: SnapshotStore
        do throws(StoreError) { other = try SnapshotStore.openForeign(path) } catch { throw Failure(given: path, error) }
        defer { other.close() }
        return try session.storeToWrite().importSnapshots(from: other, replacing: replace, at: session.now)
    }

    private func sentence(_ path: String, _ taken: ImportOutcome) -> String {
        var parts = ["\(taken.added.count) added"]
        if let first = taken.added.first, let last = taken.added.last {
            parts[0] += first == last ? " (@\(first))" : " (@\(first) to @\(last))"
        }
        if !taken.known.isEmpty { parts.append("\(taken.known.count) known already") }
        if !taken.renewed.isEmpty {
            parts.append(
                "\(taken.renewed.count) replaced by a better reading (" + taken.renewed.map { "@\($0)" }.joined(separator: ", ") + ")")
        }
        if taken.labels > 0 { parts.append(counted(taken.labels, "label") + " added") }
        if taken.keptLabels > 0 { parts.append(counted(taken.keptLabels, "other label") + " kept as here") }
        if taken.baselines > 0 { parts.append(counted(taken.baselines, "baseline") + " set") }
        if taken.verdicts > 0 { parts.append(counted(taken.verdicts, "verdict")) }
        if taken.namedModules > 0 { parts.append("names of the types of " + counted(taken.namedModules, "module")) }
        return "\(path): " + parts.joined(separator: ", ") + "."
    }
}
