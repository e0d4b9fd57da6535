import SnapshotModel

/// Assemblies that are made at run time again and again: XmlSerializer with its uncached constructors, proxies, scripts, Reflection.Emit.
///
/// Situation: each request makes a serializer, and with it an assembly that is never unloaded. The heap grows by 10 KB a stage, below what matters for
/// objects; the modules are counted. The loader's heaps grow with them.
struct DynamicAssemblies: Rule {
    let name = Cause.dynamicAssemblies.rawValue

    /// New assemblies in every stage.
    private static let least: Int128 = 5
    /// What the runtime needs at least for an assembly that it knows.
    private static let bytesOfEach: Int128 = 8192

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let stages = investigation.stages
        let section = ModuleGroupRow.section.info.name
        let unloadable = investigation.found.contains { $0.cause == .collectibleContext }
        let makers = try stages.sums(section, "made") { cells, row in
            unloadable && cells.flag("collectible", row) ? nil : cells.text("maker", row)
        }
        let looked = makers.map { Looked(.modules, $0.name, $0.course, least: DynamicAssemblies.least) }
        let made = makers.grown.filter { $0.course.sustained >= DynamicAssemblies.least }
        if made.isEmpty { return looked }
        let loader = try? stages.sum(LoaderHeapRow.section.info.name, "committed")
        let taken = investigation.take { point, contents in
            let payload = contents.payload(point).type
            let each = contents.gained(point) { FrameworkTypes.isEmitted($0) || $0.hasPrefix("System.RuntimeType") }
            return FrameworkTypes.isEmitted(payload) || payload.contains("#")
                || each > 0 && Double(each) >= 0.5 * Double(max(1, point.count.sustained))
                    && contents.gained(point) { FrameworkTypes.isEmitted($0) } > 0
        }
        for (place, maker) in made.enumerated() {
            let groups = try stages.sums(section, "made") { cells, row in
                bytewiseEqual(cells.text("maker", row), maker.name) ? cells.text("pattern", row) : nil
            }
            var draft = Draft(
                cause: .dynamicAssemblies, subject: "", holder: "", objects: maker.course, nextStep: .reuseGenerated)
            draft.subject = DynamicAssemblies.subject(stages, maker: maker.name, groups.mostGrown?.name ?? maker.name)
            let origins = try stages.sums(section, "made") { cells, row in
                bytewiseEqual(cells.text("maker", row), maker.name) ? cells.text("origin", row) : nil
            }
            draft.evidence =
                [Evidence(.maker, maker.name)] + (origins.mostGrown.map { [Evidence(.origin, $0.name)] } ?? [])
                + groups.grown.map { Evidence(.modules, $0.name, $0.course) }
            // What is not of one maker alone is counted once, for the one with most assemblies.
            if place == 0 {
                let least = maker.course.times(DynamicAssemblies.bytesOfEach)
                draft.other = loader.map { $0.sustained > least.sustained ? $0 : least } ?? least
                if let loader { draft.evidence.append(Evidence(.loaderHeaps, "", loader)) }
                if let contents = investigation.contentsIfRead {
                    draft.holder = taken.first.map { contents.forest.words($0.node) } ?? ""
                    draft.absorb(taken, .dynamicAssemblies, contents)
                }
            } else {
                draft.other = maker.course.times(DynamicAssemblies.bytesOfEach)
            }
            investigation.found.append(draft)
        }
        return looked
    }

    /// A type that such an assembly defines, without numbers in its name: it says more than the name of the assembly.
    private static func subject(_ stages: Stages, maker: String, _ pattern: String) -> String {
        guard let table = stages.last?.table(ModuleGroupRow.section.info.name) else { return pattern }
        let cells = SectionCells(table)
        let row = (0..<table.rowCount).first {
            bytewiseEqual(cells.text("maker", $0), maker) && bytewiseEqual(cells.text("pattern", $0), pattern)
        }
        let types = row.map { cells.text("types", $0) } ?? ""
        guard let first = types.split(separator: ", ").first else { return pattern }
        return HolderForest.folded(String(first))
    }
}
