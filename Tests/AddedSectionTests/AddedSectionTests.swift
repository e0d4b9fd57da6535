import Budgets
import DumpSynth
import FoundationEssentials
import Growth
import RawMemory
import Reports
import SnapshotModel
import Storage
import Testing

@testable import Reduction

/// A new section needs a declaration and a reader. Everything else finds it through the catalog.
@Suite struct AddedSectionTests {
    private let catalog = Catalog.withPollers
    private let before: Snapshot
    private let after: Snapshot

    init() throws {
        before = try Self.reduced(factor: 10, at: 1_700_000_000)
        after = try Self.reduced(factor: 700, at: 1_700_086_400)
    }

    /// A made-up process with two modules, reduced with the reader of pollers among the others.
    private static func reduced(factor: UInt64, at time: Int64) throws -> Snapshot {
        let process = SyntheticProcess()
        let order = process.type("Shop.Order", in: process.module("App.dll"), baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 3) }
        var options = ReductionOptions()
        options.readers = ReaderCatalog(ReaderCatalog.standard.readers + [PollersReader(factor: factor)])
        options.at = time
        let path = FileManager.default.temporaryDirectory.path + "/pollers-\(UUID().uuidString).core"
        try Data(process.core().bytes()).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let progress = WorkProgress()
        var snapshot = try Inputs.only(path, options, progress).reduce(options, progress).snapshot
        snapshot.input.path = "shop-\(factor).core"
        return snapshot
    }

    private func text(_ content: Report.Content, _ format: OutputFormat) throws -> String {
        var options = ReportOptions()
        options.all = true
        options.width = 120
        return try render(Report(tool: .init(name: "heapdrift", version: "0"), catalog: catalog, content), as: format, options)
    }

    @Test func reduction() throws {
        let rows: [PollerRow] = try #require(after.table("pollers")).rows()
        #expect(rows.map(\.count) == [1400])
        #expect(after.trust.level == before.trust.level)
        var options = ReductionOptions()
        options.only = ["types"]
        #expect(!after.notInInput(catalog).contains("pollers"))
        #expect(try Self.reduced(factor: 1, at: 0).table("pollers")?.rowCount == 1)
    }

    @Test func store() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/pollers-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try SnapshotStore.open(folder + "/store.db", .readWrite, catalog: catalog)
        defer { store.close() }
        let ids = [try store.put(before, series: "shop"), try store.put(after, series: "shop")]
        #expect(try store.load(ids[1]).snapshot == after)
        let history = try store.history(ids, catalog.followedMeasures)
        #expect(history.metrics.first { $0.metric.name == "process.pollers" }?.values == [20, 1400])
        #expect(try #require(history.section("pollers")).keys == [["Shop.Poller.Tick"], ["periodic"]])
        var cells: [[String]] = []
        try store.query("SELECT snapshot, callback, count FROM pollers ORDER BY snapshot") { _ in
        } each: { values in
            cells.append(values.map { "\($0)" })
            return true
        }
        #expect(cells.count == 2)
        #expect(try #require(cells.last)[2].contains("1400"))
    }

    @Test func show() throws {
        let whole = Report.Content.snapshot(SnapshotReport(after))
        #expect(try text(whole, .text).contains("pollers"))
        let own = try text(.snapshot(SnapshotReport(after, section: "pollers")), .text)
        #expect(own.contains("Shop.Poller.Tick"))
        #expect(own.contains("LIVE POLLERS"))
        #expect(try text(whole, .markdown).contains("pollers"))
        #expect(try text(whole, .json).contains(#""callback" : "Shop.Poller.Tick""#))
        #expect(try text(whole, .csv).contains("Shop.Poller.Tick"))
        #expect(try text(whole, .openmetrics).contains("heapdrift_process_pollers 1400") || text(whole, .openmetrics).contains("} 1400"))
    }

    @Test func comparison() throws {
        var options = DiffOptions()
        options.catalog = catalog
        let found = diff(before, after, options)
        #expect(found.verdict == .grew)
        #expect(found.total("pollers")?.change.delta == 1380)
        let report = Report.Content.diff(DiffReport(before: SnapshotHead(before), after: SnapshotHead(after), found))
        let terminal = try text(report, .text)
        #expect(terminal.contains("+1,380 pollers"))
        #expect(terminal.contains("Shop.Poller.Tick"))
        #expect(try text(report, .json).contains(#""pollers""#))
        #expect(try text(report, .csv).contains("pollers,grew"))
        #expect(try text(report, .markdown).contains("1,380"))
    }

    @Test func overTime() throws {
        var series: [(id: Int64?, snapshot: Snapshot)] = []
        for night in 0..<8 {
            series.append((Int64(night + 1), try Self.reduced(factor: 10 + UInt64(night) * 40, at: 1_700_000_000 + Int64(night) * 86_400)))
        }
        let history = SeriesHistory(series, catalog: catalog)
        let found = trend(history)
        let row = try #require(found.rows.first { $0.section == "pollers" })
        #expect(row.shape == .growing)
        #expect(row.isCertain)
        #expect(row.unit == .count(of: "pollers"))
        #expect(found.rows.contains { $0.section == nil && $0.key == ["process.pollers"] && $0.shape == .growing })
        let report = Report.Content.trend(TrendReport(series: "shop", trend: found, isDetailed: false))
        #expect(try text(report, .text).contains("Shop.Poller.Tick"))
        #expect(try text(report, .json).contains("Shop.Poller.Tick"))
    }

    @Test func redaction() throws {
        let redacted = Redaction { String($0.utf8.count) + "123456789" }.applied(to: after)
        let rows: [PollerRow] = try #require(redacted.table("pollers")).rows()
        #expect(rows.map(\.callback) == ["~16123456789"])
        #expect(rows.map(\.kind) == ["periodic"])
    }

    @Test func budgets() throws {
        let source = BudgetSource(name: "b.yml", bytes: Array("version: 1\nprocess: {pollers: {max: 1000, max_growth: 100}}\n".utf8))
        let budget = try Budget(parsing: source, catalog: catalog)
        let day = try #require(Day("2026-11-29"))
        let result = budget.evaluate(CheckInput(after: after, before: .snapshot(before), today: day))
        #expect(result.findings.map(\.state) == [.fail, .fail])
        #expect(result.findings.map(\.measured.word) == ["process.pollers", "process.pollers"])
        #expect(throws: BudgetError.self) { try Budget(parsing: source) }
        let rows =
            "version: 1\npollers:\n  - match: Shop.**\n    count: {max: 5}\nratios:\n  - {name: r, left: 'poller:**', right: 'type:**', max: 1.0}\n"
        let ruled = try Budget(parsing: BudgetSource(name: "b.yml", bytes: Array(rows.utf8)), catalog: catalog)
        let found = ruled.evaluate(CheckInput(after: after, before: .snapshot(before), today: day)).findings
        #expect(found.map(\.subject) == ["Shop.Poller.Tick", "r"])
        #expect(found.map(\.state) == [.fail, .fail])
        #expect(found[0].measured.word == "poller")
        let keys = BudgetKeys.all(catalog).flatMap(\.keys)
        #expect(keys.contains { $0.name == "process.pollers" && $0.takes == "limits (pollers)" })
    }
}
