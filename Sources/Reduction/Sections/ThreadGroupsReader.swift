import CoreCLR
import RawMemory
import SnapshotModel

/// The section `thread_groups`.
struct ThreadGroupsReader: SectionReader {
    let section = ThreadGroupRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        guard let stacks = process.stacks else {
            return SectionReading(nil, process.runtime.stackWalker.problems.map(ReadingProblem.runtime))
        }
        let threads = try process.measuredThreads()
        let finalizer = process.runtime.finalizerThread.value?.thread.osID
        let signatures = ThreadSignature.all(threads.rows, stacks, finalizer: finalizer)
        var groups: [BytewiseText: ThreadGroupRow] = [:]
        for thread in threads.rows {
            let signature = signatures[thread.osID] ?? ThreadGroupRow.native
            var group = groups[BytewiseText(signature)] ?? ThreadGroupRow()
            group.signature = signature
            group.count += 1
            group.stackReserved = group.stackReserved.saturatingAdd(thread.stackReserved)
            group.stackPresent = group.stackPresent.saturatingAdd(thread.stackPresent)
            groups[BytewiseText(signature)] = group
        }
        let rows = groups.values.sorted { a, b in
            a.count != b.count ? a.count > b.count : bytewise(a.signature, b.signature)
        }
        var absent: Set<String> = threads.unbounded > 0 ? ["stack_reserved"] : []
        if process.kind.cutsStacks { absent.insert("stack_present") }
        return SectionReading(Table(rows, absent: absent), stacks.problems)
    }
}
