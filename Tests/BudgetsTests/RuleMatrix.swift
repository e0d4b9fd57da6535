import Growth
import SnapshotModel
import Testing

@testable import Budgets

/// What a rule reads, and what an input may lack.
enum Need: Hashable {
    /// A part of the judged snapshot.
    case now(Part)
    /// A part of the earlier one.
    case before(Part)
    /// Two snapshots that can be compared.
    case comparison
    /// A known order of the snapshots.
    case order
    /// More than two snapshots.
    case series

    enum Part: Hashable, CaseIterable { case types, names, generations, heap, committed, threads, modules, trust, trustInHeap }

    /// The parts, and trust in the objects of the heap where they are made of these.
    static func trusted(_ parts: [Part]) -> [Part] {
        parts + [.trust] + (Set(parts).isDisjoint(with: [.types, .names, .generations, .heap]) ? [] : [.trustInHeap])
    }
}

/// A budget, and what its rules read.
struct MatrixRule: CustomTestStringConvertible {
    let name: String
    let text: String
    let needs: Set<Need>
    var testDescription: String { name }

    /// A limit on one snapshot.
    init(limit name: String, _ text: String, _ parts: Need.Part...) {
        (self.name, self.text) = (name, text)
        needs = Set(Need.trusted(parts).map { .now($0) } + [.order])
    }

    /// A limit on growth.
    init(growth name: String, _ text: String, _ parts: Need.Part...) {
        (self.name, self.text) = (name, text)
        needs = Set(Need.trusted(parts).flatMap { [.now($0), .before($0)] } + [.comparison, .order])
    }

    /// A rule on a series. It does not read the baseline, but the snapshots before the latest.
    init(series name: String, _ text: String, _ parts: Need.Part...) {
        (self.name, self.text) = (name, text)
        needs = Set(Need.trusted(parts).flatMap { [.now($0), .before($0)] } + [.order, .series])
    }

    /// Every kind of rule.
    static let all: [MatrixRule] = [
        MatrixRule(limit: "types max", "types: [{match: MyApp.**, count: {max: 5000}}]", .types, .names),
        MatrixRule(limit: "types bytes max", "types: [{match: MyApp.**, bytes: {max: 5 MB}}]", .types, .names),
        MatrixRule(growth: "types growth", "types: [{match: MyApp.**, count: {max_growth: 10% and 100}}]", .types, .names),
        MatrixRule(growth: "types bytes growth", "types: [{match: MyApp.**, bytes: {max_growth: 10% and 10 kB}}]", .types, .names),
        MatrixRule(
            growth: "types together", "types: [{match: MyApp.**, together: true, count: {max_growth: 10% and 100}}]", .types, .names),
        MatrixRule(
            growth: "types every pair", "types: [{match: MyApp.**, every_pair: true, count: {max_growth: 10% and 100}}]", .types, .names),
        MatrixRule(limit: "never", "never: [{match: MyApp.Handler}]", .types, .names),
        MatrixRule(limit: "heap max", "heap: {total: {max: 3 MB}}", .heap),
        MatrixRule(growth: "heap growth", "heap: {total: {max_growth: 10% and 10 kB}}", .heap),
        MatrixRule(growth: "objects growth", "heap: {objects: {max_growth: 10% and 100}}", .heap),
        MatrixRule(growth: "default growth", "defaults: {max_growth: 10% and 10 kB}", .heap),
        MatrixRule(growth: "outside gen0 growth", "heap: {outside_gen0: {max_growth: 10% and 10 kB}}", .types, .generations),
        MatrixRule(limit: "gen0 max", "heap: {gen0: {max: 1 MB}}", .types, .generations),
        MatrixRule(limit: "free max", "heap: {free_percent: {max: 50%}}", .heap),
        MatrixRule(growth: "committed growth", "heap: {committed: {max_growth: 10% and 10 kB}}", .committed),
        MatrixRule(limit: "threads max", "process: {threads: {max: 20}}", .threads),
        MatrixRule(growth: "threads growth", "process: {threads: {max_growth: 10% and 10}}", .threads),
        MatrixRule(growth: "threads every pair", "process: {threads: {max_growth: 10% and 10, every_pair: true}}", .threads),
        MatrixRule(growth: "stacks growth", "process: {thread_stacks: {max_growth: 10% and 1 MB}}", .threads),
        MatrixRule(growth: "modules growth", "process: {modules: {max_growth: 5}}", .modules),
        MatrixRule(growth: "dynamic growth", "process: {dynamic_assemblies: {max_growth: 5}}", .modules),
        MatrixRule(growth: "made at run time growth", "process: {modules_made: {max_growth: 5}}", .modules),
        MatrixRule(limit: "ratio max", "ratios: [{name: r, left: MyApp.Handler, right: MyApp.Order, max: 1.5}]", .types, .names),
        MatrixRule(
            growth: "ratio growth", "ratios: [{name: r, left: MyApp.Handler, right: MyApp.Order, max_growth: 10%}]", .types, .names),
        MatrixRule(
            limit: "ratio of metrics", "ratios: [{name: r, left: heap.objects, right: process.threads, max: 3000}]", .heap, .threads),
        MatrixRule(growth: "per work", "per_work: [{metric: heap.total, max: 20 B/request}]", .heap),
        MatrixRule(growth: "types per work", "per_work: [{metric: 'type:MyApp.**', max: 0.1/request}]", .types, .names),
        MatrixRule(
            series: "trend", "trend: {min_history: 8}", .types, .names, .heap, .threads, .modules),
        MatrixRule(
            growth: "standard", String(Budget.standardText(isLive: false).drop { $0 != "\n" }), .types, .generations, .threads, .modules),
    ]

