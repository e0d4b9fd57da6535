import FoundationEssentials
import SnapshotModel

@testable import Storage

/// A folder of its own, gone with the object.
final class Folder {
    let path = FileManager.default.temporaryDirectory.path + "/heapdrift-store-" + UUID().uuidString
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    var store: String { path + "/store.db" }
}

/// A section made up for the test, in ten lines: what a later section costs.
struct PublisherRow: SectionRow, Equatable {
    var publisher = ""
    var count: UInt64 = 0
    var first: UInt64?
    var isStatic = false
    static let section = Section<PublisherRow>(
        "publishers",
        [
            .key("publisher", \.publisher), .measure("count", \.count, .objects), .attribute("first", \.first),
            .attribute("static", \.isStatic),
        ])
}

func typeRow(_ name: String, _ count: UInt64, _ bytes: UInt64, module: String = "App.dll") -> TypeRow {
    var row = TypeRow()
    row.name = name
    row.module = module
    row.count = count
    row.bytes = bytes
    row.gen2 = .init(count: count, bytes: bytes)
    row.methodTables = 1
    return row
}

func sample(
    _ fingerprint: String = "aa", time: Int64 = 1_700_000_000,
    types: [TypeRow] = [typeRow("App.Order", 3, 72), typeRow("App.Line", 9, 360)],
    labels: [String: String] = [:], more: [Table] = []
) -> Snapshot {
    var thread = ThreadRow()
    thread.osID = 7
    thread.stackReserved = 8 << 20
    thread.managedID = 1
    var module = ModuleRow()
    module.name = "App.dll"
    module.path = "/srv/App.dll"
    module.count = 1
    return Snapshot(
        input: Input(fingerprint: fingerprint, path: "a.core", kind: "elf-core", bytes: 100, reader: "r1"),
        capture: Capture(
            time: time, timeSource: .given, process: "App", pid: 12, os: "linux", arch: "x86-64",
            runtime: .init(name: ".NET", version: "8.0.4"),
            gc: .init(server: false, heaps: 1, regions: true), dumpKind: .heap, labels: labels),
        trust: Trust(layout: .table, diagnostics: [.init("gc-in-progress", "flagged", caps: .good, bytes: 4)]),
        totals: Totals(objects: types.reduce(0) { $0 + $1.count }, bytes: types.reduce(0) { $0 + $1.bytes }, freeObjects: 0),
        tables: [Table(types), Table([module]), Table([thread])] + more)
}

extension SnapshotStore {
    /// The SQLite database below the store, for tests that damage it.
    var database: Database {
        guard let tables = tables as? SQLiteTables else { preconditionFailure("not in SQLite") }
        return tables.database
    }
}

/// The sentence of the error that `body` throws; `nil` when it throws none.
func sentence(_ body: () throws(StoreError) -> Void) -> String? {
    do throws(StoreError) { try body() } catch { return error.sentence }
    return nil
}
