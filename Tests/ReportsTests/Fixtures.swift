import Growth
import SnapshotModel

@testable import Reports

/// A section that the program does not have. It is declared like any other, and every format must show it.
struct GadgetRow: SectionRow {
    var name = ""
    var count: UInt64 = 0
    var bytes: UInt64 = 0
    var tag: UInt64?
    static let section = Section<GadgetRow>(
        "gadgets",
        [.key("name", \.name), .measure("count", \.count, .objects), .measure("bytes", \.bytes, .bytes), .attribute("tag", \.tag)])
}

/// Snapshots and reports of a service called orders.
enum Orders {
    static let tool = Report.Tool(name: "heapdrift", version: "0.1.0")

    static let hints: ReportHints = {
        var hints = ReportHints()
        hints.everyRow = "--all"
        hints.everything = "--json"
        hints.everyFinding = "heapdrift check --json"
        hints.everyColumn = "a wider terminal, --json or --format csv"
        hints.everyResult = "--format csv"
        hints.work = "--work"
        return hints
    }()

    /// A report as the program makes it.
    static func report(exitCode: Int = 0, catalog: Catalog = .standard, _ content: Report.Content) -> Report {
        Report(tool: tool, exitCode: exitCode, catalog: catalog, hints: hints, content)
    }

    static func snapshot(types: [TypeRow], modules: [ModuleRow]? = nil, threads: UInt64 = 12, stage: Int64 = 0) -> Snapshot {
        let (objects, bytes) = (types.reduce(0) { $0 + $1.count }, types.reduce(0) { $0 + $1.bytes })
        return Snapshot(
            input: Input(
                fingerprint: String(repeating: "0123456789abcdef", count: 4), path: "/var/dumps/orders-\(stage).core", kind: "elf-core",
                bytes: 412_876_800, reader: "1"),
            capture: Capture(
                time: 1_785_578_400 + stage * 3600, timeSource: .file, process: "orders", pid: 4711, os: "linux", arch: "x64",
                runtime: Capture.Runtime(name: ".NET", version: "8.0.4"),
                gc: Capture.CollectorKind(server: false, heaps: 1, regions: true), dumpKind: .heap,
                labels: ["commit": "4f1c2ab", "branch": "main"]),
            trust: Trust(layout: .table, diagnostics: []),
            totals: Totals(
                objects: objects, bytes: bytes, freeObjects: 812, freeBytes: 97_400, committed: bytes + 2_400_000, reserved: 274_877_906_944
            ),
            tables: [Table(types), Table(modules ?? Orders.modules), Orders.threads(threads), Orders.heaps(objects, bytes)])
    }

    /// Generation 2 has the objects, and generation 0 a context and a damaged range.
    static func heaps(_ objects: UInt64, _ bytes: UInt64) -> Table {
        var old = HeapRow()
        old.generation = "gen2"
        old.ranges = 9
        old.objects = objects
        old.objectBytes = bytes
        old.free = 97_400
        old.unused = 2_200_000
        old.allocated = bytes + 97_400
        old.committed = old.allocated + old.unused
        old.reserved = 274_873_712_640
        var young = HeapRow()
        young.generation = "gen0"
        young.ranges = 1
        young.contexts = 8_216
        young.unwalked = 6_720
        young.unused = 87_664
        young.allocated = 14_936
        young.committed = 102_600
        young.reserved = 4_194_304
        young.unwalkedAt = "0x7f12a0001000+6720 damaged"
        return Table([young, old])
    }

    static func type(_ name: String, _ module: String, _ count: UInt64, _ each: UInt64) -> TypeRow {
        var row = TypeRow()
        row.name = name
        row.module = module
        row.count = count
        row.bytes = count * each
        row.gen2 = TypeRow.Share(count: count, bytes: count * each)
        row.methodTables = 1
        return row
    }

    static let core = "System.Private.CoreLib.dll"

