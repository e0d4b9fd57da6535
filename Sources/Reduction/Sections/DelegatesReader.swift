import CoreCLR
import HeapWalk
import RawMemory
import SnapshotModel

/// The section `delegates`.
struct DelegatesReader: SectionReader {
    let section = DelegateRow.section.info
    let collectsObjects = true

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        guard let walked = try process.walkedHeap(), let collection = walked.collection, let names = process.objectNames else {
            return SectionReading(nil)
        }
        process.progress.begin("naming methods", total: 0)
        let rows = delegateRows(collection, names)
        return SectionReading(
            Table(rows), process.runtime.codeMap.problems.map(ReadingProblem.runtime) + problems(collection, names))
    }

    private func problems(_ collection: HeapCollection, _ names: ObjectNames) -> [ReadingProblem] {
        let damaged = [collection.unreadable, collection.listsCut, collection.listsUnread, collection.outside]
            .reduce(0 as UInt64) { $0.saturatingAdd($1) }
        return (damaged > 0 ? [.delegatesDamaged(count: damaged)] : []) + names.problems
    }
}

/// The rows of the section. The sum of `count` is the number of delegates in the heap that call one method.
func delegateRows(_ collection: HeapCollection, _ names: ObjectNames) -> [DelegateRow] {
    var rows: [[BytewiseText]: DelegateRow] = [:]
    let publishers = collection.publishers.map { (type: names.type($0.table), event: ObjectNames.event($0.field)) }
    func add(_ row: DelegateRow, _ publisher: (type: String, event: String), references: UInt64, count: UInt64) {
        let key = [row.method, publisher.type, publisher.event, row.targetType, row.delegateType].map { BytewiseText($0) }
        var sum = rows[key] ?? row
        (sum.publisher, sum.event) = publisher
        sum.references = sum.references.saturatingAdd(references)
        sum.count = sum.count.saturatingAdd(count)
        rows[key] = sum
    }
    for delegate in collection.delegates {
        var row = DelegateRow()
        row.method = names.method(delegate.use)
        row.delegateType = names.type(delegate.use.table)
        row.targetType = names.target(delegate.use.target)
        // Of delegates that several fields hold, each counts for the field with the most references. Names decide between equal ones.
        var left = delegate.held
        let holders = delegate.references.sorted { a, b in
            if a.count != b.count { return a.count > b.count }
            let (x, y) = (publishers[a.publisher], publishers[b.publisher])
            return x.type != y.type ? bytewise(x.type, y.type) : x.event != y.event ? bytewise(x.event, y.event) : a.publisher < b.publisher
        }
        for holder in holders {
            let count = min(left, holder.count)
            left -= count
            add(row, publishers[holder.publisher], references: holder.count, count: count)
        }
        let free = delegate.objects - delegate.held
        if free > 0 { add(row, ("", ""), references: free, count: free) }
    }
    return Array(rows.values)
}
