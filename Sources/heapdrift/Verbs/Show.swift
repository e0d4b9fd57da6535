import Reports
import Snapshot

/// `show REF [SECTION]`.
func runShow(_ reference: Reference, section: String?, _ invocation: Invocation) throws -> ExitCode {
    let loaded = try invocation.load(reference)
    let rows = invocation.plan.rows
    return try invocation.deliver(
        .done, .snapshot(SnapshotReport(loaded.snapshot, place: loaded.place, section: section, sort: rows.sort, filters: rows.filters)))
}
