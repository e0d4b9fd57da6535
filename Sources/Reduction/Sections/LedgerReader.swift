import CoreCLR
import DumpFormats
import HeapWalk
import ProcessMemory
import RawMemory
import SnapshotModel

/// The section `ledger`: the whole address space that a dump lists, each address as one kind.
struct LedgerReader: SectionReader {
    let section = LedgerRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let (dump, runtime) = (process.dump, process.runtime)
        let problems =
            (runtime.heap.problems + runtime.loaderHeaps.problems + runtime.codeHeaps.problems + runtime.threads.problems
            + runtime.modules.problems + runtime.handleTables.problems + runtime.collectorMemory.problems).map(ReadingProblem.runtime)
        // Without its records the heap cannot be told from other memory. A dump of some pages says nothing of the rest.
        guard let heap = runtime.heap.value, dump.listsWholeAddressSpace || !process.kind.cutsStacks else {
            return SectionReading(nil, problems)
        }
        process.progress.begin("adding up the memory", total: UInt64(dump.file.count))
        let held = AddressSpace(dump)
        let listed = ListedMemory(dump, held)
        let claims =
            listed.claims + RuntimeClaims(runtime, dump, listed).claims + NativeClaims(dump, listed, held).claims
        let listsAll = dump.listsWholeAddressSpace
        let existing = Set(LedgerKind.allCases.filter { $0.exists(listsAll: listsAll) }.map(\.number))
        let pieces = ClaimedRanges(claims, mapped: existing).pieces
        let isTouchedKnown = !process.kind.cutsStacks && dump.missingBytes == 0
        let sums = try LedgerSums(pieces, listed.accessible, held, measuresTouched: isTouchedKnown, process.progress)
        let walked = try process.walkedHeap()
        let (rows, _) = heapRows(heap, walked?.census.accounts)
        let all = sums.rows(dividing: GCShares(rows))
        return SectionReading(Table(all, absent: isTouchedKnown ? [] : ["touched"]), problems + (walked?.problems ?? []))
    }
}