    /// Every stage after 0 adds subscribers and sessions and frees some buffers.
    static func types(_ stage: UInt64) -> [TypeRow] {
        let events = ["ConnectionFailed", "EndPoint", "HashSlotMoved", "InternalError", "RedisError"]
        return events.filter { _ in stage > 0 }.map { event in
            type(
                "System.EventHandler<StackExchange.Redis.\(event)EventArgs>", core, stage * (event == "ConnectionFailed" ? 40_000 : 20_000),
                64)
        } + [
            type("System.String", core, 48_211 + stage * 5_010, 42), type("System.Object[]", core, 512 + stage * 8, 2_664),
            type("System.Byte[]", core, 1_904 - stage * 300, 4_120), type("Orders.Session", "Orders.dll", 210 + stage * 4_000, 48),
            type("System.Collections.Generic.Dictionary<System.String, Orders.Session>+Entry[]", core, 1, 5_064 + stage * 96_000),
            type("Orders.Basket", "Orders.dll", 1_200, 96), type("System.Int32[]", core, 640 + stage, 88),
            type("Orders.Basket", "Orders.Legacy.dll", 30, 96), type("System.RuntimeType", core, 911 + stage * 3, 40),
        ]
    }

    static func module(_ name: String, size: UInt64, isDynamic: Bool = false) -> ModuleRow {
        var row = ModuleRow()
        row.name = name
        row.path = isDynamic ? "" : "/app/\(name)"
        row.count = 1
        row.size = size
        row.isDynamic = isDynamic
        row.origin = isDynamic ? "dynamic" : "file"
        return row
    }

    static let modules = [
        module(core, size: 13_103_616), module("Orders.dll", size: 421_888), module("Orders.Legacy.dll", size: 98_304),
        module("StackExchange.Redis.dll", size: 812_032),
    ]

    static func threads(_ count: UInt64) -> Table {
        Table(
            (0..<count).map { index in
                var row = ThreadRow()
                row.osID = 4711 + index
                row.stackReserved = index == 0 ? 8_388_608 : 1_572_864
                row.stackPresent = 20_480 + index * 4096
                row.managedID = index % 3 == 2 ? nil : index + 1
                return row
            })
    }

    /// A snapshot of a full dump of Windows that was written for an exception, with so many handles to events.
    static func onWindows(events: UInt64) -> Snapshot {
        var snapshot = snapshot(types: types(0), stage: events > 500 ? 1 : 0)
        snapshot.input.kind = "minidump"
        snapshot.input.path = #"C:\dumps\orders.dmp"#
        snapshot.capture.os = "windows"
        snapshot.capture.exception = Capture.Failure(code: 0xE043_4352, thread: 4712)
        let handles = [("Event", events), ("File", 212), ("Key", 31), ("Semaphore", 18)].map { type, count in
            var row = OSHandleRow()
            row.type = type
            row.count = count
            return row
        }
        snapshot.tables.append(Table(handles))
        return snapshot
    }

    static func diff(_ before: Snapshot, _ after: Snapshot, _ between: [Snapshot] = [], _ options: DiffOptions = DiffOptions()) -> Report {
        report(
            .diff(
                DiffReport(
                    before: SnapshotHead(before, place: SnapshotPlace(id: 12, series: "orders")),
                    after: SnapshotHead(after, place: SnapshotPlace(id: 13, series: "orders")), between: between.map { SnapshotHead($0) },
                    Growth.diff(before, after, through: between, options))))
    }

    static func show(_ snapshot: Snapshot, _ section: String? = nil) -> Report {
        report(.snapshot(SnapshotReport(snapshot, place: SnapshotPlace(id: 13, series: "orders"), section: section)))
    }

