import SnapshotModel
import Testing

@testable import Budgets

/// Every kind of rule on inputs that cannot answer it: what is missing or not comparable is never kept.
@Suite struct UnanswerableMatrixTests {
    /// Both ends, or one of them, lack these parts.
    private static func both(_ parts: Need.Part...) -> Set<Need> { Set(parts.flatMap { [.now($0), .before($0)] }) }
    private static func end(_ isLatest: Bool, _ parts: Need.Part...) -> Set<Need> { Set(parts.map { isLatest ? .now($0) : .before($0) }) }

    private static let heapless = Trust.Diagnostic("no-heap", "the dump holds no GC heap", caps: .partial)
    /// About every section.
    private static let partial = Trust.Diagnostic("file-truncated", "the file ends before its last memory does", caps: .partial)
    private static let damaged = Trust.Diagnostic("heap-damaged", "parts of the heap hold no readable objects", caps: .partial)

    private static func dropHeap(_ snapshot: inout Snapshot, committed: Bool) {
        snapshot.tables.removeAll { $0.info.name == "types" }
        snapshot.totals = Totals(committed: committed ? snapshot.totals.committed : nil)
        snapshot.trust = Trust(layout: .table, diagnostics: [heapless])
    }

    /// Rows of the program get placeholders for names.
    private static func dropNames(_ snapshot: inout Snapshot) {
        let rows: [TypeRow] = snapshot.table("types")?.rows() ?? []
        let unnamed = rows.enumerated().map { place, row in
            var row = row
            if row.name.hasPrefix("MyApp.") { row.name = "App.dll!<0x0200000\(place)>" }
            return row
        }
        snapshot.tables = snapshot.tables.map { $0.info.name == "types" ? Table(unnamed) : $0 }
    }

    private static let lacksHeap: Set<Need> = both(.types, .names, .generations, .heap, .trustInHeap)

    static let inputs: [MatrixInput] =
        [
            MatrixInput("mini", lacks: lacksHeap) { snapshot, _ in dropHeap(&snapshot, committed: true) },
            MatrixInput("triage", lacks: lacksHeap.union(both(.committed))) { snapshot, _ in dropHeap(&snapshot, committed: false) },
            MatrixInput("mini after full", lacks: end(true, .types, .names, .generations, .heap, .trustInHeap)) { snapshot, isLatest in
                if isLatest { dropHeap(&snapshot, committed: true) }
            },
            MatrixInput("full after mini", lacks: end(false, .types, .names, .generations, .heap, .trustInHeap)) { snapshot, isLatest in
                if !isLatest { dropHeap(&snapshot, committed: true) }
            },
            MatrixInput("names on no side", lacks: both(.names)) { snapshot, _ in
                dropNames(&snapshot)
                snapshot.capture.pid = UInt64(snapshot.capture.time / 86_400 + 100)
                snapshot.capture.life = "\(snapshot.capture.time / 86_400 + 100)"
            },
            MatrixInput("names on the earlier side", lacks: end(true, .names)) { snapshot, isLatest in
                if isLatest { dropNames(&snapshot) }
            },
            MatrixInput("names on the later side", lacks: end(false, .names)) { snapshot, isLatest in
                if !isLatest { dropNames(&snapshot) }
            },
            MatrixInput("no generations", lacks: both(.generations)) { snapshot, _ in
                let rows: [TypeRow] = snapshot.table("types")?.rows() ?? []
                let absent = Set(["gen0", "gen1", "gen2", "loh", "poh", "frozen"].flatMap { ["\($0)_count", "\($0)_bytes"] })
                snapshot.tables = snapshot.tables.map { $0.info.name == "types" ? Table(rows, absent: absent) : $0 }
            },
            MatrixInput("another runtime", lacks: [.comparison, .series]) { snapshot, isLatest in
                if isLatest { snapshot.capture.runtime.version = "9.0.1" }
            },
            MatrixInput("another collector", lacks: [.comparison, .series]) { snapshot, isLatest in
                if isLatest { snapshot.capture.gc = Capture.CollectorKind(server: true, heaps: 4, regions: true) }
            },
            MatrixInput("another processor", lacks: [.comparison, .series]) { snapshot, isLatest in
                if isLatest { snapshot.capture.arch = "arm64" }
            },
            MatrixInput("reversed", lacks: [.order]) { snapshot, isLatest in
                if isLatest { snapshot.capture.time = 86_400 }
            },
            MatrixInput("damaged", lacks: both(.trust)) { snapshot, _ in
                snapshot.trust = Trust(layout: .table, diagnostics: [partial])
            },
            MatrixInput("damaged heap", lacks: both(.trustInHeap)) { snapshot, _ in
                snapshot.trust = Trust(layout: .table, diagnostics: [damaged])
            },
            MatrixInput("damaged heap before", lacks: end(false, .trustInHeap)) { snapshot, isLatest in
                if !isLatest { snapshot.trust = Trust(layout: .table, diagnostics: [damaged]) }
            },
            MatrixInput("damaged before", lacks: end(false, .trust)) { snapshot, isLatest in
                if !isLatest { snapshot.trust = Trust(layout: .table, diagnostics: [partial]) }
            },
        ]
        + [true, false].flatMap { isLatest in
            [("types", [Need.Part.types, .names, .generations]), ("threads", [.threads]), ("modules", [.modules])].map { section, parts in
                MatrixInput(
                    "no \(section) \(isLatest ? "after" : "before")", lacks: Set(parts.map { isLatest ? .now($0) : .before($0) })
                ) { snapshot, isLast in
                    if isLast == isLatest { snapshot.tables.removeAll { $0.info.name == section } }
                }
            }
        } + [same, twoDumps, alone]

