import SnapshotModel

/// Objects whose finalizers are due and do not run: the finalizer thread stands in one of them, or is too slow.
///
/// Situation: images are not disposed, and one finalizer waits for a lock. Everything that becomes garbage after it stays in the queue, with the native
/// memory that it frees in its finalizer. So growth of native memory belongs to this suspect.
struct Finalization: Rule {
    let name = Cause.finalizerBlocked.rawValue

    /// Objects that become ready in every stage, and stay.
    private static let least: Int128 = 50

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let stages = investigation.stages
        let types = try stages.sums(FinalizationRow.section.info.name, "count") { cells, row in
            cells.text("state", row) == "ready" ? cells.text("type", row) : nil
        }
        let ready = Course.sum(types.lazy.map(\.course), stages: stages.count)
        let looked = [Looked(.ready, "", ready, least: Finalization.least)]
        guard ready.sustained >= Finalization.least, let most = types.mostGrown else { return looked }
        let frames = Finalization.framesOfFinalizer(stages)
        // A finalizer thread without work runs no method of a program.
        let stuck = frames.first { $0.hasSuffix(".Finalize") } ?? frames.last { !PlatformNames.isOfPlatform($0) }
        var draft = Draft(
            cause: stuck == nil ? .finalizerSlow : .finalizerBlocked, subject: most.name,
            holder: stuck ?? HolderRow.finalizer, objects: most.course, nextStep: stuck == nil ? .dispose : .unblockFinalizer)
        draft.evidence =
            [Evidence(.ready, "", ready)] + types.grown.prefix(3).map { Evidence(.ready, $0.name, $0.course) }
            + frames.prefix(3).map { Evidence(.finalizerThread, $0) }
        let taken = investigation.take { point, contents in contents.forest.root(point.node).root == HolderRow.finalizer }
        if let contents = investigation.contentsIfRead { draft.absorb(taken, draft.cause, contents) }
        if let native = try? NativeMemory.used(stages) {
            draft.other = native
            draft.evidence.append(Evidence(.native, "", native))
            investigation.isNativeExplained = true
        }
        investigation.found.append(draft)
        return looked
    }

    /// The methods that the finalizer thread runs at the last stage, the innermost first.
    private static func framesOfFinalizer(_ stages: Stages) -> [String] {
        guard let table = stages.last?.table(ThreadRow.section.info.name) else { return [] }
        let cells = SectionCells(table)
        guard let row = (0..<table.rowCount).first(where: { cells.text("state", $0).hasPrefix(ThreadRow.finalizer) }) else { return [] }
        return cells.text("frames", row).split(separator: "\n").map(String.init)
    }
}
