import Growth
import SnapshotModel
import Testing

@testable import Reports

/// What is said of one type.
@Suite struct ExplainTests {
    /// Sessions in a dictionary with a list and two texts each, and one that is on a stack.
    private static func snapshot(_ sessions: UInt64, stage: Int64 = 0, hasHolders: Bool = true) -> Snapshot {
        var session = Orders.type("Shop.Session", "Shop.dll", sessions + 6, 48)
        (session.liveCount, session.liveBytes) = (sessions + 1, (sessions + 1) * 48)
        (session.heldCount, session.heldBytes) = (sessions * 4 + 1, sessions * 200 + 48)
        session.gen0 = TypeRow.Share(count: 5, bytes: 5 * 48)
        session.gen2 = TypeRow.Share(count: sessions + 1, bytes: (sessions + 1) * 48)
        var text = Orders.type("System.String", Orders.core, sessions * 2 + 10, 40)
        (text.liveCount, text.liveBytes) = (sessions * 2, sessions * 80)
        var handler = Orders.type("System.EventHandler<Shop.Closed>", Orders.core, sessions, 64)
        (handler.liveCount, handler.liveBytes) = (sessions, sessions * 64)
        var snapshot = Orders.snapshot(types: [session, text, handler], stage: stage)
        func holder(_ way: String, _ root: String, _ type: String, _ count: UInt64, _ each: UInt64) -> HolderRow {
            var row = HolderRow()
            (row.holder, row.root, row.type, row.count, row.bytes) = (way, root, type, count, count * each)
            (row.heldCount, row.heldBytes) = (count, count * each)
            return row
        }
        let all = "Shop.Cache.all > _entries > [].value"
        let holders = [
            holder(all, "static", "Shop.Session", sessions, 48),
            holder("\(all) > _texts > []", "static", "System.String", sessions * 2, 40),
            holder("Shop.Job.Run", "stack", "Shop.Session", 1, 48),
            holder("Shop.Bus.Closed > _invocationList > []", "static", "System.EventHandler<Shop.Closed>", sessions, 64),
        ]
        var subscriber = DelegateRow()
        subscriber.method = "Shop.Session.OnClosed"
        (subscriber.publisher, subscriber.event, subscriber.targetType) = ("Shop.Bus", "Closed", "Shop.Session")
        (subscriber.delegateType, subscriber.references, subscriber.count) = ("System.EventHandler<Shop.Closed>", sessions, sessions)
        snapshot.tables.append(Table([subscriber]))
        if hasHolders { snapshot.tables.append(Table(holders)) }
        return snapshot
    }

    private static func filters(_ glob: String) -> [String: NameFilter] {
        let filter = NameFilter([NamePattern(glob)])
        return [TypeRow.section.info.name: filter, HolderRow.section.info.name: filter]
    }

    private static func one(_ glob: String, _ snapshot: Snapshot) -> Report {
        let report = SnapshotReport(snapshot, filters: filters(glob))
        return Orders.report(.explain(ExplainReport(glob, NameFilter([NamePattern(glob)]), .one(report))))
    }

    private static func two(_ glob: String, _ before: Snapshot, _ after: Snapshot) -> Report {
        var options = DiffOptions()
        options.filters = filters(glob)
        let report = DiffReport(before: SnapshotHead(before), after: SnapshotHead(after), diff(before, after, options))
        return Orders.report(.explain(ExplainReport(glob, NameFilter([NamePattern(glob)]), .two(report))))
    }

    private func text(_ report: Report, width: Int = 100) -> String {
        var options = ReportOptions()
        options.width = width
        return renderTerminal(report, options)
    }

    @Test(arguments: [80, 100, 160]) func pages(_ width: Int) throws {
        let one = Self.one("Shop.Session", Self.snapshot(1_000))
        let two = Self.two("Shop.Session", Self.snapshot(1_000), Self.snapshot(31_204, stage: 1))
        try Golden.expect(text(one, width: width), equals: "explain-\(width).txt")
        try Golden.expect(text(two, width: width), equals: "explain-growth-\(width).txt")
    }

    @Test func otherFormats() throws {
        let two = Self.two("Shop.Session", Self.snapshot(1_000), Self.snapshot(31_204, stage: 1))
        try Golden.expect(render(two, as: .markdown), equals: "explain.md")
        try Golden.expect(render(two, as: .csv), equals: "explain.csv")
        try Golden.expect(render(two, as: .json), equals: "explain.json")
        try Golden.expect(render(Self.one("Shop.Session", Self.snapshot(1_000)), as: .json), equals: "explain-one.json")
    }

    /// A delegate has its subscribers, a type those on its objects.
    @Test func subscribersAreThoseOfTheDelegateAndOnTheTarget() {
        for glob in ["System.EventHandler<*>", "Shop.Session"] {
            let page = text(Self.two(glob, Self.snapshot(1_000), Self.snapshot(2_000, stage: 1)))
            #expect(page.contains("subscribers +1,000 x Shop.Session.OnClosed to Closed of Shop.Bus"), "\(page)")
        }
        #expect(!text(Self.one("System.String", Self.snapshot(1_000))).contains("subscribers"))
    }

    @Test func withoutHoldersItSaysThatTheyAreUnknown() {
        let page = text(Self.one("Shop.Session", Self.snapshot(1_000, hasHolders: false)), width: 160)
        #expect(
            page.contains("held by     unknown: the input does not hold the heap, or was read with --no-holders or by an older version"),
            "\(page)")
    }

    @Test func whatDidNotGrowIsSaid() {
        let page = text(Self.two("Shop.Session", Self.snapshot(1_000), Self.snapshot(1_000, stage: 1)))
        #expect(page.hasPrefix("Shop.Session: no more live objects than before;"), "\(page)")
        let less = text(Self.two("Shop.Session", Self.snapshot(1_000), Self.snapshot(900, stage: 1)))
        #expect(less.hasPrefix("Shop.Session: -100 live objects, -4.80 kB;"), "\(less)")
    }
}
