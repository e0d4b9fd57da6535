import CommandLineTable
import Growth
import Reduction
import Reports
import SnapshotModel

/// Options that several verbs share, by their headings.
enum Options {
    static let rows: [Option] = [.top, .all, .sort, .type, .exact]
    static let output: [Option] = [.json, .format, .output]
    static let reading: [Option] = [
        .only, .jobs, .layout, .runtime, .threadNames, .addresses, .noHolders, .retained, .maxMemory, .modulePath, .from, .split,
        .maxUnpacked,
    ]
    static let privacy: [Option] = [.redact, .keepNames]
    static let general: [Option] = [.store, .quiet, .verbose, .color, .progress, .help]
    /// Of verbs that can do without a store.
    static let generalWithoutStore: [Option] = [.store, .noStore] + general.dropFirst()
}

extension Option {
    static let top = Option(
        "top", .number("N", 0...Int.max), standard: "what fits the terminal",
        meaning: "Show at most N rows; with 0 the verdict alone.")
    static let all = Option("all", .flag, meaning: "Show every row.")
    static let sort = Option("sort", .choice(RowSort.allCases.map(\.rawValue)), standard: "bytes", meaning: "Order of the rows.")
    static let type = Option(
        "type", .text("GLOB"), repeatable: true,
        meaning: "Only types whose names match: '*' stops at '.' and '+', '**' does not, '?' is one character, a leading '!' excludes.")
    static let exact = Option("exact", .flag, meaning: "Exact numbers instead of kB, MB, GB.")
    static let minChange = Option(
        "min-change", .text("CHANGE"), standard: "1% and 64 kB for bytes, 1% and 100 for objects, 1% and 3 for threads and modules",
        meaning: "The smallest change that counts, like '5% and 1 MB'; smaller ones are steady.")
    static let exitCode = Option(
        "exit-code", .flag, meaning: "Exit 1 when the verdict is 'grew', 4 when there is none or the newer snapshot comes first.")

    static let budget = Option(
        "budget", .text("FILE"), standard: "heapdrift.yml here or above, up to the root of the repository", meaning: "The budget file.")
    static let max = Option(
        "max", .text("METRIC=LIMIT"), repeatable: true,
        meaning: "The most that a number may be, like heap.total='1.2 GB' or 'type:MyApp.Session=0'.")
    static let maxGrowth = Option(
        "max-growth", .text("[METRIC=]LIMIT"), repeatable: true,
        meaning: "The most that a number may grow, like '10% and 5 MB' (of heap.total) or process.threads=10.")
    static let baselineChoice = Option(
        "baseline", .text("CHOICE"), standard: "what the budget says, else the baseline 'baseline', else the newest that passed",
        meaning: "The snapshot with which a series' latest is compared: name:NAME, latest-green, rolling:N, label:KEY=VALUE.")
    static let work = Option(
        "work", .text("N UNIT"),
        meaning:
            "Work done, like '5000 requests', for rules of 'per_work': with check between the two, with snap since the process started.")
    static let against = Option(
        "against", .text("REF"), several: true,
        meaning:
            "Dumps or snapshots of the earlier build. Those named before the option are of the later one, and each build is judged by the "
            + "median of its own.")
    static let samples = Option(
        "samples", .text("KEY"),
        meaning:
            "Judge a series by the median of the snapshots that have the latest's value of this label, like commit, against the median of "
            + "those that have the baseline's.")
    static let asOrdered = Option(
        "as-ordered", .flag, meaning: "The snapshots are given in the order of time, even if their own times say otherwise.")
    static let firstBecomesBaseline = Option(
        "first-becomes-baseline", .flag,
        meaning:
            "When the series has no baseline yet, its latest snapshot becomes it, unless it violates a rule that needs none. For runs on "
            + "the main branch; others are not judged without a baseline.")
    static let ci = Option(
        "ci", .choice(CISystem.allCases.map(\.rawValue)), standard: "the one whose files lie here, else cron",
        meaning: "The system whose lines are printed.")
    static let metrics = Option("metrics", .flag, meaning: "List the metrics that rules can name.")

    static let json = Option("json", .flag, meaning: "The same as --format json.")
    static let format = Option("format", .choice(OutputFormat.words), standard: "text", meaning: "Format of standard output.")
    static let output = Option(
        "output", short: "o", .text("FILE"), repeatable: true,
        meaning: "Also write FILE, in the format of its extension or of FORMAT:FILE. FORMAT:- is the format of standard output.")

