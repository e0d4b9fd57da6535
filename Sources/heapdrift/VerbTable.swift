import CommandLineTable
import Growth
import Reports
import Snapshot

/// Every verb and option of the program. Parsing, help and suggestions come from here and from nowhere else.
enum VerbTable {
    static let table = CommandTable(
        program: Product.name,
        summary: "names what leaks in a .NET process from two of its memory dumps, and keeps small snapshots of them for years",
        verbs: [diff, snap, show, storeList, storeSQL],
        fallback: "diff",
        notes: [
            "REF is a file (a core dump of a .NET process, also compressed with zstd) or a snapshot in the store: "
                + "'series@latest', 'series@latest~1', '@ID'. A file is reduced once; the store knows it by its fingerprint the next time.",
            "Sizes: kB (KB is taken too), MB, GB are powers of 1000; KiB, MiB, GiB of 1024; output uses the first.",
            "Exit codes: 0 done; 1 'diff --exit-code' and it grew; 2 usage; 3 an input or the store is unreadable; 4 no answer; "
                + "70 internal error; 130 interrupted, finished work is kept.",
            "The store is --store, else $HEAPDRIFT_STORE, else .heapdrift/store.db beside the root of the repository, else heapdrift/store.db "
                + "in the user's data folder ($XDG_DATA_HOME or ~/.local/share).",
        ],
        examples: [
            Example("heapdrift before.core after.core", "What grew between two dumps."),
            Example("heapdrift snap --series orders *.core", "Reduce dumps into the store; the dumps can go."),
            Example("heapdrift diff orders@latest~1 orders@latest", "The same answer a year later, in milliseconds."),
        ])

    static let diff = Verb(
        "diff", "What grew, shrank, came and went between dumps or snapshots.",
        details: [
            "The verdict comes first, then the types that changed most, then what changed in modules and threads. Rows that changed too "
                + "little to show are summed up in a last line, so every table adds up. With more than two, the first is compared with the "
                + "last.",
            "'\(Product.name) A B' is the same.",
        ],
        arguments: [
            Argument("A", meaning: "The dump or snapshot before: a file, 'series@latest~1', '@ID'."),
            Argument("B", meaning: "The one after."),
            Argument("C", .many(atLeast: 0), meaning: "Later ones, in the order of time."),
        ],
        groups: [
            OptionGroup("Rows", Options.rows + [.minChange]), OptionGroup("Output", Options.output + [.exitCode]),
            OptionGroup("Reading", Options.reading), OptionGroup("General", Options.general),
        ],
        examples: [
            Example("heapdrift diff before.core after.core", "The answer for two dumps."),
            Example(
                "heapdrift diff orders@latest~1 orders@latest --type 'MyApp.**'",
                "Two snapshots of a series, types of one namespace and below."),
            Example("heapdrift diff a.core b.core -o growth.json -o growth.csv", "Text on the terminal, everything in files."),
            Example(
                "heapdrift diff a.core b.core --exit-code --min-change '5% and 10 MB'",
                "For scripts: exit 1 when it grew by more than both."),
        ])

    static let snap = Verb(
        "snap", "Reduce dumps to snapshots in the store.",
        details: [
            "Each snapshot is kept as soon as it is finished. A dump that the store knows already is not read again. Of several dumps those "
                + "that cannot be read are reported and the others are reduced; run it again after an interruption and it goes on where it was."
        ],
        arguments: [Argument("FILE", .many(atLeast: 1), meaning: "A core dump, also compressed with zstd.")],
        groups: [
            OptionGroup("Snapshot", [.series, .label, .at]), OptionGroup("Reading", Options.reading), OptionGroup("Output", Options.output),
            OptionGroup("General", Options.general),
        ],
        examples: [
            Example("heapdrift snap --series orders --label commit=4f1c2ab core.1234", "One dump as the latest snapshot of a series."),
            Example("heapdrift snap --series soak night/*.core.zst", "A night's dumps, in the order given."),
            Example("heapdrift snap --only types huge.core", "Types alone: the fastest."),
        ])

    static let show = Verb(
        "show", "One dump or snapshot: its totals and largest rows.",
        arguments: [
            Argument("REF", meaning: "A file, 'series@latest', '@ID'."),
            Argument(
                "SECTION", .optional, choices: SectionCatalog.names, meaning: "The section to show; without one, the totals and the types."),
        ],
        groups: [
            OptionGroup("Rows", Options.rows), OptionGroup("Output", Options.output), OptionGroup("Reading", Options.reading),
            OptionGroup("General", Options.general),
        ],
        examples: [
            Example("heapdrift show core.1234", "What the heap is made of."),
            Example("heapdrift show orders@latest threads --all", "Every thread with its stack."),
            Example("heapdrift show @42 --json --all", "Everything that the snapshot holds."),
        ])

