import FoundationEssentials
import Growth
import SnapshotModel
import Suspects
import Testing

@testable import Reports

extension Nights {
    /// Nights of a service whose sessions are never removed from the ninth night on, with who holds them. Baskets go up and down.
    /// `restart`: the first night of another process.
    static func held(_ count: Int, from first: Int = 8, restart: Int? = nil) -> [(id: Int64?, snapshot: Snapshot)] {
        (0..<count).map { night in
            let leaked = UInt64(max(0, night - (restart.flatMap { night >= $0 ? $0 - 1 : nil } ?? first - 1)))
            var snapshot = Orders.snapshot(
                types: [live("Orders.Session", 210 + leaked * 400, 480), live("Orders.Basket", baskets[night], 96)],
                stage: Int64(night) * 24)
            snapshot.capture.setTime(given: 1_785_578_400 + Int64(night) * 86_400)
            snapshot.capture.pid = restart.map { night < $0 } ?? true ? 4711 : 4800
            snapshot.capture.labels = ["commit": night < 5 ? "4f1c2ab" : "99aa001"]
            func holder(_ way: String, _ type: String, _ count: UInt64, _ each: UInt64) -> HolderRow {
                var row = HolderRow()
                (row.holder, row.root, row.type, row.count, row.bytes) = (way, "static", type, count, count * each)
                return row
            }
            snapshot.tables.append(
                Table([
                    holder("Orders.Sessions.all > _entries > [].value", "Orders.Session", 210 + leaked * 400, 480),
                    holder("Orders.Shop.baskets > _entries > [].value", "Orders.Basket", baskets[night], 96),
                ]))
            return (Int64(night + 1), snapshot)
        }
    }

    private static func live(_ name: String, _ count: UInt64, _ each: UInt64) -> TypeRow {
        var row = Orders.type(name, "Orders.dll", count, each)
        (row.liveCount, row.liveBytes) = (row.count, row.bytes)
        return row
    }

    /// What `trend` makes of them.
    static func suspects(_ snapshots: [(id: Int64?, snapshot: Snapshot)], limit: Int128? = nil) -> Report {
        let read = SeriesHistory(snapshots, Catalog.standard.followedLive)
        let history = read.followingLive() ?? read
        let found = trend(history)
        let reports = StageChoice.choices(found).map { choice in
            var circumstances = Circumstances()
            circumstances.isShort = choice.isShort
            let report = Suspects.suspects(choice.points.map { snapshots[$0].snapshot }, circumstances)
            let courses = report.suspects.map { suspect in
                var options = TrendOptions()
                options.subject = .rows(of: "types", NamePattern(suspect.subject), measure: nil)
                return trend(history, options).rows.first
            }
            return SeriesSuspects(report, choice, courses: courses)
        }
        var report = TrendReport(
            series: "orders", trend: found, isDetailed: false, suspects: reports.first { !$0.report.shown.isEmpty } ?? reports.first)
        (report.wantsSuspects, report.limit) = (true, limit)
        report.forecast = limit.flatMap { SeriesForecast(found, report.suspects, limit: $0) }
        return Orders.report(.trend(report))
    }
}

/// The first screen of a series in which something leaks.
@Suite struct TrendSuspectsTests {
    private func text(_ report: Report, width: Int = 100) -> String {
        var options = ReportOptions()
        options.width = width
        return renderTerminal(report, options)
    }

