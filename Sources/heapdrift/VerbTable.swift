import CommandLineTable
import Reports

/// A verb with its values, ready to run.
protocol VerbTask: Sendable {
    /// Runs the verb and delivers its report. Throws errors that `Failure(reading:)` converts.
    func run(_ session: Session) throws -> ExitCode
}

/// A verb, and the conversion of its options into a task. Each is declared in the file of its task.
struct Command: Sendable {
    let verb: Verb
    /// The formats of the verb's report.
    let formats: [OutputFormat]
    let plan: @Sendable (TypedCommand) throws(UsageError) -> any VerbTask

    /// Formats that almost every verb has.
    static let commonFormats: [OutputFormat] = [.text, .json, .csv]

    init(
        _ verb: Verb, formats: [OutputFormat] = commonFormats,
        plan: @escaping @Sendable (TypedCommand) throws(UsageError) -> any VerbTask
    ) {
        self.verb = verb.allowing(formats.map(\.rawValue), of: .format)
        self.formats = formats
        self.plan = plan
    }
}

/// A verb that needs neither a store nor an input.
struct Answer: Sendable {
    let verb: Verb
    let give: @Sendable (ParsedCommand, Surroundings) throws -> Void

    init(_ verb: Verb, give: @escaping @Sendable (ParsedCommand, Surroundings) throws -> Void) {
        self.verb = verb
        self.give = give
    }
}

/// Every verb of the program. Parsing, help and suggestions come from this table alone.
enum VerbTable {
    static let commands: [Command] = [
        .diff, .snap, .check, .trend, .calibrate, .show, .explain, .doctor, .initialize,
        .baselineSet, .baselineList, .baselineShow, .baselineAccept, .baselineRemove,
        .storeList, .storeSQL, .storeRelabel, .storeRemove, .storeCollect, .storeExport, .storeImport, .storeMerge, .storeVerify,
        .namesAdd, .namesList, .namesRemove,
    ]
    static let answers: [Answer] = [.completion, .manual]

    static let table = CommandTable(
        program: Product.name,
        summary: "finds what leaks in a .NET process by comparing two of its memory dumps, and keeps small snapshots of dumps for years",
        verbs: commands.map(\.verb) + answers.map(\.verb),
        fallback: "diff",
        notes: [
            "REF is a file (a dump of a .NET process, also compressed; in an archive 'night.tar.zst/a.core'; '-' is standard input; "
                + "or a snapshot of 'store export') or a snapshot of the store: 'series' or 'series@latest', 'series@latest~1' (the one before), "
                + "'series@2026-08-01' (the last one until the end of that day, UTC), 'series@baseline', '@ID'. A file comes before a series of "
                + "the same name, and a series before a folder; './name' is always a path. A file is reduced once; later the store recognises "
                + "it by its fingerprint.",
            "Sizes: kB (or KB), MB, GB are powers of 1000; KiB, MiB, GiB are powers of 1024. Output uses the former.",
            "Exit codes: 0 done; 1 a budget is exceeded, or 'diff --exit-code' and it grew; 2 usage, a wrong budget file, or a name "
                + "that the store does not have; 3 an input or the store is unreadable, or there is no store yet; 4 no "
                + "answer: no baseline, not comparable, trust too low, not in the snapshot; 70 internal error; 74 a result cannot be "
                + "written, as when the disk is full; 130 interrupted, finished work is kept.",
            "The store is --store, else $HEAPDRIFT_STORE, else .heapdrift/store.db at the root of the repository, else heapdrift/store.db "
                + "in the user's data folder ($XDG_DATA_HOME or ~/.local/share). Where none can be made, diff, show, doctor and check read "
                + "dumps without one; with --no-store they never use one.",
        ],
        examples: [
            Example("heapdrift before.core after.core", "What grew between two dumps."),
            Example("heapdrift snap --series orders *.core", "Reduce dumps into the store; the dumps can be deleted."),
            Example("heapdrift diff orders@latest~1 orders@latest", "The same answer a year later, in milliseconds."),
        ])

    static func command(_ verb: Verb) -> Command? { commands.first { $0.verb == verb } }
    static func answer(_ verb: Verb) -> Answer? { answers.first { $0.verb == verb } }
}
