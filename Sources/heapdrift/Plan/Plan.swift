import Reduction
import Reports

/// What was typed, resolved against environment, terminal and working directory before any work starts. Nothing changes it afterwards.
struct Plan: Sendable {
    let task: any VerbTask
    /// Of standard output.
    let format: OutputFormat
    /// `-o`, in the order typed.
    let files: [OutputTarget]
    let verbosity: Messages.Verbosity
    let progress: When
    let terminal: TerminalFacts
    let store: StorePath
    let rows: RowChoice
    let reduction: ReductionOptions
    let surroundings: Surroundings
    /// `--redact`; nil: names are shown.
    let redaction: RedactionChoice?
}

/// A file to write.
struct OutputTarget: Equatable, Sendable {
    let path: String
    let format: OutputFormat
}

/// What the world outside says, apart from the command line.
struct Surroundings: Sendable {
    let environment: [String: String]
    /// The working directory.
    let folder: String
    let processors: Int
}

extension Plan {
    /// Labels of the state of the sources: what the CI system says; else, when the store lies in this working copy and its snapshots are
    /// therefore about it, what git says.
    func revision() -> [String: String] {
        if let revision = SourceRevision.ofCI(surroundings.environment) { return revision.labels }
        guard store.origin == .repository else { return [:] }
        return gitRevision(surroundings.folder, environment: surroundings.environment)?.labels ?? [:]
    }
}