    /// A leak of subscribers, nothing, a leak of threads and a leak of dynamic assemblies.
    static let grown = snapshot(types: types(1), stage: 1)
    static let calm = snapshot(types: types(0))
    static let threaded = snapshot(types: types(0), threads: 412, stage: 1)
    static let emitted = snapshot(
        types: types(0),
        modules: modules + (0..<1_200).map { module("r2bjp\($0)", size: 0, isDynamic: true) } + [
            module("System.Reflection.Emit.dll", size: 40_960)
        ],
        stage: 1)
    static let damaged: Snapshot = {
        var snapshot = Orders.snapshot(types: types(2), stage: 2)
        snapshot.trust = Trust(
            layout: .table,
            diagnostics: [
                Trust.Diagnostic(
                    "regions-missing", "3 regions of the heap are not in the dump", caps: .partial, bytes: 12_582_912, count: 3),
                Trust.Diagnostic("file-time", "the time is that of the file", caps: .good),
            ])
        return snapshot
    }()

    static let list = report(
        .list(
            ListReport(
                (0..<3).map { index in
                    ListedSnapshot(
                        id: 13 - index, series: index == 2 ? nil : "orders", time: 1_785_578_400 - index * 86_400, process: "orders",
                        runtime: ".NET 8.0.4", trust: index == 1 ? .partial : .exact, objects: index == 2 ? nil : 39_846_312,
                        bytes: index == 2 ? nil : 3_442_123_456, labels: index == 0 ? ["commit": "4f1c2ab", "branch": "main"] : [:],
                        baselines: index == 1 ? ["baseline", "release-3"] : [])
                })))

    static let maintenance = report(
        .maintenance(
            MaintenanceReport(
                "gc", sentences: ["2 snapshots removed, 7 kept. The store takes 12.3 kB instead of 45.6 kB."],
                facts: [
                    ("dry_run", .flag(false)), ("removed", .list([.integer(3), .integer(4)])),
                    (
                        "kept",
                        .members([
                            ("rules", .integer(5)), ("baselines", .integer(1)), ("without_series", .integer(1)),
                            ("other_series", .integer(0)),
                        ])
                    ),
                    ("name_blocks_removed", .integer(1)), ("bytes_before", .integer(45_600)), ("bytes_after", .integer(12_345)),
                    ("note", .unknown), ("set_at", .time(1_785_578_400)),
                ])))

    /// A snapshot that was known and joins a series, with another commit and another time.
    private static let changes: SnapshotChanges = {
        var (before, after) = (calm.capture, calm.capture)
        before.labels = ["commit": "4f1c2ab", "pod": "7"]
        after.labels = ["branch": "main", "commit": "9d0e3aa", "team": "blue"]
        after.time += 3_600
        var changes = SnapshotChanges(from: before, to: after)
        changes.joined = "orders"
        return changes
    }()

    static let snap = report(
        exitCode: 3,
        .snap(
            SnapReport(
                snapshots: [
                    SnapReport.Taken(
                        id: 12, path: "dumps/orders-0.core", series: "orders", outcome: .known, changes: changes, trust: calm.trust,
                        totals: calm.totals),
                    SnapReport.Taken(
                        id: 13, path: "dumps/orders-1.core", series: "orders", outcome: .renewed, trust: calm.trust, totals: calm.totals),
                    SnapReport.Taken(
                        id: 14, path: "dumps/orders-2.core.zst", series: "orders", outcome: .taken, trust: damaged.trust,
                        totals: damaged.totals),
                ],
                failed: [
                    SnapReport.Failed(
                        path: "dumps/notes.txt", exitCode: 3, message: "expected an ELF core, found text; make a dump with createdump PID")
                ])))

    static let failure = report(
        exitCode: 3,
        .failure(
            FailureReport(code: "not-a-core", message: "dumps/notes.txt: expected an ELF core, found text; make a dump with createdump PID")
        ))

    static func table(_ kind: ResultTable.Kind) -> Report {
        report(.result(ResultTable(kind, columns: ["metric"], rows: [[.text("heap.total")]])))
    }

    static let result = report(
        .result(
            ResultTable(
                columns: ["name", "count", "count", "blob"],
                rows: [
                    [.text("System.String"), .integer(53_221), .real(0.25), .blob([0x00, 0xff])],
                    [.text("=1+1"), .integer(-1), .null, .null],
                ])))
}
