import SnapshotModel

/// Tasks that never complete: async methods that wait for something that does not happen, and what they hold.
///
/// Situation: a caller waits for a reply that is never sent; the TaskCompletionSource is in a table. Or all wait for one task of a static field, which keeps
/// them as its continuations.
struct PendingTasks: Rule {
    let name = Cause.taskNeverCompleted.rawValue

    private static let continuations = "m_continuationObject"

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let contents = try investigation.contents()
        let taken = investigation.take { point, contents in
            FrameworkTypes.isTask(contents.payload(point).type)
                || contents.belongs(point, throughCollections: true) { contents.forest.nodes[$0].step == PendingTasks.continuations }
        }
        let methods = try? investigation.stages.sums(AsyncRow.section.info.name, "count") { cells, row in
            cells.text("state", row) == AsyncRow.ended ? nil : cells.text("method", row)
        }
        var drafts = Draft.grouped(.taskNeverCompleted, taken, by: { contents.holder($0).field }, contents, .completeTask)
        for place in drafts.indices {
            drafts[place].evidence += (methods?.grown ?? []).prefix(3).map { Evidence(.asyncMethod, $0.name, $0.course) }
        }
        investigation.found += drafts
        return (methods ?? []).map { Looked(.asyncMethod, $0.name, $0.course, least: 20) }
    }
}
