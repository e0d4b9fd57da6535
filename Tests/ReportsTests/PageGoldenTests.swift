import Growth
import SnapshotModel
import Testing

@testable import Reports

/// The kinds of pages that no other golden has, in the terminal and in Markdown.
@Suite struct PageGoldenTests {
    private func text(_ report: Report, width: Int = 100, _ change: (inout ReportOptions) -> Void = { _ in }) -> String {
        var options = ReportOptions()
        options.width = width
        change(&options)
        return renderTerminal(report, options)
    }

    @Test(arguments: [60, 80, 100, 200]) func trends(_ width: Int) throws {
        try Golden.expect(text(Nights.ranking, width: width), equals: "trend-\(width).txt")
        try Golden.expect(text(Nights.course(of: "Orders.Session"), width: width), equals: "trend-course-\(width).txt")
    }

    @Test func otherTrends() throws {
        try Golden.expect(text(Nights.ranking) { $0.color = true }, equals: "trend-color.txt")
        try Golden.expect(text(Nights.ranking) { $0.all = true }, equals: "trend-all.txt")
        try Golden.expect(text(Nights.ranking) { $0.top = 1 }, equals: "trend-top.txt")
        try Golden.expect(text(Nights.report(2)), equals: "trend-short.txt")
        try Golden.expect(text(Nights.report(5)), equals: "trend-uncertain.txt")
        try Golden.expect(text(Nights.metric("heap.free_percent")), equals: "trend-metric.txt")
        try Golden.expect(render(Nights.ranking, as: .markdown), equals: "trend.md")
        try Golden.expect(render(Nights.course(of: "Orders.Session"), as: .markdown), equals: "trend-course.md")
    }

    @Test func doctorsAndMaintenance() throws {
        try Golden.expect(text(Pages.doctor), equals: "doctor.txt")
        try Golden.expect(text(Pages.doctor, width: 60) { $0.color = true }, equals: "doctor-60.txt")
        try Golden.expect(text(Orders.maintenance, width: 60), equals: "maintenance-60.txt")
        try Golden.expect(text(Pages.removed), equals: "maintenance-list.txt")
    }

    @Test func doubtsAndDifferences() throws {
        let other = Pages.elsewhere
        try Golden.expect(text(Orders.diff(Orders.damaged, other)), equals: "diff-careful.txt")
        try Golden.expect(text(Orders.diff(Orders.damaged, other)) { $0.color = true }, equals: "diff-careful-color.txt")
        try Golden.expect(render(Orders.diff(Orders.damaged, other), as: .markdown), equals: "diff-careful.md")
        try Golden.expect(text(Orders.show(Orders.damaged)), equals: "show-damaged.txt")
        try Golden.expect(render(Orders.show(Orders.damaged, "heaps"), as: .markdown), equals: "show-heaps.md")
        try Golden.expect(render(Orders.failure, as: .markdown), equals: "failure.md")
        try Golden.expect(text(Orders.show(other, "types")), equals: "show-missing.txt")
        try Golden.expect(text(Pages.doubtful), equals: "check-doubtful.txt")
        try Golden.expect(text(Pages.nothing), equals: "list-empty.txt")
    }
}

/// A series of the service called orders. Sessions leak from the ninth night on, and baskets go up and down.
enum Nights {
    static let baskets: [UInt64] = [
        3162, 2780, 3198, 2816, 3234, 2852, 3270, 2888, 3306, 2924, 3342, 2960, 3378, 3051, 2729, 3196, 2866, 3335, 3003, 3478,
    ]

    static func snapshots(_ count: Int) -> [(id: Int64?, snapshot: Snapshot)] {
        (0..<count).map { night in
            let leaked = UInt64(max(0, night - 7))
            var snapshot = Orders.snapshot(
                types: [
                    Orders.type("Orders.Session", "Orders.dll", 210 + leaked * 400, 48),
                    Orders.type("Orders.Basket", "Orders.dll", baskets[night], 96),
                    Orders.type("System.Char[]", Orders.core, 40, 64 + leaked * 4_000),
                    Orders.type("System.String", Orders.core, 48_211, 42),
                ], threads: 12 + UInt64(night % 3), stage: Int64(night) * 24 + (night > 15 ? 48 : 0))
            snapshot.capture.pid = night < 14 ? 4711 : 4800
            snapshot.capture.labels = ["commit": night < 5 ? "4f1c2ab" : "99aa001"]
            return (Int64(night + 1), snapshot)
        }
    }

    static func report(_ count: Int, catalog: Catalog = .standard, _ change: (inout TrendOptions) -> Void = { _ in }) -> Report {
        var options = TrendOptions()
        change(&options)
        let found = trend(SeriesHistory(snapshots(count), catalog: catalog), options)
        return Orders.report(.trend(TrendReport(series: "orders", trend: found, isDetailed: options.subject != nil, leftOut: 3)))
    }

    static let ranking = report(20)
    static func course(of name: String) -> Report { report(20) { $0.subject = .rows(of: "types", NamePattern(name), measure: nil) } }
    static func metric(_ name: String) -> Report { report(20) { $0.subject = Catalog.standard.metric(name).map { .metric($0) } } }
}

/// Reports of the kinds that the other fixtures lack.
enum Pages {
    static let doctor = Orders.report(
        .doctor(
            DoctorReport(
                path: "orders-2.core", head: SnapshotHead(Orders.damaged),
                finding: "orders-2.core is an ELF core of the process orders (.NET 8.0.4), and can be read in part.", code: nil,
                answers: [
                    .init("which types fill the heap, and what grew", true, "14 rows in 'show REF types'"),
                    .init("who keeps objects alive", false, "the input does not hold the heap"),
                ],
                advice: [
                    .init(
                        "Collect a dump with the heap, as the process's user or as root:", command: "createdump --withheap -f PATH.core PID"
                    ),
                    .init("No table was verified on this runtime, so how it was read could not be proved."),
                ])))

    static let removed = Orders.report(
        .maintenance(
            MaintenanceReport(
                "gc", sentences: ["2 snapshots would be removed, 7 kept."], facts: [("dry_run", .flag(true))],
                snapshots: [
                    ListedSnapshot(
                        id: 3, series: "orders", time: 1_785_578_400, process: "orders", runtime: ".NET 8.0.4", trust: .exact,
                        objects: 39_846_312, bytes: 3_442_123_456, labels: [:])
                ])))

    /// Another service under another runtime, without types.
    static let elsewhere: Snapshot = {
        var snapshot = Orders.snapshot(types: [], threads: 20, stage: 3)
        snapshot.capture.process = "billing"
        snapshot.capture.runtime.version = "9.0.1"
        snapshot.tables.removeFirst()
        snapshot.totals.objects = nil
        return snapshot
    }()

    static let doubtful = Gate.answer(
        Gate.report(
            Gate.findings, before: Orders.damaged, after: Orders.threaded, notes: ["a", "b", "c", "d"],
            notComparable: ["runtime.major: 8, 9"]))

    static let nothing = Orders.report(.list(ListReport([])))
}