    /// The budget. `trust` is the least that the rules ask for: with `partial`, nothing but what is missing keeps a rule from its verdict.
    func budget(_ trust: Trust.Level) throws -> Budget {
        // The defaults of a rule's own text win.
        let isOwn = text.contains("defaults:")
        let text = isOwn ? text.replacing("defaults: {", with: "defaults: {min_trust: \(trust.rawValue), ") : text
        return try BudgetsTests.budget("version: 1\n" + (isOwn ? "" : "defaults: {min_trust: \(trust.rawValue)}\n") + text + "\n")
    }
}

/// A service in the matrix: orders, strings, and what a test adds.
struct MatrixService {
    /// Orders that survived a collection, and those in generation 0.
    var orders: UInt64 = 1_000
    var youngOrders: UInt64 = 50
    var handlers: UInt64 = 0
    var threads: UInt64 = 8
    var dynamic: UInt64 = 2
    var committed: UInt64 = 1_000_000

    func snapshot(time: Int64) -> Snapshot {
        func row(_ name: String, _ old: UInt64, young: UInt64 = 0) -> TypeRow {
            var row = type(name, old + young)
            (row.gen0, row.gen2) = (.init(count: young, bytes: young * 100), .init(count: old, bytes: old * 100))
            return row
        }
        var rows = [row("MyApp.Order", orders, young: youngOrders), row("System.String", 5_000)]
        if handlers > 0 { rows.append(row("MyApp.Handler", handlers)) }
        var snapshot = BudgetsTests.snapshot(rows, threads: threads, dynamic: dynamic, time: time)
        snapshot.totals.committed = committed
        return snapshot
    }
}

/// The snapshots of a check: nights of one service, of which the last two are compared.
struct MatrixInput: CustomTestStringConvertible {
    let name: String
    /// What the snapshots do not have.
    var lacks: Set<Need> = []
    var nights: [Snapshot]
    var isOneSnapshot = false
    var isSeries = true
    var hasBaseline = true
    /// A snapshot of the chain between the two.
    var between: Snapshot?
    var testDescription: String { name }

    /// Twelve nights, the last of which is another service.
    init(_ name: String, latest: MatrixService = MatrixService()) {
        self.name = name
        nights = (0..<12).map { night in
            (night == 11 ? latest : MatrixService()).snapshot(time: Int64(night) * 86_400)
        }
    }

    /// The same nights after a change of some of them.
    init(_ name: String, lacks: Set<Need>, _ change: (inout Snapshot, _ isLatest: Bool) -> Void) {
        self.init(name)
        self.lacks = lacks
        for night in nights.indices { change(&nights[night], night == nights.count - 1) }
    }

    func result(_ rule: MatrixRule, _ trust: Trust.Level) throws -> CheckResult {
        try check(rule.budget(trust), hasBaseline ? nights[nights.count - 2] : nil, nights[nights.count - 1]) { input in
            input.isOneSnapshot = isOneSnapshot
            input.between = between.map { [$0] } ?? []
            input.work = Work("10000 requests")
            if isSeries { input.history = SeriesHistory(nights.enumerated().map { (Int64($0.offset + 1), $0.element) }) }
        }
    }
}
