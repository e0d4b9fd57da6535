import Reduction
import Storage

/// `heapdrift REF` and `diff REF`: compares the first dump of an archive with its last one. Anything else is one snapshot, which is shown
/// unless a comparison was asked for.
struct LoneReferenceTask: VerbTask {
    let reference: Reference
    /// Whether a comparison was asked for.
    let isForDiff: Bool
    let compare: @Sendable ([Reference]) -> DiffTask

    func run(_ session: Session) throws -> ExitCode {
        if let dumps = try dumps(session), let first = dumps.first, let last = dumps.last, dumps.count > 1 {
            session.messages.note("'\(reference.text)' holds \(dumps.count) dumps: the first is compared with the last")
            return try compare([.file(first), .file(last)]).run(session)
        }
        if isForDiff {
            throw Failure(
                .usage, "usage",
                "'\(reference.text)' is one \(noun), and a comparison needs two; give the later one too, or see this one with "
                    + "'\(Product.name) show \(reference.text)'")
        }
        session.messages.note("one \(noun) says nothing of growth; give a later one too, and the two are compared")
        return try ShowTask(reference: reference, section: nil).run(session)
    }

    private var noun: String { if case .file = reference { "dump" } else { "snapshot" } }

    /// The dumps of an archive; `nil` when the reference is none.
    private func dumps(_ session: Session) throws -> [String]? {
        guard case .file(let path) = reference, path != Inputs.standardInput, !SnapshotStore.isStore(path) else { return nil }
        return try session.working(on: path) { try Inputs.dumps(in: path, session.plan.reduction, session.progress) }
    }
}
