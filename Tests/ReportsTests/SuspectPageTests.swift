import Growth
import SnapshotModel
import Suspects
import Testing

@testable import Reports

/// The first screen of a comparison in which something leaks.
@Suite struct SuspectPageTests {
    private static func snapshot(_ stage: UInt64) -> Snapshot {
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
                holder("Orders.Redis.mux > ConnectionFailed > _invocationList > []", failed, 10 + stage * 40_000, 64),
                holder("Orders.Sessions.all > _entries > [].value", "Orders.Session", 210 + stage * 4_000, 48),
            ]))
        return snapshot
    }

    private func report(_ stages: [UInt64]) -> Report {
        let snapshots = stages.map(Self.snapshot)
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

    /// Every word of a suspect is one that people read.
    @Test func everyCauseAndStepHasWords() {
        for cause in Cause.allCases { #expect(!cause.words.isEmpty) }
        for step in NextStep.allCases { #expect(step.words.count > 20) }
        for doubt in Doubt.allCases { #expect(doubt.words.count > 8) }
        for kind in Evidence.Kind.allCases { #expect(!kind.words.isEmpty) }
    }
}
