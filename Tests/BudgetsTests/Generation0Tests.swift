import Growth
import SnapshotModel
import Testing

@testable import Budgets

/// Generation 0 holds what no collection has looked at yet, so its growth alone fails no standard budget.
@Suite struct Generation0Tests {
    private let standard: Budget

    init() throws {
        standard = try Budget(parsing: BudgetSource(name: Budget.standardName, bytes: Array(Budget.standardText(isLive: false).utf8)))
    }

    /// A type with objects of 100 bytes: so many in generation 0, and so many of each other generation.
    private func type(_ name: String, gen0: UInt64 = 0, gen1: UInt64 = 0, gen2: UInt64 = 0, loh: UInt64 = 0, poh: UInt64 = 0) -> TypeRow {
        var row = TypeRow()
        (row.name, row.module) = (name, "App.dll")
        func share(_ count: UInt64) -> TypeRow.Share { .init(count: count, bytes: count * 100) }
        (row.gen0, row.gen1, row.gen2, row.loh, row.poh) = (share(gen0), share(gen1), share(gen2), share(loh), share(poh))
        row.count = gen0 + gen1 + gen2 + loh + poh
        row.bytes = row.count * 100
        return row
    }

    private func states(_ result: CheckResult) -> [String: Finding.State] {
        Dictionary(result.findings.map { ($0.rule, $0.state) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func garbageWarns() {
        let result = check(standard, snapshot([type("A", gen0: 1_000, gen2: 10_000)]), snapshot([type("A", gen0: 160_000, gen2: 10_000)]))
        #expect(result.verdict == .pass)
        #expect(states(result)["heap.gen0/warn_growth"] == .warn)
        #expect(states(result)["heap.outside_gen0/max_growth"] == .pass)
        #expect(states(result)["heap.outside_gen0_objects/max_growth"] == .pass)
    }

    @Test func whatSurvivedFailsInEachGeneration() {
        let before = snapshot([type("A", gen0: 1_000, gen2: 10_000)])
        for (name, row) in [
            ("gen1", type("A", gen0: 1_000, gen1: 60_000, gen2: 10_000)), ("gen2", type("A", gen0: 1_000, gen2: 70_000)),
            ("loh", type("A", gen0: 1_000, gen2: 10_000, loh: 60_000)), ("poh", type("A", gen0: 1_000, gen2: 10_000, poh: 60_000)),
        ] {
            let result = check(standard, before, snapshot([row]))
            #expect(result.verdict == .fail, "\(name)")
            #expect(states(result)["heap.outside_gen0/max_growth"] == .fail, "\(name)")
        }
    }

    /// Objects of 100 bytes in generation 2, and so many bytes of large ones.
    private func large(_ bytes: UInt64, gen2: UInt64 = 100_000) -> TypeRow {
        var row = type("A", gen2: gen2)
        row.loh = .init(count: bytes / 100_000, bytes: bytes)
        row.count += row.loh.count
        row.bytes += bytes
        return row
    }

    /// A snapshot whose dump says how much of the LOH and the POH was allocated since the last full collection.
    private func grown(_ row: TypeRow, uncollected: (loh: UInt64, poh: UInt64)) -> Snapshot {
        func heap(_ generation: String, _ bytes: UInt64) -> HeapRow {
            var row = HeapRow()
            (row.generation, row.uncollected) = (generation, bytes)
            return row
        }
        var made = snapshot([row])
        made.tables.append(Table([heap("gen0", row.gen0.bytes), heap("loh", uncollected.loh), heap("poh", uncollected.poh)]))
        return made
    }

    /// Only a full collection looks at large and pinned objects, so those since the last one may be garbage.
    @Test func largeObjectsSinceTheLastFullCollectionWarn() {
        let before = grown(large(100_000), uncollected: (0, 0))
        let garbage = grown(large(15_000_000), uncollected: (14_000_000, 0))
        let result = check(standard, before, garbage)
        #expect(result.verdict == .pass)
        #expect(states(result)["heap.outside_gen0/max_growth"] == .warn)
        #expect(result.finding("heap.outside_gen0/max_growth")?.reason == .uncollected(14_000_000))
    }

    @Test func largeObjectsThatAFullCollectionLeftFail() {
        let before = grown(large(100_000), uncollected: (100_000, 0))
        let leak = grown(large(30_000_000), uncollected: (9_000_000, 0))
        #expect(states(check(standard, before, leak))["heap.outside_gen0/max_growth"] == .fail)
        let old = grown(large(15_000_000, gen2: 180_000), uncollected: (14_900_000, 0))
        #expect(states(check(standard, before, old))["heap.outside_gen0/max_growth"] == .fail)
    }

    /// A snapshot that does not say it, like those of older versions, excuses nothing, and a limit on one snapshot has no excuse.
    @Test func whatIsNotKnownToBeUncollectedFails() throws {
        let before = snapshot([large(100_000)])
        let after = grown(large(15_000_000), uncollected: (14_000_000, 0))
        #expect(states(check(standard, before, after))["heap.outside_gen0/max_growth"] == .fail)
        let most = try budget("version: 1\nheap: {loh: {max: 5 MB}}\n")
        #expect(check(most, after, after).verdict == .fail)
    }

    /// 40,000 objects that nearly double a small heap are a leak, though they take less than 5 MB.
    @Test func manySmallObjectsFail() {
        let result = check(standard, snapshot([type("A", gen2: 43_000)]), snapshot([type("A", gen2: 83_000)]))
        #expect(states(result)["heap.outside_gen0/max_growth"] == .pass)
        #expect(states(result)["heap.outside_gen0_objects/max_growth"] == .fail)
        #expect(result.verdict == .fail)
    }

    @Test func unknownGenerationsAreInconclusive() {
        var before = snapshot([type("A", gen2: 10)])
        before.tables = before.tables.map { table in
            table.info.name == "types" ? Table(table.rows(as: TypeRow.self), absent: ["gen1_bytes"]) : table
        }
        let result = check(standard, before, snapshot([type("A", gen2: 10)]))
        #expect(result.verdict == .inconclusive)
        #expect(states(result)["heap.outside_gen0/max_growth"] == .inconclusive)
    }

    @Test func theEvidenceIsOfTheSameGenerations() throws {
        let (before, after) = (
            snapshot([type("Garbage", gen0: 10), type("Leak", gen0: 10)]),
            snapshot([type("Garbage", gen0: 900_000), type("Leak", gen0: 20, gen1: 60_000)])
        )
        let result = check(standard, before, after)
        #expect(
            result.finding("heap.outside_gen0/max_growth")?.evidence == [Finding.Evidence("Leak", count: 60_000, bytes: 6_000_000)])
        #expect(
            result.finding("heap.gen0/warn_growth")?.evidence == [
                Finding.Evidence("Garbage", count: 899_990, bytes: 89_999_000), Finding.Evidence("Leak", count: 10, bytes: 1_000),
            ])
        let whole = check(try budget("version: 1\nheap: {total: {max_growth: 0}}\n"), before, after)
        #expect(whole.findings.first?.evidence.map(\.name) == ["Garbage", "Leak"])
    }

    @Test func outsideAndInsideMakeTheTotal() throws {
        var frozen = type("F", gen0: 3, gen1: 5, gen2: 7, loh: 11, poh: 13)
        frozen.frozen = .init(count: 17, bytes: 1_700)
        (frozen.count, frozen.bytes) = (56, 5_600)
        let taken = snapshot([frozen])
        func value(_ name: String) throws -> Int128 { try #require(Catalog.standard.metric(name)?.value(taken)) }
        #expect(try value("heap.outside_gen0") + value("heap.gen0") == value("heap.total"))
        #expect(try value("heap.outside_gen0_objects") == 53)
    }
}
