import CoreCLR
import DumpFormats
import ProcessMemory
import RawMemory
import SnapshotModel

/// The section `threads`.
struct ThreadsReader: SectionReader {
    let section = ThreadRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        var threads = try process.measuredThreads()
        var problems = process.runtime.threads.problems.map(ReadingProblem.runtime)
        if !threads.isComplete { problems.append(.stacksOverlap) }
        if threads.unbounded > 0 { problems.append(.stackBoundsUnknown(count: threads.unbounded)) }
        let exceptions = LastExceptions(process)
        let states = ThreadStates(process)
        let names = process.options.threadNames ? ThreadNames(process) : nil
        let signatures = process.stacks.map {
            ThreadSignature.all(threads.rows, $0, finalizer: process.runtime.finalizerThread.value?.thread.osID)
        }
        for (place, row) in threads.rows.enumerated() {
            threads.rows[place].signature = signatures?[row.osID] ?? ""
            threads.rows[place].lastException = exceptions.types[row.osID] ?? ""
            threads.rows[place].state = states.texts[row.osID] ?? ""
            threads.rows[place].frames = process.stacks?.text(row.osID) ?? ""
            threads.rows[place].name = names?.names[row.osID] ?? ""
        }
        var absent: Set<String> = exceptions.areKnown ? [] : ["last_exception"]
        if !states.areKnown { absent.insert("state") }
        if process.stacks == nil { absent.formUnion(["frames", "signature"]) }
        if names == nil { absent.insert("name") }
        problems += process.stacks?.problems ?? process.runtime.stackWalker.problems.map(ReadingProblem.runtime)
        // A sum of which a part is unknown is unknown.
        if threads.unbounded > 0 { absent.insert("stack_reserved") }
        // The pages below the stack pointers, which a thread has used before, are in other kinds of dump alone.
        if process.kind.cutsStacks { absent.insert("stack_present") }
        return SectionReading(Table(threads.rows, absent: absent), problems)
    }
}

/// The threads of a dump with their stacks.
struct MeasuredThreads {
    var rows: [ThreadRow] = []
    /// False when the stacks together hold more bytes than the dump. They overlap then, and the remaining stacks are not measured. Stacks
    /// in an intact dump never overlap.
    var isComplete = true
    /// The number of threads without stack bounds in the dump. Their reserved size is unknown.
    var unbounded: UInt64 = 0
}

/// The rows of the section `threads`: every thread that the dump lists, with its stack. The runtime recorded the bounds of a managed
/// thread's stack when the thread started. The bounds of a native thread's stack come from the system (minidumps) or from the mapping that
/// holds the stack pointer (cores). Of a mapping, a mini or triage dump holds only the used part.
func measureThreads(
    _ runtime: DotNetRuntime, _ dump: ProcessDump, _ kind: Capture.DumpKind, _ progress: WorkProgress
) throws(Interrupted) -> MeasuredThreads {
    let managed = Dictionary(
        (runtime.threads.value ?? []).filter(\.isAlive).map { ($0.osID, $0) }, uniquingKeysWith: { first, _ in first })
    var measured = MeasuredThreads()
    var left = UInt64(dump.file.count)
    for thread in dump.threads {
        try progress.check()
        var row = ThreadRow()
        row.osID = thread.osID
        row.managedID = managed[thread.osID]?.managedID
        let known = [managed[thread.osID]?.stack, thread.stack].compactMap(\.self).first { !$0.isEmpty && $0.count <= stackLimit }
        let isDamaged = known == nil && (managed[thread.osID]?.stack.count ?? 0) > stackLimit
        if known == nil, dump.format == .minidump || kind.cutsStacks || isDamaged { measured.unbounded += 1 }
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

/// Bytes of one stack. Systems give some megabytes, programs ask for up to some gigabytes; more is damage.
let stackLimit: UInt64 = 1 << 34
