import SnapshotModel

/// Objects attached to others by a ConditionalWeakTable or a DependentHandle, which live as long as what they are attached to.
///
/// Situation: data is attached to objects that a static list keeps for good. The table of the attachments grows with them.
struct DependentHandles: Rule {
    let name = Cause.dependentHandle.rawValue

    /// In a .gcdump what is attached hangs on the handles, since the file does not say to what.
    static let root = HolderRow.handleWord("dependent")
    /// Attached bytes as a share of a place's growth.
    private static let share = 0.4
    /// What the runtime needs for a handle.
    private static let bytesOfEach: Int128 = 24

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let contents = try investigation.contents()
        let forest = contents.forest
        let taken = investigation.take { point, contents in
            let node = forest.nodes[point.node]
            if node.step == HolderRow.dependent || node.parent == nil && node.root == DependentHandles.root { return true }
            let attached = contents.below(point).filter { forest.nodes[$0].step == HolderRow.dependent }.reduce(Int128(0)) {
                $0 + max(0, forest.nodes[$1].wholeBytes.sustained)
            }
            return attached > 0 && Double(attached) >= DependentHandles.share * Double(max(1, point.bytes.sustained))
        }
        let handles = try? investigation.stages.sum(HandleRow.section.info.name, "count") { cells, row in
            cells.text("kind", row) == "dependent"
        }
        var drafts = Draft.grouped(.dependentHandle, taken, by: { contents.holder($0).field }, contents, .findAttachment)
        if !drafts.isEmpty {
            if let handles {
                drafts[0].evidence.append(Evidence(.handles, "dependent", handles))
                drafts[0].other = handles.times(DependentHandles.bytesOfEach)
            }
            let tables = investigation.take { point, contents in
                contents.types(above: point).contains { $0.contains("ConditionalWeakTable<") }
            }
            drafts[0].absorb(tables, .collection, contents)
        }
        investigation.found += drafts
        return handles.map { [Looked(.handles, "dependent", $0, least: 20)] } ?? []
    }
}
