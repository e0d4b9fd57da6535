import CommandLineTable
import Growth
import Reports
import Storage

extension Command {
    static let storeVerify = Command(
        Verb(
            "store verify", "Read everything that a store holds and say what is damaged.",
            details: ["Exit code 3 when anything is damaged. Nothing is changed."],
            arguments: [Argument("FILE", .optional, meaning: "A store, or a file of 'store export'; without one, the store.")],
            groups: [OptionGroup("Output", Options.output), OptionGroup("General", Options.general)],
            examples: [
                Example("heapdrift store verify", "After a crash of the machine, before a backup."),
                Example("heapdrift store verify baseline.heapdrift --json", "A file from elsewhere, for a script."),
            ])
    ) { values in
        StoreVerifyTask(file: values.arguments.first)
    }
}

/// `store verify [FILE]`.
struct StoreVerifyTask: VerbTask {
    let file: String?

    func run(_ session: Session) throws -> ExitCode {
        let store: SnapshotStore
        if let file {
            guard fileExists(file) else { throw Failure(.input, "no-such-file", "\(file): no such file") }
            do throws(StoreError) { store = try SnapshotStore.open(file, .readOnly) } catch { throw Failure(given: file, error) }
        } else {
            store = try session.storeToRead()
        }
        let found = try store.verify()
        session.note(found.newer)
        let counts =
            "\(counted(found.snapshots, "snapshot")) with \(counted(found.sections, "section")), \(counted(found.names, "name")), "
            + "\(found.series) series, \(counted(found.baselines, "baseline")), \(counted(found.verdicts, "verdict")), "
            + ByteSize.text(Int128(found.bytes))
        let verdict =
            switch found.problems.count {
            case 0: "no damage found"
            case 1: "damaged"
            case let count: "damaged in \(count) places"
            }
        let report = MaintenanceReport(
            "verify", sentences: ["\(store.path): \(verdict); \(counts)."] + found.problems.map { "damaged: \($0)" },
            facts: [
                ("file", .text(store.path)), ("snapshots", .init(found.snapshots)), ("sections", .init(found.sections)),
                ("names", .init(found.names)), ("series", .init(found.series)), ("baselines", .init(found.baselines)),
                ("verdicts", .init(found.verdicts)), ("bytes", .integer(found.bytes)),
                ("problems", .list(found.problems.map { .text($0) })),
            ])
        return try session.deliver(found.problems.isEmpty ? .done : .input, .maintenance(report))
    }
}
