import CoreCLR
import RawMemory

/// Counts handles by kind and by the method table of their objects.
struct HandleCounts {
    struct Place: Hashable, Sendable {
        let kind: HandleKind
        /// Null when the dump does not hold the object or its type.
        let table: Address
    }

    private let methodTables: MethodTables?
    private var counts: [Place: UInt64] = [:]
    /// Handles of which the dump does not hold the object, or of which the object is none.
    private(set) var objectsMissing: UInt64 = 0
    /// The objects that handles pin: 24 bytes for each such handle.
    private var pinned: [(object: Address, place: Place)] = []
    /// Whether an address is that of a method table. Most handles refer to objects of a few types.
    private var known: [Address: Bool] = [:]
    /// The place of the last handle and the handles since it began: neighbours are often of one kind and type.
    private var last: (place: Place, count: UInt64)?

    init(_ methodTables: MethodTables?) { self.methodTables = methodTables }

    mutating func add(_ kind: HandleKind, _ object: Address) {
        let table = table(of: object)
        if table.isNull { objectsMissing += 1 }
        let place = Place(kind: kind, table: table)
        if kind.pins, !table.isNull { pinned.append((object, place)) }
        if last?.place == place {
            last?.count += 1
            return
        }
        settle()
        last = (place, 1)
    }

    private mutating func settle() {
        if let last { counts[last.place, default: 0] += last.count }
        last = nil
    }

    private mutating func table(of object: Address) -> Address {
        guard let methodTables, let word = methodTables.word(ofObjectAt: object) else { return Address(0) }
        if let last, last.place.table == word { return word }
        if let isTable = known[word] { return isTable ? word : Address(0) }
        let isTable = methodTables.size(word) != nil
        known[word] = isTable
        return isTable ? word : Address(0)
    }

    /// By kind, then by address of the method table.
    var byKindAndType: [(place: Place, count: UInt64)] {
        var whole = self
        whole.settle()
        return whole.counts.sorted { ($0.key.kind.rawValue, $0.key.table) < ($1.key.kind.rawValue, $1.key.table) }.map {
            ($0.key, $0.value)
        }
    }

    /// The bytes that handles of each place pin. An object that several handles of one kind pin counts once for the kind.
    func pinnedBytes(_ heap: GCHeap?) -> [Place: PinnedBytes] {
        guard let heap, let methodTables else { return [:] }
        let ordered = pinned.sorted { ($0.place.kind.rawValue, $0.object) < ($1.place.kind.rawValue, $1.object) }
        var found: [Place: PinnedBytes] = [:]
        var previous: (object: Address, kind: HandleKind)?
        for (object, place) in ordered {
            if let previous, previous.object == object, previous.kind == place.kind { continue }
            previous = (object, place.kind)
            // What lies outside of the regions is no object of the heap.
            guard let region = heap.region(containing: object), let bytes = methodTables.bytes(ofObjectAt: object, place.table) else {
                continue
            }
            // A damaged length may say more than the region holds.
            found[place, default: PinnedBytes()].add(min(bytes, region.objects.end.distance(from: object)), region.generation)
        }
        return found
    }
}

/// Bytes of pinned objects by generation (`Generation.rawValue`).
struct PinnedBytes {
    private(set) var bytes = [UInt64](repeating: 0, count: Generation.allCases.count)

    mutating func add(_ size: UInt64, _ generation: Generation) {
        bytes[generation.rawValue] = bytes[generation.rawValue].saturatingAdd(size)
    }
}
