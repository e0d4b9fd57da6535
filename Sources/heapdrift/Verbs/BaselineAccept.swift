import CommandLineTable
import Reports
import Storage

extension Command {
    static let baselineAccept = Command(
        Verb(
            "baseline accept", "Move a baseline to the latest snapshot of its series.",
            details: [
                "For intended growth: later snapshots are compared with the latest. The history keeps the snapshot that was the baseline."
            ],
            arguments: [Argument("SERIES", meaning: "The series' name.")],
            groups: [
                OptionGroup("Baseline", [.name, .note]), OptionGroup("Output", Options.output), OptionGroup("General", Options.general),
            ],
            examples: [
                Example(
                    "heapdrift baseline accept orders --note 'the price cache is meant to grow'", "With the reason, for later readers."
                )
            ])
    ) { values throws(UsageError) in
        BaselineAcceptTask(
            series: try values.seriesName(values.arguments[0]), name: try values.baselineName(), note: values.command.value(.note))
    }
}

/// `baseline accept SERIES`.
struct BaselineAcceptTask: VerbTask {
    let series: String
    let name: String
    let note: String?

    func run(_ session: Session) throws -> ExitCode {
        // Opening the store for reading fails when it does not exist, and so it is not created.
        _ = try session.storeToRead()
        let (previous, present) = try session.storeToWrite().acceptLatest(as: name, of: series, at: session.now, note: note)
        let sentence =
            switch previous {
            case present?: "\(series)@\(name) is @\(present), the latest, as it was."
            case let id?: "\(series)@\(name) moved from @\(id) to @\(present), the latest."
            case nil: "\(series)@\(name) is @\(present), the latest; there was none before."
            }
        return try session.deliver(
            .done,
            .maintenance(
                MaintenanceReport(
                    "baseline-accept", sentences: [sentence],
                    facts: [
                        ("series", .text(series)), ("name", .text(name)), ("snapshot", .integer(present)), ("previous", .init(previous)),
                        ("note", .init(note)),
                    ])))
    }
}
