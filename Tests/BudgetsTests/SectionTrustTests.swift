import SnapshotModel
import Testing

@testable import Budgets

/// A rule is judged when what it reads can be trusted, and only then.
@Suite struct SectionTrustTests {
    private static func doubtful(_ codes: [String], threads: UInt64 = 8, dynamic: UInt64 = 0, orders: UInt64 = 100) -> Snapshot {
        snapshot(
            [type("MyApp.Order", orders)], threads: threads, dynamic: dynamic,
            trust: codes.map { Trust.Diagnostic($0, "doubtful", caps: $0 == "gc-in-progress" ? .good : .partial) })
    }

    /// By code: the rules that are still judged. All of the rules would fail.
    @Test(
        arguments: [
            (["no-heap"], ["threads", "thread_stacks", "modules", "committed"]),
            (["heap-damaged"], ["threads", "thread_stacks", "modules", "committed"]),
            (["gc-in-progress", "heap-missing"], ["threads", "thread_stacks", "modules", "committed"]),
            (["regions-unreadable"], ["threads", "thread_stacks", "modules"]),
            (["stack-bounds-unknown"], ["total", "threads", "modules", "committed", "type"]),
            (["modules-unreadable"], ["total", "threads", "thread_stacks", "committed", "type"]),
            (["threads-unreadable"], ["threads", "modules", "committed"]),
            (["file-truncated"], []), (["of-a-later-reader"], []),
        ] as [([String], Set<String>)])
    func whatIsJudged(_ codes: [String], _ judged: Set<String>) throws {
        let rules = [
            "total": "heap: {total: {max_growth: 0}}", "committed": "heap: {committed: {max_growth: 0}}",
            "threads": "process: {threads: {max_growth: 0}}", "thread_stacks": "process: {thread_stacks: {max_growth: 0}}",
            "modules": "process: {modules: {max_growth: 0}}", "type": "types: [{match: MyApp.**, count: {max_growth: 0}}]",
        ]
        for (name, text) in rules {
            let before = Self.doubtful(codes)
            var after = Self.doubtful(codes, threads: 58, dynamic: 4, orders: 200)
            after.totals.committed = 1_000_000
            let result = check(try budget("version: 1\n\(text)\n"), before, after)
            #expect(result.verdict == (judged.contains(name) ? .fail : .inconclusive), "\(name): \(result.findings.map(\.reason))")
        }
    }

    @Test func aRatioReadsBothOfItsNumbers() throws {
        let text = "version: 1\nratios: [{name: r, left: %, right: process.threads, max: 0.5}]\n"
        let damaged = Self.doubtful(["heap-damaged"])
        let ofHeap = check(try budget(text.replacing("%", with: "heap.objects")), nil, damaged)
        #expect(ofHeap.findings.map(\.reason) == [.notJudged(.trustTooLow(.partial, of: ["types"], wanted: .good, by: .rule))])
        #expect(check(try budget(text.replacing("%", with: "process.threads")), nil, damaged).verdict == .fail)
    }

    /// The sentence names the sections that the rule reads, and no others.
    @Test func theObstacleNamesTheSections() throws {
        func obstacle(_ rule: String, _ codes: [String]) throws -> Finding.Obstacle? {
            check(try budget("version: 1\n\(rule)\n"), nil, Self.doubtful(codes)).findings.first?.obstacle
        }
        let free = "heap: {free_percent: {max: 1%}}"
        #expect(try obstacle(free, ["heap-damaged"]) == .trustTooLow(.partial, of: ["heaps", "types"], wanted: .good, by: .rule))
        #expect(
            try obstacle("heap: {outside_gen0: {max: 1 GB}}", ["heap-damaged", "modules-unreadable"])
                == .trustTooLow(.partial, of: ["types"], wanted: .good, by: .rule))
        #expect(try obstacle(free, ["heap-damaged", "file-truncated"]) == .trustTooLow(.partial, of: [], wanted: .good, by: .rule))
    }

    // MARK: Trends

    private func trendResult(_ code: String, orders: Bool) throws -> CheckResult {
        let nights: [(id: Int64?, snapshot: Snapshot)] = (0..<12).map { night in
            var taken = Self.doubtful(
                [code], threads: orders ? 8 : 8 + UInt64(night) * 10, orders: orders ? 100 + UInt64(night) * 100 : 100)
            taken.capture.time = Int64(night) * 86_400
            return (Int64(night + 1), taken)
        }
        return check(try budget("version: 1\ntrend: {min_history: 8}\n"), nil, nights[11].snapshot) { $0.history = SeriesHistory(nights) }
    }

    /// Threads that grow over a series of dumps without a readable heap are found. That types are not followed stands beside it.
    @Test func aTrendFindsGrowingThreadsBesideADamagedHeap() throws {
        let found = try trendResult("heap-damaged", orders: false)
        #expect(found.verdict == .fail, "\(found.findings)")
        #expect(Set(found.findings.filter { $0.state == .fail }.map(\.subject)) == ["process.threads", "process.thread_stacks"])
        #expect(
            found.findings.compactMap(\.obstacle) == [
                .trustTooLow(.partial, of: ["types", "delegates", "async", "timers", "tasks"], wanted: .good, by: .budget)
            ],
            "\(found.findings)")
    }

    @Test func aTrendOfADamagedHeapIsNotJudged() throws {
        let found = try trendResult("heap-damaged", orders: true)
        #expect(found.verdict == .inconclusive, "\(found.findings)")
        #expect(found.findings.map(\.state) == [.inconclusive], "\(found.findings)")
    }
}
