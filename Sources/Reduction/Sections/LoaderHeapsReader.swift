import CoreCLR
import RawMemory
import SnapshotModel

/// The section `loader_heaps`.
struct LoaderHeapsReader: SectionReader {
    let section = LoaderHeapRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let heaps = process.runtime.loaderHeaps
        guard let found = heaps.value else { return SectionReading(nil, heaps.problems.map(ReadingProblem.runtime)) }
        let code = codeHeapRows(process.runtime.codeHeaps.value ?? [], found.allocators)
        let problems = heaps.problems + process.runtime.codeHeaps.problems
        return SectionReading(Table(loaderHeapRows(found) + code), problems.map(ReadingProblem.runtime))
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

/// The heaps of compiled code as rows of the section: `jit-code` for methods of types, `dynamic-code` for dynamic methods. What is
/// committed are the pages that hold code.
func codeHeapRows(_ heaps: [CodeHeap], _ allocators: [LoaderAllocator]) -> [LoaderHeapRow] {
    let kinds = Dictionary(allocators.map { ($0.address, $0.kind) }, uniquingKeysWith: { first, _ in first })
    var rows: [[String]: LoaderHeapRow] = [:]
    for heap in heaps {
        let kind = heap.kind == .loader ? "jit-code" : "dynamic-code"
        let allocator = (heap.allocator.flatMap { kinds[$0] } ?? .global).rawValue
        var row = rows[[kind, allocator]] ?? LoaderHeapRow()
        (row.kind, row.allocator) = (kind, allocator)
        row.heaps += 1
        for range in heap.reserved where range.count <= codeHeapLimit {
            row.regions += 1
            row.reserved = row.reserved.saturatingAdd(range.count)
            let used = min(heap.used.end.distance(from: range.start).saturatingAdd(pageSize - 1) / pageSize * pageSize, range.count)
            row.committed = row.committed.saturatingAdd(used)
        }
        rows[[kind, allocator]] = row
    }
    return rows.values.sorted { ($0.kind, $0.allocator) < ($1.kind, $1.allocator) }
}

/// One reservation of code is smaller, so that its parts reach each other with jumps of 32 bits. Larger ones are damaged.
private let codeHeapLimit: UInt64 = 1 << 31
private let pageSize: UInt64 = 4096
