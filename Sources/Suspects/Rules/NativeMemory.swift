import SnapshotModel

/// Memory outside of the heap that grows, where nothing else explains it.
///
/// Situation: a library takes 64 KB from malloc for each call and never frees it. What processes take by themselves (a new thread's arena, buffers of event
/// tracing) comes once or in steps below the floor.
struct NativeMemory: Rule {
    let name = Cause.native.rawValue

    private static let least: Int128 = 16 << 20
    /// The same as a share of all memory that the process has used.
    private static let share = 0.1

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let stages = investigation.stages
        let section = LedgerRow.section.info.name
        let native = try NativeMemory.used(stages)
        let all = try stages.sum(section, "touched") { cells, row in cells.text("owner", row) != "stacks" }
        let least = max(NativeMemory.least, Int128(Double(all.last) * NativeMemory.share))
        let looked = [Looked(.native, "", native, least: least)]
        guard native.sustained >= least, !investigation.isNativeExplained else { return looked }
        let kinds = try stages.sums(section, "touched") { cells, row in
            cells.text("owner", row) == LedgerRow.native ? cells.text("kind", row) : nil
        }
        var draft = Draft(
            cause: .native, subject: kinds.mostGrown?.name ?? LedgerRow.native, holder: "", objects: Course.zero(stages.count),
            nextStep: .lookAtNative)
        draft.other = native
        draft.evidence = kinds.grown.map { Evidence(.native, $0.name, $0.course) }
        if let live = investigation.live { draft.evidence.append(Evidence(.liveBytes, "", live)) }
        investigation.found.append(draft)
        return looked
    }

    /// Native memory that the process has used.
    static func used(_ stages: Stages) throws(NotInInput) -> Course {
        try stages.sum(LedgerRow.section.info.name, "touched") { cells, row in cells.text("owner", row) == LedgerRow.native }
    }
}
