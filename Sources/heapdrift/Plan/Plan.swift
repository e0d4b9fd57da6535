import Reduction
import Reports

/// The command line, resolved with environment, terminal and working directory before any work starts. Nothing changes it afterwards.
struct Plan: Sendable {
    let task: any VerbTask
    /// The format of standard output.
    let format: OutputFormat
    /// The files of `-o`, in the order typed.
    let files: [OutputTarget]
    let verbosity: Messages.Verbosity
    let progress: When
    let terminal: TerminalFacts
    let store: StoreChoice
    let rows: RowChoice
    let reduction: ReductionOptions
    let surroundings: Surroundings
    /// `nil` without `--redact`: names are shown.
    let redaction: RedactionChoice?
}

/// A file to write.
struct OutputTarget: Equatable, Sendable {
    let path: String
    let format: OutputFormat
}

/// The environment of the process, apart from the command line.
struct Surroundings: Sendable {
    let environment: [String: String]
    /// The working directory.
    let folder: String
    let processors: Int
}

extension Plan {
    /// Labels with the pod or the unit that this job runs in.
    func jobPlace() -> [String: String] {
        let environment = surroundings.environment
        return JobPlace.labels(environment, isInCI: SourceRevision.ofCI(environment) != nil)
    }

    /// Labels with the revision of the sources. They come from the CI system, or else from git, if the store lies in this working copy and
    /// its snapshots are therefore about these sources.
    func revision() -> [String: String] {
        if let revision = SourceRevision.ofCI(surroundings.environment) { return revision.labels }
        guard store.file?.origin == .repository else { return [:] }
        return gitRevision(surroundings.folder, environment: surroundings.environment)?.labels ?? [:]
    }
}