    private func words(_ report: Report) -> String {
        text(report, width: 160).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test(arguments: [80, 100, 160]) func theFirstScreen(_ width: Int) throws {
        let report = Nights.suspects(Nights.held(20), limit: 20_000_000)
        try Golden.expect(text(report, width: width), equals: "trend-suspect-\(width).txt")
    }

    @Test func markdown() throws {
        try Golden.expect(render(Nights.suspects(Nights.held(20)), as: .markdown), equals: "trend-suspect.md")
    }

    @Test func theSnapshotIsNamedWhereTheGrowthBegan() {
        let page = words(Nights.suspects(Nights.held(20)))
        #expect(page.hasPrefix("Leak since @9 (2026-08-09, commit 99aa001): a collection that only grows: Orders.Session"), "\(page)")
        #expect(page.contains("looked at 6 of 12 snapshots since the growth began: @10, @12, @14, @16, @18, @20"), "\(page)")
        #expect(page.contains("held by static Orders.Sessions.all > _entries > [].value"), "\(page)")
        #expect(page.contains("by what is alive"), "\(page)")
    }

    @Test func whatComesAndGoesIsNoLeak() {
        let page = words(Nights.suspects(Nights.held(20, from: 99)))
        #expect(page.hasPrefix("orders: no type keeps growing."), "\(page)")
        #expect(page.contains("no leak Orders.Basket comes and goes (262 kB to 334 kB)"), "\(page)")
        // The made-up snapshots hold types, modules, threads, delegates and holders alone.
        #expect(page.contains("looked at no suspect, but module_groups, dynamic_methods, "), "\(page)")
        #expect(page.contains(" could not be looked at, in 7 of 20 snapshots"), "\(page)")
    }

    @Test func aFewSnapshotsOfGrowthAreASuspect() {
        let page = words(Nights.suspects(Nights.held(12)))
        #expect(page.hasPrefix("Suspect since @9 (2026-08-09, commit 99aa001)"), "\(page)")
        #expect(page.contains("it began in the last few snapshots, and a cache that fills looks the same"), "\(page)")
    }

    /// After a restart everything is new, and the life before says what leaks.
    @Test func aRestartIsSaidAndTheLifeBeforeItIsLookedAt() {
        let page = words(Nights.suspects(Nights.held(20, restart: 18)))
        #expect(page.contains("looked at 5 of 10 snapshots since the growth began: @10"), "\(page)")
        #expect(
            page.contains(
                "careful the process was started anew at @19 (2026-08-19, commit 99aa001); suspects are of the one before, and "
                    + "2 snapshots since then show too little"), "\(page)")
    }

    @Test func theForecastHasARange() {
        let page = words(Nights.suspects(Nights.held(20), limit: 20_000_000))
        #expect(page.contains("forecast heap.committed reaches 20.0 MB about 2026-"), "\(page)")
        #expect(words(Nights.suspects(Nights.held(20, from: 99), limit: 20_000_000)).contains("forecast none for 20.0 MB: no growth"))
    }

    @Test func aLimitThatIsReachedIsSaid() {
        let page = words(Nights.suspects(Nights.held(20), limit: 1_000_000))
        #expect(page.contains("forecast heap.committed is at 5.14 MB already, and 1.00 MB is the limit"), "\(page)")
    }

    /// Every snapshot is of another process, and none of them is looked at whole.
    @Test func nobodyLookedIsSaid() {
        var report = TrendReport(series: "orders", trend: trend(SeriesHistory(Nights.held(20))), isDetailed: false)
        report.wantsSuspects = true
        let page = words(Orders.report(.trend(report)))
        #expect(page.contains("looked at no snapshot whole, so what leaks is unknown: no process has 3 of them"), "\(page)")
    }

    private struct Answer: Decodable {
        let suspects: [Suspect]?
        let suspectRules: [Rule]?
        let lookedAt: LookedAt?
        let forecast: Forecast?
        struct Suspect: Decodable {
            let cause: String
            let began: Began?
        }
        struct Began: Decodable { let id: Int }
        struct Rule: Decodable { let rule: String }
        struct LookedAt: Decodable {
            let ids: [Int]
            let latestLife: Bool
        }
        struct Forecast: Decodable {
            let metric: String
            let limit: Int
            let perHour: Double
            let latest: String?
        }
    }

    private func answer(_ report: Report) throws -> Answer {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Answer.self, from: Data(render(report, as: .json).utf8))
    }

    @Test func json() throws {
        let found = try answer(Nights.suspects(Nights.held(20), limit: 20_000_000))
        #expect(found.suspects?.first?.cause == "collection" && found.suspects?.first?.began?.id == 9)
        #expect(found.suspectRules?.isEmpty == false)
        #expect(found.lookedAt?.ids == [10, 12, 14, 16, 18, 20] && found.lookedAt?.latestLife == true)
        #expect(found.forecast?.metric == "heap.committed" && found.forecast?.limit == 20_000_000)
        let nothing = try answer(Nights.report(20))
        #expect(nothing.suspects == nil && nothing.lookedAt == nil && nothing.forecast == nil)
    }
}
