import Growth
import SnapshotModel
import Suspects
import Testing

@testable import Reports

/// The first screen of a comparison in which something leaks.
@Suite struct SuspectPageTests {
    /// `none`: whether stage 0 has no handlers at all.
    private static func snapshot(_ stage: UInt64, none: Bool = false) -> Snapshot {
        var snapshot = Orders.snapshot(types: Orders.types(stage), stage: Int64(stage))
        func holder(_ way: String, _ type: String, _ count: UInt64, _ each: UInt64) -> HolderRow {
            var row = HolderRow()
            (row.holder, row.root, row.type, row.count, row.bytes) = (way, "static", type, count, count * each)
            return row
        }
        let failed = "System.EventHandler<StackExchange.Redis.ConnectionFailedEventArgs>"
        snapshot.tables.append(
            Table([
                holder("Orders.Redis.mux", "StackExchange.Redis.ConnectionMultiplexer", 1, 64),
                holder("Orders.Redis.mux > ConnectionFailed", failed, 1, 64),
                holder("Orders.Redis.mux > ConnectionFailed > _invocationList", "System.Object[]", 1, 24 + stage * 320_000),
                holder("Orders.Redis.mux > ConnectionFailed > _invocationList > []", failed, (none ? 0 : 10) + stage * 40_000, 64),
                holder("Orders.Sessions.all > _entries > [].value", "Orders.Session", 210 + stage * 4_000, 48),
            ]))
        return snapshot
    }

    private func report(_ stages: [UInt64], none: Bool = false) -> Report {
        let snapshots = stages.map { Self.snapshot($0, none: none) }
        let diff = diff(snapshots[0], snapshots[snapshots.count - 1], through: Array(snapshots.dropFirst().dropLast()))
        return Orders.report(
            .diff(
                DiffReport(
                    before: SnapshotHead(snapshots[0]), after: SnapshotHead(snapshots[snapshots.count - 1]),
                    between: snapshots.dropFirst().dropLast().map { SnapshotHead($0) }, suspects: suspects(snapshots), diff)))
    }

    @Test(arguments: [80, 100, 160]) func theFirstScreen(_ width: Int) throws {
        var options = ReportOptions()
        options.width = width
        try Golden.expect(renderTerminal(report([1, 2]), options), equals: "diff-suspect-\(width).txt")
        try Golden.expect(renderTerminal(report([0, 1, 2, 3]), options), equals: "diff-suspect-series-\(width).txt")
    }

    @Test func markdown() throws {
        try Golden.expect(render(report([1, 2]), as: .markdown), equals: "diff-suspect.md")
    }

    /// What does not grow has no suspect, and the page is as before.
    @Test func nothingLeaks() throws {
        let page = renderTerminal(report([1, 1]), ReportOptions())
        #expect(!page.contains("Leak:") && !page.contains("Suspect:"))
    }

    /// Words stand inside of sentences, and no two causes, steps or doubts read alike.
    @Test func wordsFitIntoSentences() {
        for words in [Cause.allCases.map(\.words), NextStep.allCases.map(\.words), Doubt.allCases.map(\.words)] {
            #expect(Set(words).count == words.count)
            #expect(words.allSatisfy { $0.first?.isLowercase == true && $0.last != "." }, "\(words)")
        }
    }

    /// What the first of two snapshots did not have may be what the program sets up.
    @Test func whatWasNotThereBeforeIsNoLeakYet() {
        var options = ReportOptions()
        options.width = 160
        let page = renderTerminal(report([0, 1], none: true), options)
        #expect(page.contains("Suspect: handlers of an event that are not removed"), "\(page)")
        #expect(page.contains("75%: there was little or none of it before, and a program sets up some when it begins to work"), "\(page)")
    }
}
