import CoreCLR
import RawMemory
import SnapshotModel

/// The section `modules`.
struct ModulesReader: SectionReader {
    let section = ModuleRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let modules = process.runtime.modules
        return SectionReading(modules.value.map { Table(moduleRows($0)) }, modules.problems.map(ReadingProblem.runtime))
    }
}

/// Rows of the `modules` section: modules of one name and path together, one for each load context they were loaded into.
func moduleRows(_ modules: [ManagedModule]) -> [ModuleRow] {
    var rows: [ModuleRow] = []
    var places: [[BytewiseText]: Int] = [:]
    for module in modules {
        let key = [BytewiseText(module.name), BytewiseText(module.path), BytewiseText(module.isDynamic ? "dynamic" : "")]
        let place = places[key] ?? rows.count
        if place == rows.count {
            places[key] = place
            var row = ModuleRow()
            row.name = module.name
            row.path = module.path
            row.isDynamic = module.isDynamic
            rows.append(row)
        }
        rows[place].count += 1
        rows[place].size = rows[place].size.saturatingAdd(module.imageSize)
    }
    return rows
}