    static let series = Option("series", .text("SERIES"), meaning: "The series of the snapshots.")
    static let label = Option(
        "label", .text("KEY=VALUE"), repeatable: true, meaning: "A fact to keep with the snapshots, like commit=4f1c2ab.")
    static let noGit = Option("no-git", .flag, meaning: "Do not label snapshots with commit and branch.")
    static let noJobLabels = Option(
        "no-job-labels", .flag, meaning: "Do not label snapshots with the pod or the systemd unit of this job.")
    static let at = Option(
        "at", .text("TIME"),
        meaning: "When the dump was taken: 2026-08-01T10:30 (UTC), 2026-08-01 or @SECONDS since 1970.")

    static let name = Option("name", .text("NAME"), standard: "baseline", meaning: "The baseline's name.")
    static let replace = Option(
        "replace", .flag, meaning: "Replace a baseline that is another snapshot; what it was is kept in its history.")
    static let note = Option("note", .text("TEXT"), meaning: "The reason, kept with the baseline.")
    static let dryRun = Option("dry-run", .flag, meaning: "Say what would be done and change nothing.")
    static let force = Option("force", .flag, meaning: "Overwrite a file that is there.")

    static let section = Option(
        "section", .choice(Catalog.standard.names), standard: "the one that decides the verdict, else the types",
        meaning: "Compare the rows of this section.")
    static let only = Option("only", .choices("SECTION", Catalog.standard.names), meaning: "Read only these sections.")
    static let jobs = Option("jobs", .number("N", 1...1024), standard: "one for each processor", meaning: "Threads that walk a heap.")
    static let layout = Option(
        "layout", .choice(ReductionOptions.layouts), standard: "the best that works",
        meaning: "Where the runtime's layout comes from: a verified table, the runtime's own descriptor, or calibration on its data.")
    static let runtime = Option(
        "runtime", .number("N", 1...64), standard: "the first that can be read",
        meaning: "Which runtime of a process that has several is read, counted by address (Linux) or in the list of modules (Windows).")
    static let threadNames = Option(
        "thread-names", .flag, meaning: "Read the names of threads too. The program chose them, so they are contents of its heap.")
    static let addresses = Option(
        "addresses", .flag,
        meaning: "Name some objects of each holder by address, for commands of a debugger like 'gcroot' and 'dumpobj'.")
    static let noHolders = Option(
        "no-holders", .flag,
        meaning: "Do not follow references: no section 'holders', and nothing on which objects are alive. Reading takes less time.")
    static let retained = Option(
        "retained", .flag,
        meaning:
            "Also find out what the objects of each type retain: what would be garbage without them. Takes 40 bytes of memory an object.")
    static let maxMemory = Option(
        "max-memory", .text("SIZE"), standard: "what the machine has available",
        meaning:
            "Leave out who holds what, which objects are alive, and what --retained adds, where that takes more memory beside the dump; "
            + "the snapshot says so.")
    static let modulePath = Option(
        "module-path", .text("DIR"), repeatable: true, environment: "HEAPDRIFT_MODULE_PATH",
        meaning:
            "A folder with the assemblies or the executable, also in folders of it, for a dump without names of types; only files of "
            + "the same build are used.")
    static let from = Option(
        "from", .choice(InputKind.allCases.map(\.rawValue)), standard: "what the content shows",
        meaning: "What the files are: the text of a debugger, a Linux core, a Windows minidump or a .gcdump.")
    static let split = Option(
        "split", .flag,
        meaning:
            "Where the text of a debugger holds a table of the whole process more than once, take a snapshot of each moment: FILE/1, FILE/2. "
            + "With no other input the first is compared with the last."
    )
    static let maxUnpacked = Option(
        "max-unpacked", .text("SIZE"), standard: "1 TiB", meaning: "Refuse a compressed dump that unpacks to more.")

    static let redact = Option(
        "redact", .flag,
        meaning: "Replace names of types, modules, paths and the process by hashes, so that the result can be shared. The salt is "
            + "$HEAPDRIFT_REDACT_SALT, else the file redact.salt beside the store, made once: anyone who has it can test guesses.")
    static let keepNames = Option(
        "keep-names", .text("GLOB"), repeatable: true,
        meaning: "With --redact: names that match stay, as do " + Redaction.standardKeep.joined(separator: " and ") + ".")

    static let store = Option("store", .text("PATH"), environment: "HEAPDRIFT_STORE", meaning: "The store file.")
    static let noStore = Option(
        "no-store", .flag, meaning: "Use no store: look nothing up in it, and keep nothing. Every dump is read.")
    static let quiet = Option("quiet", short: "q", .flag, meaning: "No notes on standard error, only errors.")
    static let verbose = Option("verbose", short: "v", .flag, meaning: "More notes: what was read, from where, how long it took.")
    static let color = Option("color", .choice(When.words), standard: "auto", meaning: "Colour on standard output.")
    static let progress = Option("progress", .choice(When.words), standard: "auto", meaning: "Progress on standard error.")
}
