import AddressSpace
import DotNetRuntime
import DumpFormats
import RawMemory
import Snapshot

/// Rows of the `threads` section: every thread that the dump lists, with its stack. A managed thread's stack is what the runtime recorded
/// when the thread began; a native thread's is the mapping that holds its stack pointer.
///
/// `isComplete` is false when the stacks together hold more than the dump: then they overlap, which no sound dump's do, and the rest is not
/// measured.
func threadRows(
    _ runtime: DotNetRuntime, _ dump: ProcessDump, _ progress: WorkProgress
) throws(Interrupted) -> (rows: [ThreadRow], isComplete: Bool) {
    let managed = Dictionary(
        runtime.threads.threads.filter(\.isAlive).map { ($0.osID, $0) }, uniquingKeysWith: { first, _ in first })
    var rows: [ThreadRow] = []
    var left = UInt64(dump.file.count)
    var isComplete = true
    for thread in dump.threads {
        try progress.check()
        var row = ThreadRow()
        row.osID = thread.osID
        row.managedID = managed[thread.osID]?.managedID
        let recorded = managed[thread.osID]?.stack ?? AddressRange(Address(0), Address(0))
        let stack = recorded.isEmpty ? dump.segment(containing: thread.stackPointer)?.range : recorded
        if let stack {
            row.stackReserved = stack.count
            let present = runtime.memory.presentBytes(in: stack)
            if present <= left {
                left -= present
                row.stackPresent = runtime.memory.touchedBytes(in: stack)
            } else {
                isComplete = false
            }
        }
        rows.append(row)
        progress.advance(1)
    }
    return (rows, isComplete)
}
