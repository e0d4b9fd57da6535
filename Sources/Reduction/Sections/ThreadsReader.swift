import CoreCLR
import DumpFormats
import ProcessMemory
import RawMemory
import SnapshotModel

/// The section `threads`.
struct ThreadsReader: SectionReader {
    let section = ThreadRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        process.progress.begin("measuring stacks", total: UInt64(process.dump.threads.count))
        let threads = try measureThreads(process.runtime, process.dump, process.progress)
        var problems = process.runtime.threads.problems.map(ReadingProblem.runtime)
        if !threads.isComplete { problems.append(.stacksOverlap) }
        if threads.unbounded > 0 { problems.append(.stackBoundsUnknown(count: threads.unbounded)) }
        return SectionReading(Table(threads.rows), problems)
    }
}

/// The threads of a dump with their stacks.
struct MeasuredThreads {
    var rows: [ThreadRow] = []
    /// False when the stacks together hold more than the dump. They overlap then, which those of a sound dump never do, and the rest is not
    /// measured.
    var isComplete = true
    /// Threads whose stack sizes are not in the dump: their reserved size is what the dump holds of the stack.
    var unbounded: UInt64 = 0
}

/// Rows of the `threads` section: every thread that the dump lists, with its stack: a managed thread's is what the runtime recorded when it
/// began; a native thread's what the system says (minidumps), or the mapping that holds its stack pointer (cores).
func measureThreads(_ runtime: DotNetRuntime, _ dump: ProcessDump, _ progress: WorkProgress) throws(Interrupted) -> MeasuredThreads {
    let managed = Dictionary(
        (runtime.threads.value ?? []).filter(\.isAlive).map { ($0.osID, $0) }, uniquingKeysWith: { first, _ in first })
    var measured = MeasuredThreads()
    var left = UInt64(dump.file.count)
    for thread in dump.threads {
        try progress.check()
        var row = ThreadRow()
        row.osID = thread.osID
        row.managedID = managed[thread.osID]?.managedID
        let known = [managed[thread.osID]?.stack, thread.stack].compactMap(\.self).first { !$0.isEmpty }
        if known == nil, dump.format == .minidump { measured.unbounded += 1 }
        if let stack = known ?? dump.segment(containing: thread.stackPointer)?.range {
            row.stackReserved = stack.count
            let present = runtime.memory.presentBytes(in: stack)
            if present <= left {
                left -= present
                row.stackPresent = runtime.memory.touchedBytes(in: stack)
            } else {
                measured.isComplete = false
            }
        }
        measured.rows.append(row)
        progress.advance(1)
    }
    return measured
}
