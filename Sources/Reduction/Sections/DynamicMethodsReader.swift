import CoreCLR
import RawMemory
import SnapshotModel

/// The section `dynamic_methods`.
struct DynamicMethodsReader: SectionReader {
    let section = DynamicMethodRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let tables = process.runtime.dynamicMethodTables
        guard let found = tables.value else { return SectionReading(nil, tables.problems.map(ReadingProblem.runtime)) }
        let modules = Dictionary(
            (process.runtime.modules.value ?? []).map { ($0.address, $0.name) }, uniquingKeysWith: { first, _ in first })
        var counts = DynamicMethodCounts()
        var broken: UInt64 = 0
        do {
            for table in found {
                let module = modules[table.module] ?? ""
                broken += try process.runtime.forEachDynamicMethod(of: table) { name in
                    try process.progress.check()
                    counts.add(name, module: module)
                }
            }
        } catch { throw Interrupted() }
        let problems = broken > 0 ? [RuntimeProblem.dynamicMethodsUnreadable(count: broken)] : []
        return SectionReading(Table(counts.rows), (tables.problems + problems).map(ReadingProblem.runtime))
    }
}

/// Dynamic methods by the pattern of their names and their module.
struct DynamicMethodCounts {
    private struct Key: Hashable {
        let pattern: BytewiseText
        let module: BytewiseText
    }
    private var found: [Key: DynamicMethodRow] = [:]

    /// In the place of a name that the dump does not hold.
    static let nameless = "?"

    mutating func add(_ name: String?, module: String) {
        let pattern = name.map(MadeName.pattern) ?? Self.nameless
        let key = Key(pattern: BytewiseText(pattern), module: BytewiseText(module))
        if found[key] == nil {
            let maker = DynamicMethodMaker.maker(name ?? "", module: module)
            var row = DynamicMethodRow()
            (row.pattern, row.module, row.maker, row.evidence) = (pattern, module, maker.name, maker.evidence)
            found[key] = row
        }
        found[key]?.count += 1
    }

    /// The most methods first, then by name.
    var rows: [DynamicMethodRow] {
        found.values.sorted { a, b in
            if a.count != b.count { return a.count > b.count }
            return a.pattern != b.pattern ? bytewise(a.pattern, b.pattern) : bytewise(a.module, b.module)
        }
    }
}
