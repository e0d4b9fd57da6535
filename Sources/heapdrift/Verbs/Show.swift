import CommandLineTable
import Reports
import SnapshotModel
import Storage
import Wording

private let sectionArgument = Argument(
    "SECTION", .optional, choices: Catalog.standard.names + [ShowTrustTask.word], isOpen: true,
    meaning: "The section to show, or 'trust': why its numbers are less than exact. Without one, the totals and the types.")

extension Command {
    static let show = Command(
        Verb(
            "show", "Show one dump or snapshot: its totals and largest rows.",
            details: ["Exit code 4 when the snapshot does not have the SECTION."],
            arguments: [
                Argument("REF", meaning: "A file, a series (its latest snapshot), 'series@latest~1', '@ID'."),
                sectionArgument,
                Argument(
                    "TYPE", .optional,
                    meaning: "With the sections 'types' and 'holders': only this type, with or without its namespace, or a glob."),
            ],
            groups: [
                OptionGroup("Rows", Options.rows + [.lineCounts]), OptionGroup("Output", Options.output),
                OptionGroup("Reading", Options.reading), OptionGroup("Names", Options.privacy),
                OptionGroup("General", Options.generalWithoutStore),
            ],
            examples: [
                Example("heapdrift show core.1234", "What the heap is made of."),
                Example("heapdrift show core.1234 holders Session", "Who keeps objects of a type alive."),
                Example("heapdrift show core.1234 types --retained", "With what would be garbage without the objects of each type."),
                Example("heapdrift show orders@latest threads --all", "Every thread with its stack."),
                Example("heapdrift show core.1234 threads --thread-names", "Threads with the names that the program gave them."),
                Example("heapdrift show case.txt trust --rows", "Which lines of a text were read, rejected and skipped."),
                Example("heapdrift show @42 --json --all", "Everything that the snapshot holds."),
            ]),
        formats: commonFormats + [.markdown, .openmetrics]
    ) { values throws(UsageError) in
        let reference = try values.reference(values.arguments[0])
        let section = values.arguments.dropFirst().first
        // A dump has the sections that this program reads. Whatever is near one of these is mistyped.
        if let section, let problem = sectionArgument.refusal(of: section) {
            if case .badValue(_, _, _, nearest: .some) = problem { throw UsageError(problem, verb: values.command.verb.words) }
            if case .file(let path) = reference, !SnapshotStore.isStore(path) {
                throw UsageError(problem, verb: values.command.verb.words)
            }
        }
        let type = values.arguments.dropFirst(2).first
        let countsLines = values.command.has(.lineCounts)
        if section == ShowTrustTask.word, type == nil { return ShowTrustTask(reference: reference, countsLines: countsLines) }
        if countsLines {
            throw UsageError(
                .contradiction("'\(Option.lineCounts.spelling)' goes with '\(ShowTrustTask.word)': show REF \(ShowTrustTask.word) --rows"),
                verb: values.command.verb.words)
        }
        if let section, type != nil, values.command.has(.type) || !ShowTask.sectionsOfTypes.contains(section) {
            let sections = alternatives(ShowTask.sectionsOfTypes.map { "'\($0)'" })
            throw UsageError(
                .contradiction(
                    values.command.has(.type)
                        ? "a TYPE and '\(Option.type.spelling)' both choose types; give one of them"
                        : "a TYPE chooses rows of \(sections), and '\(section)' has no types of objects"), verb: values.command.verb.words)
        }
        return ShowTask(reference: reference, section: section, type: type)
    }
}

/// `show REF [SECTION [TYPE]]`. A stored snapshot may have a section that only a newer program knows.
struct ShowTask: VerbTask {
    let reference: Reference
    let section: String?
    var type: String?

    static let sectionsOfTypes = [TypeRow.section.info.name, HolderRow.section.info.name]

    func run(_ session: Session) throws -> ExitCode {
        let loaded = try session.load(reference)
        if let section { try refuse(section, in: loaded) }
        session.noteUnmatchedGlobs([loaded])
        let rows = session.plan.rows
        let filters = try session.filters([loaded], given(session, loaded))
        let isAbsent = section.map { loaded.snapshot.table($0) == nil } ?? false
        return try session.deliver(
            isAbsent ? .inconclusive : .done,
            .snapshot(SnapshotReport(loaded.snapshot, place: loaded.place, section: section, sort: rows.sort, filters: filters)))
    }

    /// The filters of TYPE; `nil` without one.
    private func given(_ session: Session, _ loaded: Session.Loaded) throws -> [String: NameFilter]? {
        guard let type else { return nil }
        let filter = try session.types(type, in: [loaded]).filter
        return Dictionary(uniqueKeysWithValues: ShowTask.sectionsOfTypes.map { ($0, filter) })
    }

    /// Throws for a section that this program does not know and `loaded` does not hold either. A newer program may have written one that can
    /// be shown, or one that cannot.
    private func refuse(_ section: String, in loaded: Session.Loaded) throws {
        guard let problem = sectionArgument.refusal(of: section), loaded.snapshot.table(section) == nil else { return }
        guard loaded.newer.contains(.section(section)) else { throw UsageError(problem, verb: Command.show.verb.words) }
        throw Failure(
            .inconclusive, "newer-section",
            "\(reference.text): a newer heapdrift wrote the section '\(section)', and this one cannot show it; update heapdrift to see it")
    }
}
