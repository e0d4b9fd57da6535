import CommandLineTable
import Reports
import SnapshotModel
import Storage

extension Command {
    static let baselineList = Command(
        Verb(
            "baseline list", "List the baselines.",
            arguments: [Argument("SERIES", .optional, meaning: "Only those of this series.")],
            groups: [
                OptionGroup("Rows", [.top, .all, .exact]), OptionGroup("Output", Options.output), OptionGroup("Names", Options.privacy),
                OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift baseline list", "Every snapshot that is a baseline."),
                Example("heapdrift baseline list orders --json", "Those of one series, for a script."),
            ])
    ) { values throws(UsageError) in
        BaselineListTask(series: try values.arguments.first.map { text throws(UsageError) in try values.seriesName(text) })
    }
}

/// `baseline list [SERIES]`: by series, then by time.
struct BaselineListTask: VerbTask {
    let series: String?

    func run(_ session: Session) throws -> ExitCode {
        let store = try session.storeToRead()
        if let series { _ = try store.list(series: series) }
        let baselines = try store.baselines(series: series)
        let summaries = try store.list(series: nil)
        let redaction = try session.redaction()
        var listed: [ListedSnapshot] = []
        for baseline in baselines {
            // Baselines are sorted by series, then by name. Several of one snapshot share a row.
            let series = BytewiseText(baseline.series)
            if let place = listed.lastIndex(where: { $0.id == baseline.snapshot && $0.series.map(BytewiseText.init) == series }) {
                listed[place].baselines.append(baseline.name)
            } else if let summary = summaries.first(where: { $0.id == baseline.snapshot }) {
                var snapshot = ListedSnapshot(summary, [], redaction)
                snapshot.series = baseline.series
                snapshot.baselines = [baseline.name]
                listed.append(snapshot)
            }
        }
        listed.sort { a, b in
            let (x, y) = (a.series ?? "", b.series ?? "")
            if BytewiseText(x) != BytewiseText(y) { return bytewise(x, y) }
            return (a.time, a.id) < (b.time, b.id)
        }
        var report = ListReport(listed)
        report.isOfBaselines = true
        report.nothing = "No baselines; 'heapdrift baseline set SERIES@latest' makes one."
        return try session.deliver(.done, .list(report))
    }
}
