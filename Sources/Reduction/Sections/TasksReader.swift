import CoreCLR
import HeapWalk
import RawMemory
import SnapshotModel

/// The section `tasks`.
struct TasksReader: SectionReader {
    let section = TaskRow.section.info
    let collectsObjects = true

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        guard let walked = try process.walkedHeap(), let collection = walked.collection, let names = process.objectNames else {
            return SectionReading(nil)
        }
        let rows = taskRows(collection, process.roles, names)
        return SectionReading(Table(rows), rows.contains { $0.state.isEmpty } ? [.objectFieldsUnreadable] : [])
    }
}

/// The rows of the section.
func taskRows(_ collection: HeapCollection, _ roles: ObjectRoles?, _ names: ObjectNames) -> [TaskRow] {
    var rows: [[BytewiseText]: TaskRow] = [:]
    for task in collection.tasks {
        var row = TaskRow()
        row.type = names.type(task.table)
        if let action = task.action {
            row.method = names.method(action)
        } else if let machine = roles?.stateMachine(inBox: task.table) {
            row.method = names.type(machine)
        }
        row.state = task.state?.word ?? ""
        let key = [row.type, row.method, row.state].map { BytewiseText($0) }
        row.count = (rows[key]?.count ?? 0).saturatingAdd(task.count)
        rows[key] = row
    }
    return Array(rows.values)
}

extension TaskState {
    /// As in .NET's TaskStatus.
    var word: String {
        switch self {
        case .created: "Created"
        case .waitingForActivation: "WaitingForActivation"
        case .waitingToRun: "WaitingToRun"
        case .running: "Running"
        case .waitingForChildren: "WaitingForChildrenToComplete"
        case .ranToCompletion: "RanToCompletion"
        case .canceled: "Canceled"
        case .faulted: "Faulted"
        }
    }
}
