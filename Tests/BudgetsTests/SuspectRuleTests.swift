import Growth
import SnapshotModel
import Suspects
import Testing

@testable import Budgets

/// The rule on what leaks.
@Suite struct SuspectRuleTests {
    private static let way = "Shop.Bus.Closed > _invocationList > []"

    /// Handlers of an event, and a cache.
    private func snapshot(handlers: UInt64, cached: UInt64 = 100, hasHolders: Bool = true) -> Snapshot {
        func row(_ name: String, _ count: UInt64) -> TypeRow {
            var row = type(name, count)
            (row.liveCount, row.liveBytes) = (row.count, row.bytes)
            return row
        }
        func holder(_ way: String, _ type: String, _ count: UInt64) -> HolderRow {
            var row = HolderRow()
            (row.holder, row.root, row.type, row.count, row.bytes) = (way, "static", type, count, count * 100)
            return row
        }
        var snapshot = BudgetsTests.snapshot([row("System.EventHandler", handlers), row("Shop.Order", cached)])
        guard hasHolders else { return snapshot }
        snapshot.tables.append(
            Table([
                holder("Shop.Bus.Closed", "System.EventHandler", 1), holder("Shop.Bus.Closed > _invocationList", "System.Object[]", 1),
                holder(Self.way, "System.EventHandler", handlers), holder("Shop.Cache.all > _items > []", "Shop.Order", cached),
            ]))
        return snapshot
    }

    private func found(_ text: String, _ before: Snapshot, _ after: Snapshot) throws -> CheckResult {
        check(try budget("version: 1\nsuspects: \(text)\n"), before, after)
    }

    @Test func aLeakFailsWithItsCauseAndHolder() throws {
        let result = try found("{}", snapshot(handlers: 1_000), snapshot(handlers: 9_000))
        #expect(result.verdict == .fail)
        let finding = try #require(result.findings.first)
        #expect(result.findings.count == 1)
        #expect(finding.rule == "suspects" && finding.subject == "System.EventHandler")
        #expect(finding.before == 1_000 && finding.after == 9_000)
        guard case .suspected(let suspected) = finding.reason else {
            Issue.record("\(finding.reason)")
            return
        }
        #expect(suspected.cause == .eventSubscription)
        #expect(suspected.holder == "static " + Self.way)
    }

    /// A .gcdump has no garbage, and a text leaves out what nobody printed: less of either is no proof.
    @Test(arguments: ["gcdump", "text"])
    func inputsOfSeveralKindsAreNotJudged(_ kind: String) throws {
        var after = snapshot(handlers: 9_000)
        after.input.kind = kind
        for rules in ["suspects: {}", "heap: {total: {max_growth: 1 GB}}"] {
            let result = check(try budget("version: 1\n\(rules)\n"), snapshot(handlers: 1_000), after)
            #expect(result.verdict == .inconclusive)
            #expect(result.findings.map(\.reason) == [.notJudged(.notComparable(["inputs of several kinds: dump, \(kind)"]))])
        }
    }

    @Test func nothingThatLeaksPasses() throws {
        let (before, after) = (snapshot(handlers: 1_000), snapshot(handlers: 1_000))
        let result = try found("{causes: [event-subscription, collection]}", before, after)
        #expect(result.verdict == .pass)
        // The snapshots have no threads, modules and others: of what leaks there nobody knows.
        #expect(try found("{}", before, after).verdict == .inconclusive)
        #expect(result.findings.map(\.reason) == [.suspectsWithin(0, snapshots: 2)])
    }

    /// Two snapshots cannot tell a cache that fills from a leak: that is no error.
    @Test func aCacheThatFillsIsNoLeak() throws {
        let (before, after) = (snapshot(handlers: 10, cached: 100), snapshot(handlers: 10, cached: 90_000))
        #expect(try found("{causes: [event-subscription, collection]}", before, after).verdict == .pass)
    }

    @Test func theRuleCanBeNarrowed() throws {
        let (before, after) = (snapshot(handlers: 1_000), snapshot(handlers: 9_000))
        // No section says anything of threads.
        #expect(try found("{causes: [timer, threads]}", before, after).findings.map(\.state) == [.inconclusive])
        #expect(try found("{causes: [timer]}", before, after).verdict == .pass)
        #expect(try found("{causes: [event-subscription]}", before, after).verdict == .fail)
        let allowed = try found("{max: 1, causes: [event-subscription]}", before, after)
        #expect(allowed.findings.map(\.reason) == [.suspectsWithin(1, snapshots: 2)])
        // Two snapshots cannot make so sure, so nothing could violate it.
        let sure = try found("{min_confidence: 0.8}", before, after)
        #expect(sure.findings.map(\.reason) == [.notJudged(.neverSoSure(snapshots: 2, most: 75, wanted: 80))])
        #expect(try found("{severity: warn}", before, after).findings.map(\.state) == [.warn])
    }

    /// What could not be looked at has not passed.
    @Test func withoutHoldersItIsInconclusive() throws {
        let result = try found("{}", snapshot(handlers: 1_000, hasHolders: false), snapshot(handlers: 9_000, hasHolders: false))
        #expect(result.verdict == .inconclusive)
        #expect(result.findings.allSatisfy { $0.obstacle != nil })
        let events = try found("{causes: [event-subscription]}", snapshot(handlers: 1_000, hasHolders: false), snapshot(handlers: 9_000))
        #expect(events.findings.map(\.reason) == [.notJudged(.sectionNotHeld("holders"))])
        let alone = check(try budget("version: 1\nsuspects: {}\n"), nil, snapshot(handlers: 9_000))
        #expect(alone.findings.map(\.state) == [.inconclusive])
    }

    @Test(arguments: [
        ("suspects: {max: -1}", "b.yml:2:17: 'max' takes a whole number from 0 to 1,000, not '-1'"),
        ("suspects: {min_confidence: 80%}", "b.yml:2:28: 'min_confidence' takes a number from 0 to 1, like 0.8, not '80%'"),
        ("suspects: {causes: [timers]}", "b.yml:2:21: unknown key 'timers' in causes; did you mean 'timer'?"),
        ("suspects: {causes: timer}", "b.yml:2:20: 'causes' is 'timer'; expected a list like [event-subscription, timer]"),
    ])
    func mistakes(_ text: String, _ expected: String) throws {
        #expect(complaint("version: 1\n" + text + "\n")?.sentence.hasPrefix(expected) ?? false)
    }
}
