import CommandLineTable
import Reports
import SnapshotModel
import Storage

extension Command {
    static let storeList = Command(
        Verb(
            "store ls", "List the snapshots of the store.",
            arguments: [Argument("SERIES", .optional, meaning: "Only this series.")],
            groups: [
                OptionGroup("Rows", [.top, .all, .exact]), OptionGroup("Output", Options.output), OptionGroup("Names", Options.privacy),
                OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift store ls", "Every snapshot, the newest first."),
                Example("heapdrift store ls orders --json", "One series, for a script."),
            ]),
        formats: commonFormats + [.markdown]
    ) { values throws(UsageError) in
        StoreListTask(series: try values.arguments.first.map { text throws(UsageError) in try values.seriesName(text) })
    }
}

/// `store ls [SERIES]`: the newest first.
struct StoreListTask: VerbTask {
    let series: String?

    func run(_ session: Session) throws -> ExitCode {
        let store = try session.storeToRead()
        let found = try store.list(series: series)
        let baselines = try store.baselines(series: nil)
        let newestFirst = found.sorted { a, b in
            if a.time != b.time { return a.time > b.time }
            if a.id != b.id { return a.id > b.id }
            return bytewise(a.series ?? "", b.series ?? "")
        }
        let redaction = try session.redaction()
        let listed = newestFirst.map { ListedSnapshot($0, baselines, redaction) }
        return try session.deliver(.done, .list(ListReport(listed)))
    }
}

extension ListedSnapshot {
    /// `baselines` are those of all series. A baseline of the snapshot's own series is shown by its name, one of another series as
    /// `series@name`.
    init(_ summary: SnapshotSummary, _ baselines: [StoredBaseline], _ redaction: Redaction? = nil) {
        let series = summary.series.map(BytewiseText.init)
        let own = baselines.filter { $0.snapshot == summary.id }
            .map { BytewiseText($0.series) == series ? $0.name : "\($0.series)@\($0.name)" }
        self.init(
            id: summary.id, series: summary.series, time: summary.time, process: redaction?.name(summary.process) ?? summary.process,
            runtime: summary.runtime.map { ".NET \($0)" } ?? ".NET", trust: summary.trust, objects: summary.objects, bytes: summary.bytes,
            labels: redaction?.labels(summary.labels) ?? summary.labels, baselines: own)
    }
}
