import Budgets
import CommandLineTable
import FoundationEssentials
import Reports
import SnapshotModel

extension Command {
    static let initialize = Command(
        Verb(
            "init", "Write a commented heapdrift.yml, and print what a CI job or a crontab needs.",
            details: [
                "The limits are fitted to REF when one is given. The lines are for the CI system whose files lie in this folder, or for cron; "
                    + "--ci names another. They go to standard output, everything else to standard error.",
                "The lines work from an empty repository: the first run on the main branch makes the baseline.",
            ],
            arguments: [Argument("REF", .optional, meaning: "A dump or snapshot of the service in a good state.")],
            groups: [
                OptionGroup("What to write", [.budget, .ci, .series, .force]), OptionGroup("Reading", Options.reading),
                OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift init healthy.core", "A budget with limits above the values of this dump."),
                Example("heapdrift init orders@latest --ci gitlab", "And the job for GitLab CI, which goes on with the series orders."),
            ]),
        formats: [.text]
    ) { values throws(UsageError) in
        let path = try values.nonEmpty(.budget) ?? BudgetOrigin.names[0]
        let reference = try values.arguments.first.map { text throws(UsageError) in try values.reference(text) }
        let folder = values.surroundings.folder
        return InitTask(
            reference: reference, path: path,
            system: values.command.value(.ci).flatMap(CISystem.init(rawValue:)) ?? CISystem.found(in: folder),
            job: CheckJob(
                series: try values.series() ?? reference?.series ?? "",
                budgetPath: path, budget: BudgetOrigin.pathForJobs(path, folder: folder), store: try values.nonEmpty(.store),
                folder: folder,
                program: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? Product.name),
            isForced: values.command.has(.force))
    }
}

/// `init`: writes a budget. An existing file is overwritten only with `--force`.
struct InitTask: VerbTask {
    let reference: Reference?
    let path: String
    let system: CISystem
    let job: CheckJob
    let isForced: Bool

    /// The text of the budget file.
    static func budget(fittedTo snapshot: Snapshot?, series: String = "SERIES") -> String {
        BudgetTemplate.text(
            fittedTo: snapshot,
            introduction: [
                "What \(Product.name) demands of this service's memory. docs/budget.md explains every key; '\(Product.name) check --metrics' "
                    + "lists the",
                "metrics, and '\(Product.name) check \(series) --dry-run' says what each rule looks at.",
            ], marking: "the first of the main branch, or '\(Product.name) baseline set \(series)@latest'")
    }

    func run(_ session: Session) throws -> ExitCode {
        if fileExists(path), !isForced {
            throw Failure(
                .usage, "budget-exists", "\(path): exists already and is not changed; --force overwrites it, --budget names another")
        }
        let loaded = try reference.map { try session.load($0) }
        // A dump that was taken into a series goes on with it.
        var job = job
        if job.series.isEmpty { job.series = loaded?.series ?? CheckJob.series(of: job.folder) }
        do throws(OutputFailure) {
            try writeFile(Array(InitTask.budget(fittedTo: loaded?.snapshot, series: shellWord(job.series)).utf8), to: path)
        } catch {
            if case .failed(let code) = error {
                throw Failure(.unwritten(code), "cannot-write", "\(path): cannot be written: \(reason(code))")
            }
        }
        session.messages.note("wrote '\(path)'; the lines for \(system.place) follow (--ci names another system)")
        try writeAll(Array(system.lines(job).utf8), to: 1)
        return .done
    }
}
