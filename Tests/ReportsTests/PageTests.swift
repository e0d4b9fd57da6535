import Growth
import SnapshotModel
import Testing

@testable import Reports

@Suite struct PageTests {
    /// Parts of widgets: a section whose declaration says everything that a page needs.
    private struct WidgetRow: SectionRow {
        var name = ""
        var kept: UInt64 = 0
        var wasted: UInt64 = 0
        var all: UInt64 = 0
        var spare: UInt64 = 0
        var note = ""

        static let section = Section<WidgetRow>(
            "widgets", isInOverview: false, balance: .init("all", of: ["kept", "wasted"]),
            [
                .key("name", \.name, heading: "widget"), .measure("kept", \.kept, .bytes, heading: "bytes in use"),
                .measure("wasted", \.wasted, .bytes, importance: .useful), .measure("all", \.all, .bytes),
                .measure("spare", \.spare, .bytes, importance: .spare), .attribute("note", \.note, importance: .spare),
            ])
    }

    private let catalog = Catalog(Catalog.standard.sections + [WidgetRow.section.info])

    private func widgets(_ kept: UInt64) -> Snapshot {
        var row = WidgetRow()
        (row.name, row.kept, row.wasted, row.all, row.spare) = ("cog", kept, 1_000, kept + 1_000, 7)
        row.note = "a note about the cog"
        var snapshot = Orders.calm
        snapshot.tables.append(Table([row]))
        return snapshot
    }

    private func text(_ content: Report.Content, width: Int = 100, _ format: OutputFormat = .text) throws -> String {
        var options = ReportOptions()
        options.width = width
        return try render(Orders.report(catalog: catalog, content), as: format, options)
    }

    @Test func aDeclarationSaysHowASectionIsShown() throws {
        let section = Report.Content.snapshot(SnapshotReport(widgets(5_000), section: "widgets"))
        let wide = try text(section)
        #expect(wide.hasPrefix("orders: all 6.00 kB = bytes in use 5.00 kB + wasted 1.00 kB\n"))
        #expect(wide.contains("BYTES IN USE"))
        let narrow = try text(section, width: 48)
        #expect(narrow.contains("WASTED"))
        #expect(!narrow.contains("SPARE"))
        #expect(try text(section, .markdown).contains("| Widgets | Bytes in use | % | Wasted | All | Spare | Note |"))
    }

    @Test func overviewsLeaveOutWhatTheDeclarationLeavesOut() throws {
        #expect(try !text(.snapshot(SnapshotReport(widgets(5_000)))).contains("widgets"))
        let (before, after) = (widgets(5_000), widgets(5_000_000))
        var options = DiffOptions()
        options.catalog = catalog
        func report(_ before: Snapshot, _ after: Snapshot) -> Report.Content {
            .diff(DiffReport(before: SnapshotHead(before), after: SnapshotHead(after), diff(before, after, options)))
        }
        #expect(try !text(report(before, after)).contains("widgets"))
        #expect(try !text(report(before, Orders.calm)).contains("widgets"))
    }

    @Test(
        arguments: [
            (5, .up, .bad), (-5, .up, .good), (5, .down, .good), (-5, .down, .bad), (5, .neither, .plain), (0, .up, .plain),
            (nil, .down, .plain),
        ] as [(Int128?, ColumnInfo.BadDirection, PageRole)])
    func aDifferenceIsGoodOrBadAsDeclared(_ delta: Int128?, _ bad: ColumnInfo.BadDirection, _ role: PageRole) {
        #expect(PageRole(delta, bad: bad) == role)
    }

    /// The sentences name no option and no command but those of the hints.
    @Test(arguments: OutputFormat.allCases) func aReportNamesOnlyWhatItsHintsName(_ format: OutputFormat) throws {
        let reports = [
            Gate.failed, Gate.many(1_200), Pages.doubtful, Nights.ranking, Orders.snap, Orders.result,
            Orders.diff(Orders.calm, Orders.grown),
            Orders.diff(Orders.calm, Orders.damaged), Orders.show(Orders.damaged, "types"), list,
        ]
        for report in reports {
            var silent = report
            silent.hints = ReportHints()
            var options = ReportOptions()
            options.width = 60
            guard let text = try? render(silent, as: format, options) else { continue }
            #expect(!text.contains(#/--[a-z]|heapdrift check/#), "\(format) \(report.content.kind)")
        }
    }

    private var list: Report {
        guard case .list(let listed) = Orders.list.content else { return Orders.list }
        return Orders.report(.list(ListReport((0..<300).flatMap { _ in listed.snapshots })))
    }

    @Test func bothRenderersHaveEveryFactOfAPage() throws {
        let reports = [
            Orders.diff(Orders.calm, Orders.threaded), Orders.diff(Orders.damaged, Pages.elsewhere), Orders.show(Orders.damaged),
            Pages.doubtful, Nights.ranking, Nights.course(of: "Orders.Session"),
        ]
        for report in reports {
            let (terminal, markdown) = (try render(report, as: .text), try render(report, as: .markdown))
            for case .fact(let fact) in report.page(ReportOptions()).blocks {
                #expect(terminal.contains("\n  \(fact.label) "), "\(fact.label)")
                #expect(markdown.contains("\n- **\(fact.label)**: "), "\(fact.label)")
            }
        }
    }
}
