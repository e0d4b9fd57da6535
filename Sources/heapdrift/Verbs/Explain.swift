import CommandLineTable
import Growth
import Reports
import SnapshotModel
import Suspects

extension Command {
    static let explain = Command(
        Verb(
            "explain", "Explain one type: how many of its objects are alive, who holds them, what they hold.",
            details: [
                "With two dumps or snapshots it says who holds what is new. Every way that leads to the objects is a row: the static field, handle "
                    + "or stack that they hang on, and the fields from there.",
                "Exit code 4 when no type has the name.",
            ],
            arguments: [
                Argument(
                    "TYPE",
                    meaning:
                        "The name of the type, with or without its namespace, or a glob: 'Session', 'Shop.Session', 'System.EventHandler<*>'."
                ),
                Argument("A", meaning: "A file, a series (its latest snapshot), 'series@latest~1', '@ID'."),
                Argument("B", .optional, meaning: "A later one: what grew from A to B."),
            ],
            groups: [
                OptionGroup("Rows", [.top, .all, .sort, .exact, .loops]), OptionGroup("Output", Options.output),
                OptionGroup("Reading", Options.reading), OptionGroup("Names", Options.privacy),
                OptionGroup("General", Options.generalWithoutStore),
            ],
            examples: [
                Example("heapdrift explain Session core.1234", "Who keeps sessions alive."),
                Example("heapdrift explain 'System.EventHandler<*>' before.core after.core", "Who subscribed, and to which events."),
                Example("heapdrift explain Shop.Session orders@latest~1 orders@latest", "The same from the store, without a dump."),
                Example("heapdrift explain Session core.1234 --addresses", "With addresses for 'gcroot' and 'dumpobj' of a debugger."),
            ]),
        formats: commonFormats + [.markdown]
    ) { values throws(UsageError) in
        let words = values.arguments
        if case .file = try values.reference(words[0]), case .named = try values.reference(words[1]) {
            throw UsageError(
                .badValue(of: "TYPE", found: words[0], expected: "the name of a type, before the dumps", nearest: words[1]),
                verb: values.command.verb.words)
        }
        return ExplainTask(
            type: words[0], references: try values.references(Array(words.dropFirst())), loops: values.command.number(.loops))
    }
}

/// `explain TYPE A [B]`.
struct ExplainTask: VerbTask {
    let type: String
    let references: [Reference]
    let loops: Int?

    func run(_ session: Session) throws -> ExitCode {
        var loaded = try references.map { try session.load($0) }
        let choice = try session.types(type, in: loaded)
        let filters = try session.filters(loaded, Dictionary(uniqueKeysWithValues: ExplainTask.filtered.map { ($0, choice.filter) }))
        let filter = filters[TypeRow.section.info.name] ?? choice.filter
        var circumstances = Circumstances()
        circumstances.loops = loops.map { [Int128($0)] }
        let found = loaded.count > 1 ? suspectReport(loaded.map(\.snapshot), circumstances) : nil
        for place in loaded.indices {
            loaded[place].snapshot.tables.removeAll { !ExplainTask.needed.contains($0.info.name) }
        }
        let sort = session.plan.rows.sort
        guard let before = loaded.first, let after = loaded.last, loaded.count > 1 else {
            let report = SnapshotReport(loaded[0].snapshot, place: loaded[0].place, sort: sort, filters: filters)
            return try session.deliver(.done, .explain(ExplainReport(type, filter, .one(report))))
        }
        var options = DiffOptions()
        options.sort = sort
        options.filters = filters
        let diff = diff(before.snapshot, after.snapshot, options)
        let report = DiffReport(before: before.head, after: after.head, isOneSnapshot: before.isSame(as: after), suspects: found, diff)
        return try session.deliver(.done, .explain(ExplainReport(type, filter, .two(report))))
    }

    private static let filtered = [TypeRow.section.info.name, HolderRow.section.info.name]
    private static let needed = filtered + [DelegateRow.section.info.name]
}
