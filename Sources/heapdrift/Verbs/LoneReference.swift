import CommandLineTable
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
        let reference = try isForDiff ? meant(session) : self.reference
        if let dumps = try dumps(reference, session), let first = dumps.first, let last = dumps.last, dumps.count > 1 {
            // The snapshots of a text have numbers.
            let noun = dumps.allSatisfy { $0.split(separator: "/").last.map { UInt64($0) != nil } ?? false } ? "snapshots" : "dumps"
            session.messages.note("'\(reference.text)' holds \(dumps.count) \(noun): the first is compared with the last")
            return try compare([.file(first), .file(last)]).run(session)
        }
        if isForDiff {
            throw Failure(
                .usage, "usage",
                "'\(reference.text)' is one \(noun(reference)), and a comparison needs two; \(advice(reference))")
        }
        session.messages.note("one \(noun(reference)) says nothing of growth; give a later one too, and the two are compared")
        return try ShowTask(reference: reference, section: nil).run(session)
    }

    /// The reference with what a bare name stands for.
    private func meant(_ session: Session) throws -> Reference {
        if case .named = reference { try session.settled(reference) } else { reference }
    }

    private func advice(_ reference: Reference) -> String {
        if case .stored(.latest(let series, let back), let text) = reference, back < .max {
            let name = shellWord(series)
            let given = name + text.dropFirst(series.count)
            return "'\(Product.name) \(Command.diff.verb.name) \(name)@latest~\(back + 1) \(given)' compares it with the one before"
        }
        return "give the later one too, or see this one with '\(Product.name) show \(reference.text)'"
    }

    private func noun(_ reference: Reference) -> String { if case .file = reference { "dump" } else { "snapshot" } }

    /// The dumps of an archive; `nil` when the reference is none.
    private func dumps(_ reference: Reference, _ session: Session) throws -> [String]? {
        guard case .file(let path) = reference, path != Inputs.standardInput, !SnapshotStore.isStore(path) else { return nil }
        return try session.working(on: path) { try Inputs.dumps(in: path, session.plan.reduction, session.progress) }
    }
}
