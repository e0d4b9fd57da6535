import GCDump
import HeapWalk
import RawMemory
import SnapshotModel

/// The types of a .gcdump file as rows: those of one canonical name and module are one row.
///
/// Every object of the file is alive, so the counts are those of live objects too.
struct GCDumpTypes {
    /// By row, without what holds them.
    private(set) var rows: [TypeRow] = []
    /// By the number of a type in the file: its row; `nil` for what is no object.
    private(set) var places: [Int?] = []
    /// By the number of a type: for how many objects one of a sample stands; empty when all objects are in the file.
    let weights: [Double]
    private(set) var problems: [ReadingProblem] = []
    private let hasGenerations: Bool

    /// dotnet-gcdump writes no more nodes than this. Nothing else in a file says that it left out objects.
    static let mostNodes = 10_000_000
    /// The roots are among the nodes.
    private static let nearMost = 10
    /// A report of objects that says so many may lack some.
    static let leastCapped = UInt64(mostNodes - nearMost)

    init(_ dump: GCDumpFile, _ counts: GCDumpCounts) {
        weights = Self.weights(dump)
        hasGenerations = !counts.generations.isEmpty
        var known: [RowName: Int] = [:]
        for (number, type) in dump.types.enumerated() {
            guard type.role == .object, counts.counts[number] > 0 else {
                places.append(nil)
                continue
            }
            let name = TypeNameText.canonical(type.name)
            let module = type.module.map(TypeNameText.moduleName) ?? ""
            let key = RowName(name: BytewiseText(name), module: BytewiseText(module))
            let place = known[key] ?? rows.count
            if place == rows.count {
                known[key] = place
                var row = TypeRow()
                (row.name, row.module) = (name, module)
                rows.append(row)
            }
            places.append(place)
            add(counts, number, to: place)
        }
        rows = NestedTypes.named(rows)
        problems = Self.problems(dump, counts)
    }

    private struct RowName: Hashable {
        let name: BytewiseText
        let module: BytewiseText
    }

    private mutating func add(_ counts: GCDumpCounts, _ number: Int, to place: Int) {
        let weight = weights.isEmpty ? nil : weights[number]
        func scaled(_ value: UInt64) -> UInt64 { weight.map { SampleWeight.scaled(value, by: $0) } ?? value }
        var row = rows[place]
        row.count = row.count.saturatingAdd(scaled(counts.counts[number]))
        row.bytes = row.bytes.saturatingAdd(scaled(counts.bytes[number]))
        (row.liveCount, row.liveBytes) = (row.count, row.bytes)
        if hasGenerations {
            let shares = counts.generations[number]
            func added(_ share: TypeRow.Share, _ generation: Int) -> TypeRow.Share {
                TypeRow.Share(
                    count: share.count.saturatingAdd(scaled(shares[generation].count)),
                    bytes: share.bytes.saturatingAdd(scaled(shares[generation].bytes)))
            }
            row.gen0 = added(row.gen0, 0)
            row.gen1 = added(row.gen1, 1)
            row.gen2 = added(row.gen2, 2)
            row.loh = added(row.loh, 3)
            row.poh = added(row.poh, 4)
        }
        rows[place] = row
    }

    // MARK: Samples

    /// PerfView writes a sample of the objects of a large heap. All large objects and all ways to roots are in it, so each type has a factor of its own.
    private static func weights(_ dump: GCDumpFile) -> [Double] {
        let facts = dump.facts
        func isFactor(_ value: Float) -> Bool { value.isFinite && value >= 1 && value <= 1e9 }
        if !facts.countMultipliers.isEmpty {
            return dump.types.indices.map { number in
                let own = number < facts.countMultipliers.count ? facts.countMultipliers[number] : 1
                return isFactor(own) ? Double(own) : 1
            }
        }
        guard isFactor(facts.countMultiplier), facts.countMultiplier != 1 else { return [] }
        return [Double](repeating: Double(facts.countMultiplier), count: dump.types.count)
    }

    // MARK: Trust

    private static func problems(_ dump: GCDumpFile, _ counts: GCDumpCounts) -> [ReadingProblem] {
        var found: [ReadingProblem] = [.graphOfLiveObjects]
        if let cut = dump.cut {
            let part = if case .truncated(let part, _, _) = cut { part } else { "a part of it" }
            found.append(.graphCutOff(part: part, missing: counts.lost, isSampleUnknown: !dump.facts.areMultipliersKnown))
        }
        if counts.unreadable > 0 { found.append(.graphNodesUnreadable(count: counts.unreadable)) }
        if counts.undefined > 0 { found.append(.graphObjectsUndefined(count: counts.undefined)) }
        if dump.nodeCount >= mostNodes - nearMost, dump.nodeCount <= mostNodes { found.append(.graphCapped(nodes: UInt64(dump.nodeCount))) }
        if !weights(dump).isEmpty {
            let all = counts.counts.reduce(0 as UInt64) { $0.saturatingAdd($1) }
            found.append(.graphSampled(objects: all))
        }
        return found
    }

    /// Whether nothing of the file is known to be missing.
    var isWhole: Bool { !problems.contains { $0.entry.diagnostic.caps == .partial } }

    // MARK: The section

    var objects: UInt64 { rows.reduce(0) { $0.saturatingAdd($1.count) } }
    var bytes: UInt64 { rows.reduce(0) { $0.saturatingAdd($1.bytes) } }

    /// `held`: who holds the objects; `nil` when that was not looked at.
    func table(_ held: GCDumpHolders?) -> Table {
        var absent: Set<String> = ["frozen_count", "frozen_bytes", "method_tables", "token", "build"]
        if !hasGenerations { for name in ["gen0", "gen1", "gen2", "loh", "poh"] { absent.formUnion([name + "_count", name + "_bytes"]) } }
        guard let held else { return Table(rows, absent: absent.union(["held_count", "held_bytes"])) }
        var rows = rows
        let sums = held.tree.heldByType
        for row in rows.indices { (rows[row].heldCount, rows[row].heldBytes) = (sums[row]?.count ?? 0, sums[row]?.bytes ?? 0) }
        return Table(rows, absent: absent)
    }
}
