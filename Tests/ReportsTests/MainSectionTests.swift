import Growth
import SnapshotModel
import Testing

@testable import Reports

/// Which section has the table of a comparison.
@Suite struct MainSectionTests {
    private func report(_ before: Snapshot, _ after: Snapshot, section: String? = nil) -> DiffReport {
        DiffReport(
            before: SnapshotHead(before), after: SnapshotHead(after), section: section, diff(before, after))
    }

    private func text(_ report: DiffReport, _ format: OutputFormat = .text) throws -> String {
        try render(Orders.report(.diff(report)), as: format, ReportOptions())
    }

    private var modulesAlone: Snapshot {
        var plugin = Orders.module("Plugin.dll", size: 4_096)
        plugin.count = 60
        return Orders.snapshot(types: Orders.types(0), modules: Orders.modules + [plugin], stage: 1)
    }

    @Test func theTypesWhenTheHeapGrew() {
        #expect(report(Orders.calm, Orders.grown).main?.section == "types")
        #expect(report(Orders.calm, Orders.calm).main?.section == "types")
    }

    @Test func theSectionThatDecidesWhenTheHeapDidNotGrow() throws {
        let report = report(Orders.calm, modulesAlone)
        #expect(report.main?.section == "modules")
        #expect(try text(report).contains("\nMODULES "))
    }

    /// Native memory that grew by 40 MB, beside objects that grew by 8 MB or by 600 kB.
    @Test func theLedgerWhenTheHeapGrewByNextToNothing() throws {
        func with(_ snapshot: Snapshot, native: UInt64) -> Snapshot {
            var row = LedgerRow()
            (row.kind, row.owner) = ("malloc", LedgerRow.native)
            (row.touched, row.committed, row.present, row.reserved, row.count) = (native, native, native, native, 1)
            var snapshot = snapshot
            snapshot.tables.append(Table([row]))
            return snapshot
        }
        let large = report(with(Orders.calm, native: 50_000_000), with(Orders.grown, native: 90_000_000))
        #expect(large.main?.section == "types")
        var little = Orders.types(0)
        little[0].bytes += 600_000
        let small = report(
            with(Orders.calm, native: 50_000_000), with(Orders.snapshot(types: little, stage: 1), native: 90_000_000))
        #expect(small.main?.section == "ledger")
        #expect(try text(large).contains("\n  memory   touched 50.0 MB -> 90.0 MB (+40.0 MB, +80%): native +40.0 MB"))
    }

    @Test func theOneThatIsAskedFor() throws {
        let report = report(Orders.calm, Orders.grown, section: "modules")
        #expect(report.main?.section == "modules")
        #expect(try text(report).contains("\nMODULES "))
        #expect(try !text(report).contains("\n  types "))
        #expect(try !text(report, .csv).contains("\ntypes,"))
        #expect(report.sections.map(\.section) == ["modules"])
    }

    @Test func aSectionThatOneInputLacksIsSaidAndNotEmpty() throws {
        var old = Orders.calm
        old.tables.removeAll { $0.info.name == "threads" }
        let report = report(old, Orders.grown, section: "threads")
        #expect(report.main == nil)
        #expect(try text(report).contains("threads cannot be compared: the earlier input does not have it."))
    }
}
