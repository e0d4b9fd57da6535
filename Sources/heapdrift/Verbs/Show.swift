import CommandLineTable
import Reports
import SnapshotModel

extension Command {
    static let show = Command(
        Verb(
            "show", "Show one dump or snapshot: its totals and largest rows.",
            details: ["Exit code 4 when the snapshot does not have the SECTION."],
            arguments: [
                Argument("REF", meaning: "A file, a series (its latest snapshot), 'series@latest~1', '@ID'."),
                Argument(
                    "SECTION", .optional, choices: Catalog.standard.names,
                    meaning: "The section to show; without one, the totals and the types."),
            ],
            groups: [
                OptionGroup("Rows", Options.rows), OptionGroup("Output", Options.output), OptionGroup("Reading", Options.reading),
                OptionGroup("Names", Options.privacy), OptionGroup("General", Options.generalWithoutStore),
            ],
            examples: [
                Example("heapdrift show core.1234", "What the heap is made of."),
                Example("heapdrift show orders@latest threads --all", "Every thread with its stack."),
                Example("heapdrift show @42 --json --all", "Everything that the snapshot holds."),
            ]),
        formats: commonFormats + [.markdown, .openmetrics]
    ) { values throws(UsageError) in
        ShowTask(reference: try values.reference(values.arguments[0]), section: values.arguments.dropFirst().first)
    }
}

/// `show REF [SECTION]`.
struct ShowTask: VerbTask {
    let reference: Reference
    let section: String?

    func run(_ session: Session) throws -> ExitCode {
        let loaded = try session.load(reference)
        let rows = session.plan.rows
        let filters = try session.filters([loaded])
        let isAbsent = section.map { loaded.snapshot.table($0) == nil } ?? false
        return try session.deliver(
            isAbsent ? .inconclusive : .done,
            .snapshot(SnapshotReport(loaded.snapshot, place: loaded.place, section: section, sort: rows.sort, filters: filters)))
    }
}
