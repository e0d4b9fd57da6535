import CoreCLR
import RawMemory
import SnapshotModel

/// The section `loader_heaps`.
struct LoaderHeapsReader: SectionReader {
    let section = LoaderHeapRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let heaps = process.runtime.loaderHeaps
        return SectionReading(heaps.value.map { Table(loaderHeapRows($0)) }, heaps.problems.map(ReadingProblem.runtime))
    }
}

/// The rows of the section `loader_heaps`, in the order of `eeheap`: allocators of modules that stay first, then by kind.
func loaderHeapRows(_ heaps: LoaderHeaps) -> [LoaderHeapRow] {
    struct Place: Hashable {
        let allocator: LoaderAllocator.Kind
        let kind: LoaderHeapKind
    }
    var rows: [Place: LoaderHeapRow] = [:]
    var seen = Set<Address>()
    for region in heaps.regions {
        let place = Place(allocator: region.allocator.kind, kind: region.kind)
        var row = rows[place] ?? LoaderHeapRow()
        row.allocator = place.allocator.rawValue
        row.kind = place.kind.rawValue
        row.committed = row.committed.saturatingAdd(region.committed)
        row.reserved = row.reserved.saturatingAdd(region.range.count)
        row.wasted = row.wasted.saturatingAdd(region.wasted)
        row.regions += 1
        if seen.insert(region.heap).inserted { row.heaps += 1 }
        rows[place] = row
    }
    return LoaderAllocator.Kind.allCases.flatMap { allocator in
        LoaderHeapKind.allCases.compactMap { rows[Place(allocator: allocator, kind: $0)] }
    }
}
