import CommandLineTable
import Reports
import Storage

extension Command {
    static let baselineShow = Command(
        Verb(
            "baseline show", "Show which snapshot a baseline is, since when, and which it was before.",
            arguments: [Argument("SERIES", meaning: "The series' name.")],
            groups: [
                OptionGroup("Baseline", [.name]), OptionGroup("Output", Options.output), OptionGroup("Names", Options.privacy),
                OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift baseline show orders", "The snapshot that orders@baseline is."),
                Example("heapdrift baseline show orders --name release-3 --json", "Another of its baselines, for a script."),
            ])
    ) { values throws(UsageError) in
        BaselineShowTask(series: try values.seriesName(values.arguments[0]), name: try values.baselineName())
    }
}

/// `baseline show SERIES`.
struct BaselineShowTask: VerbTask {
    let series: String
    let name: String

    func run(_ session: Session) throws -> ExitCode {
        let store = try session.storeToRead()
        let id = try store.resolve(.baseline(series: series, name: name))
        let present = try store.baselines(series: series).first { $0.name == name }
        let history = try store.baselineHistory(name, of: series)
        let redaction = try session.redaction()
        let listed = try store.list(series: nil).filter { $0.id == id }.prefix(1).map { ListedSnapshot($0, [], redaction) }
        var sentences = ["\(series)@\(name) is @\(id) since \(utcText(present?.setAt ?? 0))" + said(present?.note)]
        sentences += history.map { "before: @\($0.snapshot) from \(utcText($0.setAt)) to \(utcText($0.endedAt))" + said($0.note) }
        return try session.deliver(
            .done,
            .maintenance(
                MaintenanceReport(
                    "baseline-show", sentences: sentences,
                    facts: [
                        ("series", .text(series)), ("name", .text(name)), ("snapshot", .integer(id)),
                        ("set_at", present.map { .time($0.setAt) } ?? .unknown), ("note", .init(present?.note)),
                        (
                            "history",
                            .list(
                                history.map {
                                    .members([
                                        ("snapshot", .integer($0.snapshot)), ("set_at", .time($0.setAt)), ("ended_at", .time($0.endedAt)),
                                        ("note", .init($0.note)),
                                    ])
                                })
                        ),
                    ], snapshots: listed)))
    }

    private func said(_ note: String?) -> String { note.map { ": \($0)" } ?? "." }
}
