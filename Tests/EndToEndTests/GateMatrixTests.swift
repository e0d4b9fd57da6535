import DumpSynth
import FoundationEssentials
import Testing

/// Kinds of rules on kinds of dumps, through the whole program: no rule that reads what is missing or cannot be compared is kept.
@Suite struct GateMatrixTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        // With a lower trust nothing but what is missing keeps a rule from its verdict.
        try folder.write(
            """
            version: 1
            defaults: {min_trust: partial}
            heap:
              total: {max: 100 MB, max_growth: 10% and 10 kB}
              outside_gen0: {max_growth: 10% and 10 kB}
              committed: {max_growth: 10% and 10 kB}
            process:
              threads: {max: 1000, max_growth: 10}
              modules: {max_growth: 5}
            types:
              - {match: Shop.**, count: {max: 100000, max_growth: 10% and 100}}
            never:
              - {match: Shop.Ghost}
            ratios:
              - {name: orders, left: Shop.Order, right: Shop.Basket, max: 1000}
            per_work:
              - {metric: "type:Shop.**", max: 1/request}
            """, to: "heapdrift.yml")
        try folder.write("version: 1\n\(Self.standard)", to: "standard.yml")
    }

    private static let (heapMax, heapGrowth, outside) = ("heap.total/max", "heap.total/max_growth", "heap.outside_gen0/max_growth")
    private static let (committed, modules) = ("heap.committed/max_growth", "process.modules/max_growth")
    private static let (threadsMax, threadsGrowth) = ("process.threads/max", "process.threads/max_growth")
    private static let (typesMax, typesGrowth, never) = ("type:Shop.**/max", "type:Shop.**/max_growth", "never:Shop.Ghost")
    private static let (ratio, work) = ("ratio:orders/max", "per_work:type:Shop.**")

    private static let growth: Set = [heapGrowth, outside, committed, threadsGrowth, modules, typesGrowth, work]
    private static let limits: Set = [heapMax, threadsMax, typesMax, never, ratio]
    private static let ofHeap: Set = [heapMax, heapGrowth, outside, typesMax, typesGrowth, never, ratio, work]
    private static let every = growth.union(limits)

    private static let standard = "heap: {outside_gen0: {max_growth: 10% and 5 MB}}\n"

    private struct Answer: Decodable {
        let verdict: String
        let findings: [Finding]

        struct Finding: Decodable {
            let rule: String
            let state: String
        }
    }

    private func run(_ words: [String]) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    /// The rules of each state.
    private func states(_ before: String, _ after: String, code: Int32) throws -> [String: Set<String>] {
        let run = try run(["check", before, after, "--work", "10000 requests", "--json"])
        #expect(run.code == code, "\(run)")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
        return Dictionary(grouping: answer.findings, by: \.state).mapValues { Set($0.map(\.rule)) }
    }

    /// Expects that these rules are not judged and all others are kept.
    private func expectOpen(_ open: Set<String>, _ before: String, _ after: String) throws {
        let states = try states(before, after, code: 4)
        #expect(states["inconclusive"] == open, "\(before) \(after)")
        #expect(states["pass"] == (open == Self.every ? nil : Self.every.subtracting(open)), "\(before) \(after)")
        #expect(states["fail"] == nil, "\(before) \(after)")
    }

    private func write(_ name: String, _ change: (inout MadeUpService) -> Void = { _ in }) throws {
        var service = MadeUpService()
        change(&service)
        try folder.write(service.core(), to: name)
    }

    @Test func dumpsWithoutAHeap() throws {
        try write("full.core")
        // One object more, so that the two are different dumps.
        for (name, baskets) in [("mini-1.core", 20), ("mini-2.core", 21)] {
            try write(name) {
                $0.holdsHeap = false
                $0.baskets = baskets
                $0.threads += baskets == 21 ? 1 : 0
            }
        }
        try expectOpen(Self.ofHeap, "mini-1.core", "mini-2.core")
        try expectOpen(Self.ofHeap, "full.core", "mini-2.core")
        try expectOpen([Self.heapGrowth, Self.outside, Self.typesGrowth, Self.work], "mini-2.core", "full.core")
        for (before, after) in [("mini-1.core", "mini-2.core"), ("full.core", "mini-2.core"), ("mini-2.core", "full.core")] {
            #expect(try run(["check", before, after, "--budget", "standard.yml"]).code == 4)
        }
    }

    @Test func typesWithoutNames() throws {
        try write("before.core") { $0.hasNames = false }
        try write("after.core") {
            $0.hasNames = false
            $0.baskets = 21
        }
        try expectOpen([Self.typesMax, Self.typesGrowth, Self.never, Self.ratio, Self.work], "before.core", "after.core")
    }

    @Test func theSameDumpTwiceAndTheWrongOrder() throws {
        try write("a.core")
        try write("b.core") { $0.baskets = 21 }
        try expectOpen(Self.growth, "a.core", "a.core")
        for (name, day) in [("a.core", 1), ("b.core", 2)] {
            #expect(try run(["snap", "--series", "shop", "--at", "2026-08-0\(day)", name]).code == 0)
        }
        try expectOpen(Self.every, "shop@latest", "shop@latest~1")
    }

    @Test func realDumpsThatCannotBeCompared() throws {
        try Fixtures.unpack(["server-0.core", "mini-0.core", "net31-0.core"], into: folder)
        let heap = Fixtures.packed(0)
        try expectOpen(Self.growth, heap, "server-0.core")
        try expectOpen(Self.ofHeap, heap, "mini-0.core")
        try expectOpen(Self.growth.union(Self.ofHeap), heap, "net31-0.core")
        #expect(try run(["check", heap, "server-0.core", "--budget", "standard.yml"]).code == 4)
    }

    /// What can be judged is, and as written here.
    @Test func goodDumpsAreJudged() throws {
        try write("before.core")
        try write("calm.core") { $0.baskets = 21 }
        try write("leak.core") { $0.orders = [.gen2: 40_000] }
        try write("threads.core") { $0.threads = 20 }
        let failed: [(String, Set<String>)] = [
            ("calm.core", []), ("leak.core", [Self.heapGrowth, Self.outside, Self.committed, Self.typesGrowth, Self.ratio, Self.work]),
            ("threads.core", [Self.threadsGrowth]),
        ]
        for (name, rules) in failed {
            let states = try states("before.core", name, code: rules.isEmpty ? 0 : 1)
            #expect(states["fail"] ?? [] == rules, "\(name)")
            #expect(states["pass"] == Self.every.subtracting(rules), "\(name)")
            #expect(states["inconclusive"] == nil, "\(name)")
        }
    }
}
