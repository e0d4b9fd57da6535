import CoreCLR
import RawMemory
import SnapshotModel

/// The section `holders`: who keeps the objects of the heap alive.
struct HoldersReader: SectionReader {
    let section = HolderRow.section.info
    let tracesObjects = true
    // What is a delegate says the metadata that collecting reads.
    let collectsObjects = true

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        guard let traced = try process.tracedHeap() else {
            let handles = process.runtime.handleTables
            if handles.value == nil { return SectionReading(nil, handles.problems.map(ReadingProblem.runtime)) }
            if let shortage = process.shortage { return SectionReading(nil, [.holdersLeftOut(shortage)]) }
            return SectionReading(nil, try process.walkedHeap() == nil ? [] : [.heapNotTraced])
        }
        // Where nothing is alive, nothing is known of what keeps objects alive.
        let rows = traced.holderRows
        return SectionReading(rows.isEmpty ? nil : Table(rows), traced.problems)
    }
}
