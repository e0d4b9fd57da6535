import SnapshotModel

/// Large objects that are kept: they lie in the large object heap, which is collected rarely and not compacted.
///
/// Situation: reports of 100 KB are built as one array each, and kept.
struct LargeObjects: Rule {
    let name = Cause.loh.rawValue

    /// From this size on the runtime puts an object into the large object heap.
    private static let size: Int128 = 85_000
    /// Large objects as a share of a place's growth.
    private static let share = 0.5

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let contents = try investigation.contents()
        let forest = contents.forest
        let taken = investigation.take { point, contents in
            guard point.multiplies else { return false }
            var large: Int128 = 0
            for node in [point.node] + contents.below(point) {
                for element in forest.nodes[node].elements where LargeObjects.areLarge(element) { large += max(0, element.bytes.sustained) }
            }
            return Double(large) >= LargeObjects.share * Double(max(1, point.bytes.sustained))
        }
        let large = try? investigation.stages.sum(TypeRow.section.info.name, "loh_bytes")
        var drafts = Draft.grouped(.loh, taken, by: { contents.holder($0).field }, contents, .poolLargeObjects)
        if let large { for place in drafts.indices { drafts[place].evidence.append(Evidence(.largeObjects, "", large)) } }
        investigation.found += drafts
        return large.map { [Looked(.largeObjects, "", $0, least: 8 * 1024)] } ?? []
    }

    /// Whether those that came are large.
    private static func areLarge(_ element: HolderForest.Element) -> Bool {
        element.count.gain > 0 && element.bytes.gain / element.count.gain >= LargeObjects.size
    }
}
