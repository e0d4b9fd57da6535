import CommandLineTable
import Reports
import Storage

extension Command {
    static let baselineRemove = Command(
        Verb(
            "baseline rm", "Remove a baseline; the snapshot stays.",
            arguments: [Argument("SERIES", meaning: "The series' name.")],
            groups: [
                OptionGroup("Baseline", [.name]), OptionGroup("Output", Options.output), OptionGroup("General", Options.general),
            ],
            examples: [Example("heapdrift baseline rm orders --name release-3", "orders@release-3 names nothing any more.")])
    ) { values throws(UsageError) in
        BaselineRemoveTask(series: try values.seriesName(values.arguments[0]), name: try values.baselineName())
    }
}

/// `baseline rm SERIES`.
struct BaselineRemoveTask: VerbTask {
    let series: String
    let name: String

    func run(_ session: Session) throws -> ExitCode {
        _ = try session.storeToRead()
        let id = try session.storeToWrite().removeBaseline(name, of: series, at: session.now)
        return try session.deliver(
            .done,
            .maintenance(
                MaintenanceReport(
                    "baseline-rm", sentences: ["\(series)@\(name) is no more; it was @\(id), which stays."],
                    facts: [("series", .text(series)), ("name", .text(name)), ("snapshot", .integer(id))])))
    }
}
