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

/// The rows of the section `modules`. A row counts the modules with one name and path; each load context has its own copy. A module whose
/// path the dump does not hold has its name for a path: without a path it would count as made at run time.
func moduleRows(_ modules: [ManagedModule]) -> [ModuleRow] {
    var rows: [ModuleRow] = []
    var places: [[BytewiseText]: Int] = [:]
    for module in modules {
        let path = module.origin == .unknown ? (module.name.isEmpty ? "?" : module.name) : module.path
        let key = [BytewiseText(module.name), BytewiseText(path), BytewiseText(module.isDynamic ? "dynamic" : "")]
        let place = places[key] ?? rows.count
        if place == rows.count {
            places[key] = place
            var row = ModuleRow()
            row.name = module.name
            row.path = path
            row.isDynamic = module.isDynamic
            rows.append(row)
        }
        rows[place].count += 1
        rows[place].size = rows[place].size.saturatingAdd(module.imageSize)
    }
    return rows
}
