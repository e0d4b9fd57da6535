import SnapshotModel

/// GC handles that are never freed: objects that a handle alone keeps, pinned or not.
///
/// Situation: buffers are pinned for native code with GCHandle.Alloc, and Free is forgotten. The list in which the program keeps the handles grows with
/// them, and belongs to the same leak. Handles to threads are the runtime's own.
struct RootHandles: Rule {
    let name = Cause.pinnedHandle.rawValue

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let contents = try investigation.contents()
        let forest = contents.forest
        let taken = investigation.take { point, contents in
            RootHandles.handle(point, contents) != nil && point.multiplies && point.type != FrameworkTypes.thread
        }
        let handles = try? investigation.stages.sums(HandleRow.section.info.name, "count") { cells, row in cells.text("kind", row) }
        var drafts = Draft.grouped(
            .strongHandle, taken.filter { !forest.root($0.node).root.hasPrefix("pinned") }, by: { BytewiseText($0.type) }, contents,
            .freeHandle)
        let pinned = taken.filter { forest.root($0.node).root.hasPrefix("pinned") }
        drafts += Draft.grouped(.pinnedHandle, pinned, by: { BytewiseText($0.type) }, contents, .freeHandle)
        for place in drafts.indices {
            let kind = drafts[place].cause == .pinnedHandle ? "pinned" : "strong"
            if let course = handles?.first(where: { $0.name == kind })?.course {
                drafts[place].evidence.append(Evidence(.handles, kind, course))
            }
        }
        if !drafts.isEmpty {
            // The list of the handles themselves.
            let lists = investigation.take { point, contents in
                contents.types(above: point).contains { $0.contains("System.Runtime.InteropServices.GCHandle") }
            }
            drafts[0].absorb(lists, .collection, contents)
        }
        investigation.found += drafts
        return (handles ?? []).map { Looked(.handles, $0.name, $0.course, least: 20) }
    }

    /// The kind of handle that a point hangs on directly; `nil` for other points. What a dependent handle attaches is another leak.
    private static func handle(_ point: AccumulationPoint, _ contents: PointContents) -> String? {
        let node = contents.forest.nodes[point.node]
        return node.parent == nil && node.root.hasSuffix("handle") && node.root != DependentHandles.root ? node.root : nil
    }
}
