import CommandLineTable
import Growth
import Reports
import SnapshotModel
import Storage
import Wording

extension Command {
    static let trend = Command(
        Verb(
            "trend", "Show what grows over the snapshots of a series, and since when.",
            details: [
                "Types are ranked by sustained growth: by the smallest step from one snapshot to the next since the growth began, so "
                    + "growth in one step, or growth that comes and goes, does not count. A restart (another life of the process) starts anew, "
                    + "unless every snapshot is of a new process. Growth is certain after five steps, and when it is not among objects of generation 0 "
                    + "alone, which may be garbage that no collection has looked at. With fewer than three snapshots that hold types there is no answer (exit code 4).",
                "First comes what leaks, as in 'diff': who holds it, since which snapshot, what to do. That is looked for in at most eight snapshots "
                    + "of one life of the process, evenly spaced since the growth began. Where all snapshots say what is alive, types are ranked by that.",
                "With a type or a metric, its values are drawn as a chart. A name with '*' or '?' is a glob, and the sum of what it matches is "
                    + "drawn; 'type:GLOB' counts, 'type-bytes:GLOB' sums up bytes.",
            ],
            arguments: [
                Argument(
                    "SERIES",
                    meaning: "The series, as named by 'snap --series'; 'series@2026-08-01' and the like end it at that snapshot."),
                Argument("TYPE|METRIC", .optional, meaning: "One type, like MyApp.Session, or one metric, like heap.total."),
            ],
            groups: [
                OptionGroup("Snapshots", [.last, .since, .loops, .limit]), OptionGroup("Rows", [.top, .all, .type, .exact]),
                OptionGroup("Output", Options.output), OptionGroup("Names", Options.privacy), OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift trend night", "What grows, ranked."),
                Example("heapdrift trend night 'System.EventHandler<Shop.PriceChanged>'", "The values of one type."),
                Example("heapdrift trend night heap.total --last 30", "A metric over the last 30 snapshots."),
                Example("heapdrift trend night --limit '2 GB'", "When the process reaches the limit of its container, if it goes on."),
                Example("heapdrift trend night --loops 1000", "Between two snapshots 1,000 requests were made: what grows by as many?"),
                Example("heapdrift trend night --json --all", "Every type and metric, for a script."),
            ]),
        formats: commonFormats + [.markdown]
    ) { values throws(UsageError) in
        let (series, end) = try values.series(at: 0)
        return TrendTask(
            series: series, end: end, subject: values.arguments.dropFirst().first, since: try values.since(),
            last: values.command.number(.last), loops: values.command.number(.loops),
            limit: try values.typed(.limit) { text throws(UnreadableValue) in try ByteSize.parse(text) })
    }
}

extension Option {
    static let last = Option("last", .number("N", 1...Int.max), standard: "all", meaning: "Only the last N snapshots.")
    static let limit = Option(
        "limit", .text("SIZE"),
        meaning: "The memory that the process may use, like the limit of its container: '2 GB'. When growth reaches it, if it goes on.")
    static let loops = Option(
        "loops", .number("N", 1...1_000_000_000),
        meaning: "The same work was done N times from each snapshot to the next: a leak of it grows by N objects or a multiple.")
    static let since = Option(
        "since", .text("TIME"), standard: "the first",
        meaning: "Only snapshots from TIME on: 2026-08-01T10:30 (UTC), 2026-08-01 or @SECONDS since 1970.")
}

/// `trend SERIES [TYPE|METRIC]`.
struct TrendTask: VerbTask {
    let series: String
    /// The last snapshot that counts.
    let end: SnapshotReference
    let subject: String?
    let since: Int64?
    let last: Int?
    let loops: Int?
    /// In bytes.
    let limit: UInt64?

    func run(_ session: Session) throws -> ExitCode {
        let store = try session.storeToRead()
        let members = try store.members(upTo: end, of: series)
        let chosen = members.filter { $0.time >= since ?? .min }.suffix(last ?? .max)
        let history = try session.liveHistory(chosen.map(\.id))
        if let latest = chosen.last { session.note(try store.newerParts(of: latest.id)) }
        let rows = session.plan.rows
        var options = TrendOptions()
        options.filters = rows.filters
        options.all = rows.all
        options.subject = try subject.map { try TrendTask.subject($0, history) }
        // Filters and the subject match the real names, which the report replaces afterwards.
        let found = trend(history, options)
        if subject == nil { session.noteUnmatchedGlobs(history) }
        // Whoever chooses rows asks for them.
        let wantsSuspects = subject == nil && rows.filters.isEmpty
        let suspects = wantsSuspects ? try session.suspects(of: history, found, loops: loops) : nil
        let redaction = try session.redaction()
        var report = TrendReport(
            series: series, trend: redaction.map { found.redacted($0) } ?? found, isDetailed: subject != nil,
            leftOut: members.count - chosen.count, suspects: suspects)
        (report.wantsSuspects, report.limit) = (wantsSuspects, limit.map { Int128($0) })
        report.forecast = limit.flatMap { SeriesForecast(report.trend, suspects, limit: Int128($0)) }
        // With fewer snapshots every shape is unknown, and with fewer values the one that was asked for.
        let isUnknown = subject == nil ? found.unseen != nil : found.rows.allSatisfy { $0.shape == .inconclusive }
        let isOpen = history.points.count < leastShapePoints || isUnknown
        return try session.deliver(isOpen ? .inconclusive : .done, .trend(report))
    }

    /// The meaning of the second word. Throws a usage failure that names what was probably meant.
    private static func subject(_ word: String, _ history: SeriesHistory) throws(Failure) -> TrendOptions.Subject {
        if let metric = Catalog.standard.metric(word) { return .metric(metric) }
        let followed = history.sections.compactMap { section in section.followed.map { (section: section, rows: $0) } }
        for (section, rows) in followed {
            for (prefix, measure) in [(rows.noun + ":", rows.count), (rows.noun + "-bytes:", rows.size)] where word.hasPrefix(prefix) {
                return try matching(String(word.dropFirst(prefix.count)), measure, section)
            }
        }
        guard let section = history.sections.first else {
            throw Failure(.usage, "no-such-row", "no metric is '\(word)', and this series has no rows to follow")
        }
        return try matching(word, nil, section)
    }

    private static func matching(_ glob: String, _ measure: String?, _ section: SectionHistory) throws(Failure) -> TrendOptions.Subject {
        let pattern = NamePattern(glob)
        let types = section.keys.first ?? []
        if types.contains(where: pattern.matches) { return .rows(of: section.section, pattern, measure: measure) }
        // Users often remember only the last part of a type's name.
        let ends = types.map { String($0[($0.lastIndex { $0 == "." || $0 == "+" }.map($0.index(after:)) ?? $0.startIndex)...]) }
        let nearest =
            nearestWord(to: glob, among: Catalog.standard.metrics.map(\.name)) ?? nearestWord(to: glob, among: types)
            ?? nearestWord(to: glob, among: ends).flatMap { end in ends.firstIndex(of: end).map { types[$0] } }
        throw Failure(
            .usage, "no-such-row", "no type and no metric of this series is '\(glob)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
            hint: "metrics: " + Catalog.standard.metrics.filter(Catalog.standard.isHeldToday).map(\.name).joined(separator: ", "))
    }
}
