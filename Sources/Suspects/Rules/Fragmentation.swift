import SnapshotModel

/// Pinned objects with free memory between them that the collector can neither use nor give back.
///
/// Situation: small buffers are pinned between larger ones that die. The pinned bytes are few; the free memory is many times as much and most of what is
/// committed. With large pinned buffers some free memory is normal, so it must be several times the pinned bytes.
struct Fragmentation: Rule {
    let name = Cause.fragmentation.rawValue

    private static let leastHandles: Int128 = 200
    private static let leastFree: Int128 = 1 << 20
    /// Growth of free memory as a multiple of that of the pinned bytes.
    private static let multiple: Int128 = 4
    /// Free memory as a share of what is committed.
    private static let share = 0.3

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let stages = investigation.stages
        let pinned = try stages.sum(HandleRow.section.info.name, "count") { cells, row in cells.text("kind", row) == "pinned" }
        let free = try stages.sum(HeapRow.section.info.name, "free")
        let committed = try stages.sum(HeapRow.section.info.name, "committed")
        let bytes = try? stages.sum(HandleRow.section.info.name, "pinned_bytes")
        let least = max(Fragmentation.leastFree, Fragmentation.multiple * max(0, bytes?.sustained ?? 0))
        let looked = [
            Looked(.handles, "pinned", pinned, least: Fragmentation.leastHandles), Looked(.free, "", free, least: least),
        ]
        guard pinned.sustained >= Fragmentation.leastHandles, free.sustained >= least,
            Double(free.last) >= Fragmentation.share * Double(committed.last)
        else { return looked }
        let pins = investigation.absorb { $0.cause == .pinnedHandle }
        var draft = Draft(
            cause: .fragmentation, subject: pins.first?.subject ?? "pinned objects", holder: pins.first?.holder ?? "pinned handle",
            objects: pinned, nextStep: .pinLess)
        draft.absorb(pins, stages: stages.count)
        draft.other = free
        draft.evidence = [
            Evidence(.handles, "pinned", pinned), Evidence(.free, "", free), Evidence(.committed, "", committed),
        ]
        investigation.found.append(draft)
        return looked
    }
}
