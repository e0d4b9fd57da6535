import CommandLineTable
import Reports
import SnapshotModel
import Storage

extension Command {
    static let baselineSet = Command(
        Verb(
            "baseline set", "Make a snapshot the baseline of its series.",
            details: [
                "'SERIES@NAME' names the snapshot from then on. A baseline that is another snapshot already is replaced only with --replace; "
                    + "the history keeps the old one. 'store gc' never removes a baseline."
            ],
            arguments: [
                Argument("REF", meaning: "A snapshot of the store (a series for its latest, '@ID') or a file, which is snapped first.")
            ],
            groups: [
                OptionGroup("Baseline", [.name, .series, .replace, .note]), OptionGroup("Output", Options.output),
                OptionGroup("Reading", Options.reading), OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift baseline set orders@latest", "Later snapshots of the series are compared with it."),
                Example(
                    "heapdrift baseline set orders@2026-08-01 --name release-3 --note 'shipped'", "One of several, as orders@release-3."),
                Example("heapdrift baseline set good.core --series orders", "A dump, or a file of 'heapdrift store export'."),
            ])
    ) { values throws(UsageError) in
        BaselineSetTask(
            reference: try values.reference(values.arguments[0]), name: try values.baselineName(), series: try values.series(),
            replace: values.command.has(.replace), note: values.command.value(.note))
    }
}

extension TypedCommand {
    /// The value of `--name`. It must be a name that a reference can contain.
    func baselineName() throws(UsageError) -> String {
        guard let name = command.value(.name) else { return BaselineName.standard }
        guard BaselineName.isValid(name) else { throw bad(.name, name, "a name " + BaselineName.rule) }
        return name
    }
}

/// `baseline set REF`.
struct BaselineSetTask: VerbTask {
    let reference: Reference
    let name: String
    let series: String?
    let replace: Bool
    let note: String?

    func run(_ session: Session) throws -> ExitCode {
        let reference = try session.settled(reference)
        var found = try target(reference, session)
        let store = try session.storeToWrite()
        let series = try chosen(found, reference)
        let time = session.now
        if case .file = reference, !found.series.contains(series) {
            if let member = try store.member(of: series, like: found.id) {
                // The series has the dump already, as a snapshot with another time.
                found = try store.load(member)
            } else {
                // A file can begin a series with its baseline.
                try store.add(found.id, to: series)
                let members = try store.members(of: series)
                let isLatest = members.count > 1 && members.last?.id == found.id
                session.messages.note(
                    "@\(found.id) is a snapshot of \(series) now"
                        + (isLatest
                            ? ", and by its time (\(utcText(found.snapshot.capture.time))) the latest: it is what 'check' judges next" : "")
                )
            }
        }
        let previous = try store.setBaseline(name, of: series, to: found.id, at: time, note: note, replacing: replace)
        let present = "\(series)@\(name) is @\(found.id) of \(utcText(found.snapshot.capture.time))"
        let sentence =
            switch previous {
            case found.id?: present + ", as it was."
            case let id?: present + "; it was @\(id)."
            case nil: present + "."
            }
        return try session.deliver(
            .done,
            .maintenance(
                MaintenanceReport(
                    "baseline-set", sentences: [sentence],
                    facts: [
                        ("series", .text(series)), ("name", .text(name)), ("snapshot", .integer(found.id)), ("previous", .init(previous)),
                        ("note", .init(note)),
                    ])))
    }

    /// The snapshot that becomes the baseline. A file is put into the store first.
    private func target(_ reference: Reference, _ session: Session) throws -> StoredSnapshot {
        switch reference {
        case .stored(let stored, _):
            let store = try session.storeToRead()
            return try store.load(try store.resolve(stored))
        case .file, .named:
            let id = try session.keep(reference)
            return try session.storeToWrite().load(id)
        }
    }

    private func chosen(_ found: StoredSnapshot, _ reference: Reference) throws -> String {
        if let series { return series }
        if case .stored(let stored, _) = reference, let series = stored.series { return series }
        if found.series.count == 1 { return found.series[0] }
        let present = found.series.isEmpty ? "no series" : "several series (\(found.series.joined(separator: ", ")))"
        throw Failure(
            .usage, "which-series",
            "'\(reference.text)' is @\(found.id), which belongs to \(present); say which one's baseline with --series")
    }
}