    private static let same: MatrixInput = {
        var input = MatrixInput("the same snapshot twice")
        input.lacks = [.comparison]
        input.isOneSnapshot = true
        return input
    }()

    private static let twoDumps: MatrixInput = {
        var input = MatrixInput("two dumps")
        input.lacks = [.series]
        input.isSeries = false
        return input
    }()

    private static let alone: MatrixInput = {
        var input = MatrixInput("one dump")
        input.lacks = [.comparison, .series]
        (input.isSeries, input.hasBaseline) = (false, false)
        return input
    }()

    /// A rule is inconclusive where it reads what is missing, and kept where it does not: nothing grows in these snapshots.
    @Test(arguments: inputs, MatrixRule.all) func noCellIsKept(_ input: MatrixInput, _ rule: MatrixRule) throws {
        for trust in [Trust.Level.good, .partial] {
            // A rule that asks for less trust reads what a doubtful snapshot has.
            let lacks = input.lacks.subtracting(
                trust == .partial ? [.now(.trust), .before(.trust), .now(.trustInHeap), .before(.trustInHeap)] : [])
            let result = try input.result(rule, trust)
            let isOpen = !lacks.isDisjoint(with: rule.needs)
            #expect(result.verdict == (isOpen ? .inconclusive : .pass), "\(trust): \(result.findings.map(\.reason))")
            // Each finding of a budget with one rule.
            if rule.name != "standard", isOpen {
                #expect(result.findings.allSatisfy { $0.state == .inconclusive }, "\(trust): \(result.findings.map(\.reason))")
            }
        }
    }

    /// A chain that cannot be followed in between is not one that did not grow at every step.
    @Test(arguments: ["types every pair", "threads every pair"]) func aChainWithAHoleIsNotJudged(_ name: String) throws {
        let rule = try #require(MatrixRule.all.first { $0.name == name })
        var input = MatrixInput("chain", latest: MatrixService(handlers: 2_000, threads: 40))
        var between = MatrixService().snapshot(time: 10 * 86_400 + 10)
        between.tables = []
        input.between = between
        #expect(try input.result(rule, .partial).verdict == .inconclusive)
        input.between = MatrixService(handlers: 1_000, threads: 20).snapshot(time: 10 * 86_400 + 10)
        #expect(try input.result(rule, .partial).verdict == .fail)
        input.between?.trust = Trust(layout: .table, diagnostics: [Self.partial])
        #expect(try input.result(rule, .good).verdict == .inconclusive)
    }
}