    static let storeList = Verb(
        "store ls", "List the snapshots of the store.",
        arguments: [Argument("SERIES", .optional, meaning: "Only this series.")],
        groups: [
            OptionGroup("Rows", [.top, .all, .exact]), OptionGroup("Output", Options.output), OptionGroup("General", Options.general),
        ],
        examples: [
            Example("heapdrift store ls", "Every snapshot, the newest first."),
            Example("heapdrift store ls orders --json", "One series, for a script."),
        ])

    static let storeSQL = Verb(
        "store sql", "Read the store with SQL.",
        details: [
            "The statement may read and not write. The sections are tables with the columns that JSON has, and 'snapshot' for the snapshot's id."
        ],
        arguments: [Argument("QUERY", meaning: "One SQL statement.")],
        groups: [OptionGroup("Output", Options.output), OptionGroup("General", Options.general)],
        examples: [
            Example(
                "heapdrift store sql \"select name, count from types where snapshot = 42 order by count desc limit 10\"",
                "The ten most frequent types."),
            Example("heapdrift store sql \"select * from snapshots\" --format csv", "For a spreadsheet."),
        ])
}

/// Options that several verbs share, by the heading they stand under.
enum Options {
    static let rows: [Option] = [.top, .all, .sort, .type, .exact]
    static let output: [Option] = [.json, .format, .output]
    static let reading: [Option] = [.only, .jobs, .maxUnpacked]
    static let general: [Option] = [.store, .quiet, .verbose, .color, .progress, .help]
}

extension Option {
    static let top = Option("top", .number("N", 1...Int.max), standard: "what fits a screen", meaning: "Show at most N rows.")
    static let all = Option("all", .flag, meaning: "Show every row.")
    static let sort = Option("sort", .choice(RowSort.allCases.map(\.rawValue)), standard: "bytes", meaning: "Order of the rows.")
    static let type = Option(
        "type", .text("GLOB"), repeatable: true,
        meaning: "Only types of such names: '*' stops at '.' and '+', '**' does not, '?' is one character, a leading '!' excludes.")
    static let exact = Option("exact", .flag, meaning: "Exact numbers instead of kB, MB, GB.")
    static let minChange = Option(
        "min-change", .text("CHANGE"), standard: "1% and 64 KB for bytes, 1% and 100 for objects, 1% and 3 for threads and modules",
        meaning: "Rows and totals that changed less count as steady, like '5% and 1 MB'.")
    static let exitCode = Option("exit-code", .flag, meaning: "Exit 1 when the verdict is 'grew'.")

    static let json = Option("json", .flag, meaning: "The same as --format json.")
    static let format = Option("format", .choice(OutputFormat.words), standard: "text", meaning: "Format of standard output.")
    static let output = Option(
        "output", short: "o", .text("FILE"), repeatable: true,
        meaning: "Also write FILE, in the format of its extension or of FORMAT:FILE.")

    static let series = Option("series", .text("NAME"), meaning: "The series that the snapshots continue.")
    static let label = Option(
        "label", .text("KEY=VALUE"), repeatable: true, meaning: "A fact to keep with the snapshots, like commit=4f1c2ab.")
    static let at = Option(
        "at", .text("TIME"), standard: "the time in the dump, else of the file",
        meaning: "When the dump was taken: 2026-08-01T10:30:00Z, 2026-08-01 or @SECONDS since 1970.")

    static let only = Option("only", .choices("SECTION", SectionCatalog.names), meaning: "Read these sections alone.")
    static let jobs = Option("jobs", .number("N", 1...1024), standard: "one a processor", meaning: "Workers that walk a heap.")
    static let maxUnpacked = Option(
        "max-unpacked", .text("SIZE"), standard: "1 TiB", meaning: "Refuse a compressed dump that unpacks to more.")

    static let store = Option("store", .text("PATH"), environment: "HEAPDRIFT_STORE", meaning: "The store file.")
    static let quiet = Option("quiet", short: "q", .flag, meaning: "No notes on standard error, errors alone.")
    static let verbose = Option("verbose", short: "v", .flag, meaning: "More notes: what was read, from where, how long it took.")
    static let color = Option("color", .choice(When.words), standard: "auto", meaning: "Colour on standard output.")
    static let progress = Option("progress", .choice(When.words), standard: "auto", meaning: "Progress on standard error.")
}
