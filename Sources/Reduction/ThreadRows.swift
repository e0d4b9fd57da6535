import AddressSpace
import DotNetRuntime
import DumpFormats
import RawMemory
import Snapshot

/// Rows of the `threads` section: every thread that the dump lists, with its stack. A managed thread's stack is what the runtime recorded
/// when the thread began; a native thread's is the mapping that holds its stack pointer.
func threadRows(_ runtime: DotNetRuntime, _ core: ELFCore, _ progress: WorkProgress) throws(Interrupted) -> [ThreadRow] {
    let managed = Dictionary(
        runtime.threads.threads.filter(\.isAlive).map { ($0.osID, $0) }, uniquingKeysWith: { first, _ in first })
    var rows: [ThreadRow] = []
    for thread in core.notes.threads {
        try progress.check()
        var row = ThreadRow()
        row.osID = thread.osID
        row.managedID = managed[thread.osID]?.managedID
        let recorded = managed[thread.osID]?.stack ?? AddressRange(Address(0), Address(0))
        let stack = recorded.isEmpty ? core.segment(containing: thread.stackPointer)?.range : recorded
        if let stack {
            row.stackReserved = stack.count
            row.stackPresent = runtime.memory.touchedBytes(in: stack)
        }
        rows.append(row)
        progress.advance(1)
    }
    return rows
}
