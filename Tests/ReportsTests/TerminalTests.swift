import Growth
import SnapshotModel
import Testing

@testable import Reports

@Suite struct TerminalTests {
    private func text(_ report: Report, width: Int = 100, _ change: (inout ReportOptions) -> Void = { _ in }) -> String {
        var options = ReportOptions()
        options.width = width
        change(&options)
        return renderTerminal(report, options)
    }
    private func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }

    @Test(arguments: [60, 80, 100, 200]) func looksAsAPersonSawItLast(_ width: Int) throws {
        try Golden.expect(text(Orders.diff(Orders.calm, Orders.grown), width: width), equals: "diff-\(width).txt")
        try Golden.expect(text(Orders.show(Orders.grown), width: width), equals: "show-\(width).txt")
        try Golden.expect(text(Orders.list, width: width), equals: "list-\(width).txt")
        try Golden.expect(text(Orders.snap, width: width), equals: "snap-\(width).txt")
    }

    @Test func otherVerdictsAndSections() throws {
        try Golden.expect(text(Orders.diff(Orders.calm, Orders.threaded)), equals: "diff-threads.txt")
        try Golden.expect(text(Orders.diff(Orders.calm, Orders.emitted)), equals: "diff-dynamic.txt")
        try Golden.expect(text(Orders.diff(Orders.grown, Orders.calm)), equals: "diff-shrank.txt")
        try Golden.expect(text(Orders.diff(Orders.calm, Orders.calm)), equals: "diff-identical.txt")
        let (few, many) = (Orders.onWindows(events: 400), Orders.onWindows(events: 9_412))
        try Golden.expect(text(Orders.diff(few, many)), equals: "diff-handles.txt")
        try Golden.expect(text(Orders.show(many)), equals: "show-windows.txt")
        try Golden.expect(text(Orders.show(many, "os_handles")), equals: "show-windows-handles.txt")
        try Golden.expect(text(Orders.diff(Orders.calm, Orders.damaged, [Orders.grown])), equals: "diff-chain.txt")
        try Golden.expect(text(Orders.diff(Orders.calm, Orders.grown)) { $0.exact = true }, equals: "diff-exact.txt")
        try Golden.expect(text(Orders.diff(Orders.calm, Orders.grown)) { $0.color = true }, equals: "diff-color.txt")
        for section in Catalog.standard.names { try Golden.expect(text(Orders.show(Orders.grown, section)), equals: "show-\(section).txt") }
        try Golden.expect(text(Orders.failure), equals: "failure.txt")
        try Golden.expect(text(Orders.result), equals: "sql.txt")
    }

    @Test(arguments: [40, 60, 80, 100, 137, 200]) func fitsTheScreen(_ width: Int) {
        let reports = [
            Orders.diff(Orders.calm, Orders.grown), Orders.diff(Orders.calm, Orders.damaged, [Orders.grown]),
            Orders.diff(Orders.calm, Orders.threaded), Orders.diff(Orders.calm, Orders.emitted), Orders.show(Orders.grown),
            Orders.show(Orders.grown, "types"), Orders.show(Orders.emitted, "modules"), Orders.list, Orders.snap, Orders.result,
        ]
        for report in reports {
            for exact in [false, true] {
                let lines = lines(text(report, width: width) { $0.exact = exact })
                for line in lines { #expect(VisibleText.width(line) <= width, "\(line)") }
                if width >= 80 { #expect(lines.count <= 24) }
            }
        }
    }

    /// The snapshots of a maintenance report stand below its sentences.
    @Test func aListBelowSentencesFitsTheScreen() throws {
        guard case .maintenance(var report) = Pages.removed.content else { return }
        report.snapshots = (0..<100).flatMap { _ in report.snapshots }
        let lines = lines(text(Orders.report(.maintenance(report))))
        #expect(lines.count == 24)
        #expect(lines.last == "(other snapshots: 79; --all shows them)")
    }

    @Test func theVerdictComesFirst() {
        #expect(text(Orders.diff(Orders.calm, Orders.grown)).hasPrefix("orders grew: +128,722 objects"))
        #expect(text(Orders.diff(Orders.grown, Orders.calm)).hasPrefix("orders shrank: -128,722 objects"))
        #expect(text(Orders.diff(Orders.calm, Orders.calm)).hasPrefix("orders is identical: "))
        var stirred = Orders.calm
        stirred.totals.bytes = (stirred.totals.bytes ?? 0) + 5
        #expect(
            text(Orders.diff(Orders.calm, stirred)).hasPrefix(
                "orders is steady: objects unchanged, +5 B (+0.0%), no total changed by 1% and 64 kB."))
        var blind = Orders.calm
        blind.tables = []
        blind.totals = Totals()
        #expect(text(Orders.diff(Orders.calm, blind)).hasPrefix("No verdict on orders: "))
    }

    @Test func threadsAndModulesThatGrewStandAboveTheTable() {
        let threads = lines(text(Orders.diff(Orders.calm, Orders.threaded)))
        #expect(threads[0] == "orders grew: +400 threads (+3,333%), +629 MB of stacks (+2,449%).")
        #expect(threads.prefix(6).contains { $0.hasPrefix("  threads  12 -> 412 (+400, +3,333%), stack reserved 25.7 MB -> 655 MB") })
        let modules = text(Orders.diff(Orders.calm, Orders.emitted))
        #expect(lines(modules)[0] == "orders grew: +1,201 modules (x301).")
        let unwrapped = lines(modules).map { $0.split(separator: " ").joined(separator: " ") }.joined(separator: " ")
        #expect(unwrapped.contains("r2bjp#: +1,200 dynamic (r2bjp0, r2bjp1, …)"))
    }

    @Test func topAndAllDecideOverTheRows() {
        func rows(_ change: (inout ReportOptions) -> Void) -> Int { lines(text(Orders.show(Orders.grown), change)).count }
        #expect(rows { $0.top = 2 } == rows { $0.top = 3 } - 1)
        #expect(text(Orders.show(Orders.grown)) { $0.top = 2 }.contains("(other types: 12)"))
        #expect(!text(Orders.show(Orders.grown)) { $0.all = true }.contains("other types"))
        #expect(lines(text(Orders.show(Orders.emitted, "modules")) { $0.all = true }).count > 1200)
        #expect(text(Orders.diff(Orders.calm, Orders.calm)) { $0.all = true }.contains("Orders.Basket [Orders.Legacy.dll]"))
    }

    @Test func aMadeUpSectionIsShownLikeAnyOther() {
        var (before, after) = (Orders.calm, Orders.calm)
        before.tables.append(Table([gadget("cog", 10, 1_000)]))
        after.tables.append(Table([gadget("cog", 500, 900_000), gadget("lever", 1, 10)]))
        #expect(text(Orders.diff(before, after)).contains("  gadgets  10 -> 501 (+491, +4,910%), bytes 1.00 kB -> 900 kB (+899 kB, x900)"))
        #expect(text(Orders.show(after, "gadgets")).hasPrefix("orders: 2 gadgets, 501 objects, 900 kB\n"))
        #expect(
            text(Orders.show(after)).contains("  gadgets  501, bytes 900 kB") || text(Orders.show(after)).contains("  gadgets  501, 900 kB")
        )
    }

    @Test func everyTableAddsUp() throws {
        var options = ReportOptions()
        options.exact = true
        for top in 1...14 {
            options.top = top
            let table = lines(renderTerminal(Orders.diff(Orders.calm, Orders.grown), options))
            let start = try #require(table.firstIndex { $0.hasPrefix("TYPES") })
            func bytes(_ line: Substring) -> Int? {
                let cells = line.split(separator: " ").map { $0.filter { $0 != "," && $0 != "+" } }
                return cells.reversed().lazy.filter { !$0.hasSuffix("%") && !$0.hasPrefix("x") && $0 != "new" && $0 != "gone" }.compactMap {
                    Int($0)
                }.first
            }
            let deltas = table[(start + 1)...].compactMap(bytes)
            #expect(deltas.count == table.count - start - 1)
            #expect(deltas.dropLast().reduce(0, +) == deltas.last)
        }
    }

    private func gadget(_ name: String, _ count: UInt64, _ bytes: UInt64) -> GadgetRow {
        var row = GadgetRow()
        row.name = name
        row.count = count
        row.bytes = bytes
        return row
    }
}
