import SnapshotModel
import Testing

@Suite struct SnapshotTests {
    private func snapshot(_ tables: [Table]) -> Snapshot {
        Snapshot(
            input: Input(fingerprint: "00", path: "a.core", kind: "elf-core", bytes: 1, reader: "r"),
            capture: Capture(
                time: 0, timeSource: .given, process: "p", pid: nil, os: "linux", arch: "x86-64",
                runtime: .init(name: ".NET", version: nil),
                gc: .init(server: false, heaps: 1, regions: true), dumpKind: nil, labels: [:]),
            trust: Trust(layout: nil, diagnostics: []), totals: Totals(), tables: tables)
    }

    @Test func whatIsMissingIsNamed() {
        var row = TypeRow()
        row.liveCount = 1
        let types = Table([row], absent: ["gen0_count", "gen0_bytes"])
        #expect(snapshot([types]).notInInput() == Catalog.standard.names.dropFirst() + ["types.gen0_count", "types.gen0_bytes"])
        // Nothing is alive in no heap: then nobody has looked.
        row.liveCount = 0
        let unknown = ["types.live_count", "types.live_bytes", "types.held_count", "types.held_bytes"]
        #expect(snapshot([Table([row])]).notInInput() == Catalog.standard.names.dropFirst() + unknown)
    }

    @Test func theCatalogIsWhatTheRowsDeclare() {
        #expect(
            Catalog.standard.names == [
                "types", "holders", "modules", "module_groups", "dynamic_methods", "threads", "thread_groups", "heaps", "ledger",
                "loader_heaps", "delegates", "async", "timers", "tasks", "handles", "finalization", "gc", "os_handles",
                "root_paths", "sync_blocks", "counters",
            ])
        for info in Catalog.standard.sections { #expect(Set(info.columns.map(\.name)).count == info.columns.count) }
    }
}
