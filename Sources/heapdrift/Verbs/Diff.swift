import Growth
import Reports
import Snapshot

/// `diff A B [C...]`: the first against the last; those between say whether growth held at every step.
func runDiff(_ references: [Reference], exitCode: Bool, _ invocation: Invocation) throws -> ExitCode {
    let loaded = try references.map { try invocation.load($0) }
    guard let before = loaded.first, let after = loaded.last, loaded.count > 1 else {
        throw Failure(.internalError, "internal", "diff was planned with \(loaded.count) snapshots")
    }
    let rows = invocation.plan.rows
    var options = DiffOptions()
    options.minChange = rows.minChange
    options.sort = rows.sort
    options.filters = rows.filters
    let between = loaded.dropFirst().dropLast()
    let diff = diff(before.snapshot, after.snapshot, through: between.map(\.snapshot), options)
    let code: ExitCode =
        switch diff.verdict {
        case .grew where exitCode: .policy
        case .inconclusive where exitCode: .inconclusive
        default: .done
        }
    return try invocation.deliver(
        code, .diff(DiffReport(before: before.head, after: after.head, between: between.map(\.head), diff)))
}
