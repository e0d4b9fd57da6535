import Budgets
import CommandLineTable
import Reports
import SnapshotModel

extension Command {
    static let initialize = Command(
        Verb(
            "init", "Write a commented heapdrift.yml, and print what a CI job or a crontab needs.",
            details: [
                "The limits are fitted to REF when one is given. The CI system is the one whose files lie in this folder; --ci names another."
            ],
            arguments: [Argument("REF", .optional, meaning: "A dump or snapshot of the service in a good state.")],
            groups: [
                OptionGroup("What to write", [.budget, .ci, .series, .force]), OptionGroup("Reading", Options.reading),
                OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift init healthy.core", "A budget with limits above the values of this dump."),
                Example("heapdrift init orders@latest --ci gitlab --series orders", "And the job for GitLab CI."),
            ]),
        formats: [.text]
    ) { values throws(UsageError) in
        InitTask(
            reference: try values.arguments.first.map { text throws(UsageError) in try values.reference(text) },
            path: try values.nonEmpty(.budget) ?? BudgetOrigin.names[0],
            system: values.command.value(.ci).flatMap(CISystem.init(rawValue:)) ?? CISystem.found(in: values.surroundings.folder),
            series: try values.series() ?? "SERIES", isForced: values.command.has(.force))
    }
}

/// `init`: writes a budget. An existing file is overwritten only with `--force`.
struct InitTask: VerbTask {
    let reference: Reference?
    let path: String
    let system: CISystem
    let series: String
    let isForced: Bool

    /// The text of the budget file.
    static func budget(fittedTo snapshot: Snapshot?) -> String {
        BudgetTemplate.text(
            fittedTo: snapshot,
            introduction: [
                "What \(Product.name) demands of this service's memory. docs/budget.md explains every key; '\(Product.name) check --metrics' "
                    + "lists the",
                "metrics, and '\(Product.name) check SERIES --dry-run' says what each rule looks at.",
            ], marking: "marked with '\(Product.name) baseline set SERIES@latest'")
    }

    func run(_ session: Session) throws -> ExitCode {
        if fileExists(path), !isForced {
            throw Failure(
                .usage, "budget-exists", "\(path): exists already and is not changed; --force overwrites it, --budget names another")
        }
        let snapshot = try reference.map { try session.load($0).snapshot }
        do throws(OutputFailure) {
            try writeFile(Array(InitTask.budget(fittedTo: snapshot).utf8), to: path)
        } catch {
            if case .failed(let code) = error { throw Failure(.usage, "cannot-write", "\(path): cannot be written: \(reason(code))") }
        }
        session.messages.note("wrote '\(path)'")
        try writeAll(Array(system.snippet(series: series).utf8), to: 1)
        return .done
    }
}
