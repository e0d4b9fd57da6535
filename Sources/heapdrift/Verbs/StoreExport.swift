import CommandLineTable
import Glibc
import Growth
import Reports
import SnapshotModel
import Storage

extension Command {
    static let storeExport = Command(
        Verb(
            "store export", "Write snapshots to a file of their own.",
            details: [
                "The file is one plain SQLite file, for a CI cache or artifact. Series, labels, baselines and verdicts of the snapshots are "
                    + "included. A file with one snapshot can be given in place of a dump: 'heapdrift diff a.heapdrift b.heapdrift'."
            ],
            arguments: [
                Argument("FILE", meaning: "The file to write, like orders.heapdrift."),
                Argument("REF|SERIES", .many(atLeast: 1), meaning: "Snapshots, or series with all of their snapshots."),
            ],
            groups: [
                OptionGroup("Writing", [.force]), OptionGroup("Names", Options.privacy), OptionGroup("Output", Options.output),
                OptionGroup("Reading", Options.reading),
                OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift store export baseline.heapdrift orders@baseline", "One snapshot, to keep outside of the store."),
                Example("heapdrift store export all.heapdrift orders soak --force", "Two series, over an existing file."),
            ])
    ) { values throws(UsageError) in
        let file = values.arguments[0]
        if !file.hasSuffix(".heapdrift"), !file.contains("/"), SnapshotReference(file) != nil {
            throw UsageError(
                .contradiction("'store export' takes the file to write first, then what goes into it; '\(file)' is a snapshot"),
                verb: values.command.verb.words)
        }
        return StoreExportTask(file: file, subjects: Array(values.arguments.dropFirst()), force: values.command.has(.force))
    }
}

/// `store export FILE REF|SERIES...`.
struct StoreExportTask: VerbTask {
    let file: String
    let subjects: [String]
    let force: Bool

    func run(_ session: Session) throws -> ExitCode {
        // Checked before the work. A file that appears meanwhile is noticed when the new file gets its name.
        if !force, fileExists(file) { throw exists }
        if session.plan.store.isStore(file) {
            throw Failure(.usage, "is-the-store", "'\(file)' is the store itself; name another file")
        }
        var ids = Set<Int64>()
        for subject in subjects { ids.formUnion(try snapshots(subject, session)) }
        let redaction = try session.redaction()
        let change = redaction.map { redaction in { (snapshot: Snapshot) in redaction.applied(to: snapshot) } }
        let (bytes, leftOut) = try session.storeToRead().exported(ids, change)
        if !leftOut.isEmpty {
            session.messages.note("left out, because --redact cannot replace names in what a newer heapdrift wrote: \(leftOut.listed)")
        }
        do throws(OutputFailure) {
            try writeWholeFile(bytes, to: file, replacing: force)
        } catch {
            switch error {
            case .failed(EEXIST): throw exists
            case .failed(let code): throw Failure(.unwritten(code), "cannot-write", "'\(file)' cannot be written: \(reason(code))")
            case .readerGone: throw Failure(.usage, "cannot-write", "'\(file)' cannot be written")
            }
        }
        return try session.deliver(
            .done,
            .maintenance(
                MaintenanceReport(
                    "export", sentences: ["\(file): \(counted(ids.count, "snapshot")), \(ByteSize.text(Int128(bytes.count)))."],
                    facts: [("file", .text(file)), ("snapshots", .init(ids.count)), ("bytes", .init(bytes.count))])))
    }

    private var exists: Failure {
        Failure(.usage, "file-exists", "'\(file)' exists already; give --force to overwrite it, or another name")
    }

    /// All snapshots of a series that stands for itself, or else the one that the word means as a reference.
    private func snapshots(_ subject: String, _ session: Session) throws -> [Int64] {
        let reference: Reference
        do throws(UsageError.Problem) { reference = try Reference(subject) } catch {
            throw UsageError(error, verb: Command.storeExport.verb.words)
        }
        switch try session.settled(reference) {
        case .stored(let stored, _):
            if case .named(let series) = reference { return try session.storeToRead().members(of: series).map(\.id) }
            return [try session.storeToRead().resolve(stored)]
        case .file, .named: return [try session.keep(reference)]
        }
    }
}
