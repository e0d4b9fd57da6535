import SnapshotModel

/// Memory outside of the heap that grows, where nothing else explains it.
///
/// Situation: a library takes 64 KB from malloc for each call and never frees it. What processes take by themselves (a new thread's arena, buffers of event
/// tracing) comes once or in steps below the floor. Or images are not disposed: their objects are so small that no collection comes, which would find
/// them and let their finalizers free the memory.
struct NativeMemory: Rule {
    let name = Cause.native.rawValue

    private static let least: Int128 = 16 << 20
    /// The same as a share of all memory that the process has used.
    private static let share = 0.1

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let stages = investigation.stages
        let section = LedgerRow.section.info.name
        let native = try NativeMemory.used(stages)
        let measure = NativeMemory.measure(stages)
        let all = try stages.sum(section, measure) { cells, row in cells.text("owner", row) != "stacks" }
        let least = max(NativeMemory.least, Int128(Double(all.last) * NativeMemory.share))
        let looked = [Looked(.native, "", native, least: least)]
        guard native.sustained >= least, !investigation.isNativeExplained else { return looked }
        let kinds = try stages.sums(section, measure) { cells, row in
            cells.text("owner", row) == LedgerRow.native ? cells.text("kind", row) : nil
        }
        let uncollected = NativeMemory.uncollected(stages)
        var draft = Draft(
            cause: .native, subject: kinds.mostGrown?.name ?? LedgerRow.native, holder: "", objects: Course.zero(stages.count),
            nextStep: uncollected == nil ? .lookAtNative : .dispose)
        draft.other = native
        draft.evidence = kinds.grown.map { Evidence(.native, $0.name, $0.course) }
        if let live = investigation.live { draft.evidence.append(Evidence(.liveBytes, "", live)) }
        if let uncollected { draft.evidence.append(Evidence(.uncollected, uncollected.name, uncollected.course)) }
        investigation.found.append(draft)
        return looked
    }

    /// Native memory that the process has used.
    static func used(_ stages: Stages) throws(NotInInput) -> Course {
        // Without owners nothing is known of it.
        _ = try stages.tables(LedgerRow.section.info.name, "owner")
        return try stages.sum(LedgerRow.section.info.name, measure(stages)) { cells, row in cells.text("owner", row) == LedgerRow.native }
    }

    /// What debuggers print says what is committed, and not what was touched.
    private static func measure(_ stages: Stages) -> String {
        (try? stages.tables(LedgerRow.section.info.name, "touched")) == nil
            && (try? stages.tables(LedgerRow.section.info.name, "committed", "owner")) != nil ? "committed" : "touched"
    }

    /// Objects of one type in each stage that are worth a word.
    private static let leastUncollected: Int128 = 10

    /// The type with a finalizer of which most objects became garbage that no collection has found; `nil` when there is none, or when that is unknown.
    private static func uncollected(_ stages: Stages) -> NamedCourse? {
        let types = TypeRow.section.info.name
        guard
            let queued = try? stages.sums(
                FinalizationRow.section.info.name, "count",
                by: { cells, row in
                    cells.text("state", row) == "queued" ? cells.text("type", row) : nil
                }), let all = try? stages.sums(types, "count", by: { $0.text("name", $1) }),
            let live = try? stages.sums(types, "live_count", by: { $0.text("name", $1) })
        else { return nil }
        let finalizable = Set(queued.filter { $0.course.sustained >= leastUncollected }.map { BytewiseText($0.name) })
        // Both have the same names in the same order.
        let garbage = zip(all, live).filter { finalizable.contains(BytewiseText($0.0.name)) }.map { all, live in
            NamedCourse(name: all.name, course: all.course + Course(live.course.values.map { -$0 }))
        }
        return garbage.filter { $0.course.sustained >= leastUncollected }.mostGrown
    }
}
