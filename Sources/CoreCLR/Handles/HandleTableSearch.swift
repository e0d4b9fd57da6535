import ProcessMemory
import RawMemory

/// Finds the segments of all handle tables. The GC's variables have the first map; a map has buckets, a bucket an array of tables (one
/// for each heap of the server GC), and a table a chain of segments.
///
/// Offsets: a map has a pointer to an array of ten buckets at 0 and the next map at 8; a bucket has the array of tables at 0
/// (HandleTableMap and HandleTableBucket in src/coreclr/gc/objecthandle.h of dotnet/runtime). A table has the chain at 0xD0 (3.1), 0x68
/// (6), 0x30 (8, 9) or 0x38 (10), which is found by its first segment: it is aligned to its size and points back to its table.
struct HandleTableSearch {
    private let memory: AddressSpace
    /// The heaps in use, each of which has a table.
    private let heaps: Int
    private(set) var segments: [(address: Address, form: HandleSegmentForm)] = []
    /// Maps, tables and segments that could not be read. A chain ends there.
    private(set) var broken: UInt64 = 0
    private var seenMaps = Set<Address>()
    private var seenTables = Set<Address>()
    private var seenSegments = Set<Address>()
    /// Where the chain begins in a table, when it is known.
    private var found: (place: UInt64, form: HandleSegmentForm)?

    private static let bucketCount: UInt64 = 10
    /// Each further map has ten AppDomains, and there is one AppDomain.
    private static let mapLimit = 16
    /// The most processors that the GC knows (MAX_SUPPORTED_CPUS).
    private static let slotLimit = 1024
    private static let chainPlaces = stride(from: 0x28 as UInt64, through: 0x100, by: 8)
    private static let typeCounts: ClosedRange<UInt64> = 12...16

    init(_ memory: AddressSpace, heaps: Int) {
        self.memory = memory
        self.heaps = heaps
    }

    mutating func readMaps(_ first: Address, isServer: Bool) {
        var map = first
        while !map.isNull {
            guard seenMaps.insert(map).inserted, seenMaps.count <= Self.mapLimit, let buckets = memory.pointer(map),
                let next = memory.pointer(map + 8)
            else {
                broken += 1
                return
            }
            for number in 0..<Self.bucketCount where !buckets.isNull {
                guard let bucket = memory.pointer(buckets + number * 8) else {
                    broken += 1
                    break
                }
                if bucket.isNull { continue }
                readBucket(bucket, isServer: isServer)
            }
            map = next
        }
    }

    private mutating func readBucket(_ bucket: Address, isServer: Bool) {
        guard let tables = memory.pointer(bucket) else {
            broken += 1
            return
        }
        // With DATAS there are tables of heaps that are not in use: the array has one for each processor. Its length is nowhere, so it
        // ends with the first word that is no table.
        for slot in 0..<(isServer ? Self.slotLimit : 1) {
            guard let table = memory.pointer(tables + UInt64(slot) * 8), !table.isNull, !seenTables.contains(table),
                let first = firstSegment(of: table)
            else {
                if slot < heaps { broken += UInt64(isServer ? heaps - slot : 1) }
                return
            }
            seenTables.insert(table)
            readChain(first.segment, first.form, of: table)
        }
    }

    /// `nil` when there is no table at this address.
    private mutating func firstSegment(of table: Address) -> (segment: Address, form: HandleSegmentForm)? {
        func segment(_ place: UInt64, _ form: HandleSegmentForm) -> Address? {
            guard let at = memory.pointer(table + place), isSegment(at, form, of: table) else { return nil }
            return at
        }
        if let found, let segment = segment(found.place, found.form) { return (segment, found.form) }
        for place in Self.chainPlaces {
            for count in Self.typeCounts {
                let form = HandleSegmentForm(typeCount: count)
                guard let at = segment(place, form) else { continue }
                found = (place, form)
                return (at, form)
            }
        }
        return nil
    }

    private func isSegment(_ at: Address, _ form: HandleSegmentForm, of table: Address) -> Bool {
        !at.isNull && at.value % HandleSegmentForm.size == 0 && memory.pointer(at + form.owner) == table
    }

    private mutating func readChain(_ first: Address, _ form: HandleSegmentForm, of table: Address) {
        var segment = first
        while !segment.isNull {
            guard isSegment(segment, form, of: table), seenSegments.insert(segment).inserted, let next = memory.pointer(segment + form.next)
            else {
                broken += 1
                return
            }
            segments.append((segment, form))
            segment = next
        }
    }
}
