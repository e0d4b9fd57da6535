import SnapshotModel

/// Load contexts that were asked to unload and cannot, because something still refers to an object of a type of theirs.
///
/// Situation: a host loads a plug-in into an AssemblyLoadContext of its own for each job, and a static event keeps a handler of each. On the heap that is
/// an event with few listeners; the types and the code that stay are far larger. So the loader's objects are counted, and the places that keep
/// objects of such types are taken, whatever they are.
struct CollectibleContexts: Rule {
    let name = Cause.collectibleContext.rawValue

    /// New contexts in every stage.
    private static let least: Int128 = 3

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let stages = investigation.stages
        let loaders = try stages.sum(TypeRow.section.info.name, "live_count") { cells, row in
            bytewiseEqual(cells.text("name", row), FrameworkTypes.loaderAllocator)
        }
        let looked = [Looked(.loaderAllocators, "", loaders, least: CollectibleContexts.least)]
        guard loaders.sustained >= CollectibleContexts.least else { return looked }
        let files = try stages.sums(ModuleGroupRow.section.info.name, "count") { cells, row in
            cells.flag("collectible", row) ? cells.text("pattern", row) : nil
        }
        let types = Set(
            try stages.tables(TypeRow.section.info.name).flatMap { table -> [BytewiseText] in
                let cells = SectionCells(table)
                return (0..<table.rowCount).filter { row in
                    files.contains { bytewiseEqual($0.name, cells.text("module", row)) }
                }.map { BytewiseText(cells.text("name", $0)) }
            })
        let subject = files.mostGrown?.name ?? FrameworkTypes.loaderAllocator
        let heaps = try? stages.sum(LoaderHeapRow.section.info.name, "committed") { cells, row in
            cells.text("allocator", row) == "collectible"
        }
        let taken = investigation.take { point, contents in
            let each = contents.gained(point) { types.contains(BytewiseText($0)) || $0 == FrameworkTypes.loaderAllocator }
            return each > 0 && Double(each) >= 0.5 * Double(max(1, point.count.sustained))
        }
        var draft = Draft(
            cause: .collectibleContext, subject: subject, holder: "", objects: loaders, nextStep: .unloadContext)
        if let contents = investigation.contentsIfRead {
            let ways = taken.filter { !contents.forest.root($0.node).root.hasSuffix("handle") } + taken
            draft.holder = ways.first.map { contents.forest.words($0.node) } ?? ""
            draft.absorb(taken, .collectibleContext, contents)
        }
        draft.other = heaps
        draft.evidence = [Evidence(.loaderAllocators, "", loaders)] + files.grown.map { Evidence(.modules, $0.name, $0.course) }
        if let heaps { draft.evidence.append(Evidence(.loaderHeaps, "collectible", heaps)) }
        investigation.found.append(draft)
        return looked
    }
}
