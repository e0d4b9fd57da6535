import CoreCLR
import HeapWalk
import RawMemory
import SnapshotModel

/// The section `heaps`.
struct HeapsReader: SectionReader {
    let section = HeapRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let problems = process.runtime.walkable.problems.map(ReadingProblem.runtime)
        guard let found = process.runtime.heap.value else { return SectionReading(nil, problems) }
        let walked = try process.walkedHeap()
        let (rows, overrun) = heapRows(found, walked?.census.accounts)
        let isKnown = walked != nil && HeapsReader.knowsUncollected(found)
        return SectionReading(
            Table(rows, absent: isKnown ? [] : ["uncollected"]),
            problems + (walked?.problems ?? []) + (overrun > 0 ? [.regionsOverrun(count: overrun)] : []))
    }
}

extension HeapsReader {
    /// Whether the dump says what the last collection left of each generation that only a full one looks at.
    fileprivate static func knowsUncollected(_ heap: GCHeap) -> Bool {
        heap.regions.allSatisfy { region in
            !region.generation.isCollectedInFull || heap.left[.init(heap: region.heap, generation: region.generation)] != nil
        }
    }
}

extension Generation {
    /// Large and pinned objects wait for a full collection and are young until then.
    fileprivate var isCollectedInFull: Bool { self == .loh || self == .poh }
}

/// The rows of the section `heaps`. A row sums the regions of one heap and generation and says what their bytes are used for. `accounts` is
/// `nil` when the heap could not be walked; then all allocated bytes are unwalked.
///
/// `overrun` is the number of regions with objects that end after the committed memory. An intact heap has none. The objects of such a
/// region count as committed.
func heapRows(_ heap: GCHeap, _ accounts: [RegionAccount]?) -> (rows: [HeapRow], overrun: UInt64) {
    let walked = Dictionary((accounts ?? []).map { ($0.region, $0) }, uniquingKeysWith: { first, _ in first })
    var rows: [Place: HeapRow] = [:]
    var unwalked: [Place: [SkippedRange]] = [:]
    var overrun: UInt64 = 0
    for region in heap.regions {
        let place = Place(heap: region.heap, generation: region.generation.rawValue)
        var row = rows[place] ?? HeapRow()
        row.heap = UInt64(region.heap)
        row.generation = "\(region.generation)"
        row.ranges += 1
        let committed = AddressRange(
            min(region.committed.start, region.objects.start), max(region.committed.end, region.objects.end))
        if committed != region.committed { overrun += 1 }
        row.allocated.add(region.objects.count)
        row.committed.add(committed.count)
        row.reserved.add(max(region.reserved.count, committed.count))
        row.unused.add(committed.count - region.objects.count)
        if let account = walked[region] {
            row.objects.add(account.objects)
            row.objectBytes.add(account.objectBytes)
            row.free.add(account.free.bytes)
            row.contexts.add(account.contextBytes)
            for range in account.skipped {
                if range.reason == .allocationContext {
                    row.contexts.add(range.bytes)
                } else {
                    row.unwalked.add(range.bytes)
                    unwalked[place, default: []].append(range)
                }
            }
        } else {
            row.unwalked.add(region.objects.count)
        }
        rows[place] = row
    }
    for (place, row) in rows {
        switch Generation(rawValue: place.generation) {
        case .gen0: rows[place]?.uncollected = row.objectBytes
        case let generation? where generation.isCollectedInFull:
            let left = heap.left[.init(heap: place.heap, generation: generation)] ?? 0
            rows[place]?.uncollected = row.objectBytes - min(row.objectBytes, left)
        default: break
        }
    }
    for (place, ranges) in unwalked { rows[place]?.unwalkedAt = words(ranges) }
    return (rows.sorted { ($0.key.heap, $0.key.generation) < ($1.key.heap, $1.key.generation) }.map(\.value), overrun)
}

private struct Place: Hashable {
    let heap: Int
    let generation: Int
}

private let rangesShown = 8

private func words(_ ranges: [SkippedRange]) -> String {
    let largest = ranges.sorted { ($1.bytes, $0.start) < ($0.bytes, $1.start) }.prefix(rangesShown)
    let shown = largest.map { "\($0.start)+\($0.bytes) \($0.reason.rawValue)" }.joined(separator: ", ")
    return shown + (ranges.count > largest.count ? ", and \(ranges.count - largest.count) more" : "")
}

extension UInt64 {
    fileprivate mutating func add(_ other: UInt64) { self = saturatingAdd(other) }
}
