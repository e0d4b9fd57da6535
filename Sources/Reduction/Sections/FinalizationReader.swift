import CoreCLR
import RawMemory
import SnapshotModel

/// The section `finalization`.
struct FinalizationReader: SectionReader {
    let section = FinalizationRow.section.info

    private struct Place: Hashable {
        let isReady: Bool
        let generation: Generation?
        /// Null when the dump does not hold the object or its type.
        let table: Address
    }

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        if process.runtime.lacksHeapMemory { return SectionReading(nil, process.runtime.heap.problems.map(ReadingProblem.runtime)) }
        let part = process.runtime.finalization
        guard let queues = part.value else { return SectionReading(nil, part.problems.map(ReadingProblem.runtime)) }
        let (heap, methodTables) = (process.runtime.heap.value, process.runtime.methodTables.value)
        let progress = process.progress
        progress.begin("reading the finalization queue", total: 0)
        var sums: [Place: (count: UInt64, bytes: UInt64)] = [:]
        var isTable: [Address: Bool] = [:]
        var objectsMissing: UInt64 = 0
        let missing = queues.forEach {
            !progress.isStopped
        } _: { state, object in
            var table = methodTables?.word(ofObjectAt: object) ?? Address(0)
            if !table.isNull {
                let known = isTable[table] ?? (methodTables?.size(table) != nil)
                isTable[table] = known
                if !known { table = Address(0) }
            }
            let region = heap?.region(containing: object)
            let place: Place
            switch state {
            case .queued(let generation): place = Place(isReady: false, generation: generation, table: table)
            case .ready: place = Place(isReady: true, generation: region?.generation, table: table)
            }
            var bytes: UInt64 = 0
            if table.isNull {
                objectsMissing += 1
            } else if let region, let own = methodTables?.bytes(ofObjectAt: object, table) {
                // A damaged length may say more than the region holds.
                bytes = min(own, region.objects.end.distance(from: object))
            }
            let old = sums[place] ?? (0, 0)
            sums[place] = (old.count.saturatingAdd(1), old.bytes.saturatingAdd(bytes))
        }
        try progress.check()
        var problems: [ReadingProblem] = part.problems.map(ReadingProblem.runtime)
        let unread = (missing ?? 0).saturatingAdd(methodTables == nil ? 0 : objectsMissing)
        if unread > 0 { problems.append(.finalizableMissing(count: unread)) }
        var rows = TypeKeyedRows<FinalizationRow>(process)
        for (place, sum) in sums.sorted(by: { Self.inOrder($0.key, $1.key) }) {
            let (state, generation) = (place.isReady ? "ready" : "queued", place.generation.map { "\($0)" } ?? "")
            let row = rows.row(place.table, state + " " + generation) { row, name, module in
                (row.type, row.module, row.state, row.generation) = (name, module, state, generation)
            }
            rows.rows[row].count = rows.rows[row].count.saturatingAdd(sum.count)
            rows.rows[row].bytes = rows.rows[row].bytes.saturatingAdd(sum.bytes)
        }
        let absent: Set<String> = methodTables == nil || heap == nil ? ["bytes"] : []
        return SectionReading(Table(rows.finished { ($0.token, $0.build) = $1 }, absent: absent), problems)
    }

    private static func inOrder(_ a: Place, _ b: Place) -> Bool {
        func number(_ place: Place) -> Int { (place.isReady ? 100 : 0) + (place.generation?.rawValue ?? 99) }
        return (number(a), a.table) < (number(b), b.table)
    }
}
