import SnapshotModel

/// Weak handles that are never freed: GCHandle.Alloc with a weak kind, or WeakReference objects that pile up.
///
/// Situation: a registry keeps weak references and never removes those whose objects are gone. Each takes little, so only many of them count, and only where
/// no other suspect grows with them.
struct WeakHandles: Rule {
    let name = Cause.weakHandle.rawValue

    private static let least: Int128 = 1000
    /// The size of a handle.
    private static let bytesOfEach: Int128 = 8

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let stages = investigation.stages
        let kinds = try stages.sums(HandleRow.section.info.name, "count") { cells, row in
            cells.text("kind", row).hasPrefix("weak-") ? cells.text("kind", row) : nil
        }
        for kind in kinds.grown where kind.course.sustained >= WeakHandles.least {
            let isExplained = investigation.found.contains { 2 * $0.objects.sustained >= kind.course.sustained }
            if isExplained { continue }
            let types = try stages.sums(HandleRow.section.info.name, "count") { cells, row in
                cells.text("kind", row) == kind.name ? cells.text("type", row) : nil
            }
            var draft = Draft(
                cause: .weakHandle, subject: types.mostGrown?.name ?? kind.name, holder: "\(kind.name) handle", objects: kind.course,
                nextStep: .freeHandle)
            draft.other = kind.course.times(WeakHandles.bytesOfEach)
            draft.evidence = [Evidence(.handles, kind.name, kind.course)]
            investigation.found.append(draft)
        }
        return kinds.map { Looked(.handles, $0.name, $0.course, least: WeakHandles.least) }
    }
}
