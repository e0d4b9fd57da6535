import Growth
import SnapshotModel

/// A section that the program does not have, so the tests cover every later section.
struct GadgetRow: SectionRow {
    var name = ""
    var kind = ""
    var count: UInt64 = 0
    var bytes: UInt64 = 0
    var isOdd = false

    static let section = Section<GadgetRow>(
        "gadgets",
        [
            .key("name", \.name), .key("kind", \.kind), .measure("count", \.count, .objects), .measure("bytes", \.bytes, .bytes),
            .attribute("odd", \.isOdd),
        ])

    init() {}
    init(_ name: String, _ count: UInt64, _ bytes: UInt64, odd: Bool = false) { self.init(name, "", count, bytes, odd: odd) }
    init(_ name: String, _ kind: String, _ count: UInt64, _ bytes: UInt64, odd: Bool = false) {
        self.name = name
        self.kind = kind
        self.count = count
        self.bytes = bytes
        isOdd = odd
    }
}

func snapshot(
    process: String = "orders", version: String? = "8.0.4", server: Bool = false, totals: Totals = Totals(), _ tables: [Table]
) -> Snapshot {
    Snapshot(
        input: Input(fingerprint: "", path: "a.core", kind: "elf-core", bytes: 0, reader: ""),
        capture: Capture(
            time: 0, timeSource: .file, process: process, pid: nil, os: "linux", arch: "x64",
            runtime: Capture.Runtime(name: ".NET", version: version), gc: Capture.CollectorKind(server: server, heaps: 1, regions: true),
            dumpKind: .heap, labels: [:]),
        trust: Trust(layout: .table, diagnostics: []), totals: totals, tables: tables)
}

func gadgets(_ rows: [GadgetRow], absent: Set<String> = []) -> Snapshot { snapshot([Table(rows, absent: absent)]) }

func threads(_ count: UInt64, reserved: UInt64 = 8_388_608) -> Table {
    Table(
        (0..<count).map { index in
            var row = ThreadRow()
            row.osID = 1000 + index
            row.stackReserved = reserved
            return row
        })
}

/// Small random numbers that are the same in every run.
struct Dice {
    var state: UInt64
    mutating func roll(_ sides: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % sides
    }
}

extension TableDiff {
    func name(_ row: Int) -> String { aligned.text(aligned.keys[0].words[row] ?? .max) }
    func position(_ measure: String) -> Int { measures.firstIndex { $0.info.name == measure } ?? 0 }
    func row(_ name: String) -> Int? { (0..<rowCount).first { self.name($0) == name } }
}
