import CoreCLR
import HeapWalk
import RawMemory
import SnapshotModel

/// The section `async`.
struct AsyncReader: SectionReader {
    let section = AsyncRow.section.info
    let collectsObjects = true

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        guard let walked = try process.walkedHeap(), let collection = walked.collection, let names = process.objectNames else {
            return SectionReading(nil)
        }
        let rows = asyncRows(collection, process.roles, names)
        return SectionReading(Table(rows), rows.contains { $0.state.isEmpty } ? [.objectFieldsUnreadable] : [])
    }
}

/// The rows of the section.
func asyncRows(_ collection: HeapCollection, _ roles: ObjectRoles?, _ names: ObjectNames) -> [AsyncRow] {
    var rows: [[BytewiseText]: AsyncRow] = [:]
    for machine in collection.stateMachines {
        var row = AsyncRow()
        row.method = names.type(roles?.stateMachine(inBox: machine.table) ?? machine.table)
        row.state = machine.state.map { String($0) } ?? ""
        let key = [row.method, row.state].map { BytewiseText($0) }
        row.count = (rows[key]?.count ?? 0).saturatingAdd(machine.count)
        rows[key] = row
    }
    return Array(rows.values)
}
