import SnapshotModel
import Testing

@testable import Growth

/// A dump beside a .gcdump file.
@Suite struct MixedInputsTests {
    private func row(_ name: String, _ count: UInt64, live: UInt64, module: String = "Shop.dll") -> TypeRow {
        var row = TypeRow()
        (row.name, row.module, row.count, row.bytes) = (name, module, count, count * 24)
        (row.liveCount, row.liveBytes) = (live, live * 24)
        return row
    }

    private func snapshot(_ kind: String, _ rows: [TypeRow]) -> Snapshot {
        Snapshot(
            input: Input(fingerprint: nil, path: "x", kind: kind, bytes: 1, reader: kind),
            capture: Capture(
                time: 0, timeSource: .given, process: "", pid: nil, os: nil, arch: nil,
                runtime: Capture.Runtime(name: ".NET", version: nil), gc: nil, dumpKind: nil, labels: [:]),
            trust: Trust(layout: nil, diagnostics: []),
            totals: Totals(objects: rows.reduce(0) { $0 + $1.count }, bytes: rows.reduce(0) { $0 + $1.bytes }), tables: [Table(rows)])
    }

    private var dump: Snapshot {
        snapshot(
            "elf-core",
            [
                row("Lab+Handlers", 50, live: 10), row("A+<>c", 1, live: 1), row("B+<>c", 2, live: 2), row("Dead", 9, live: 0),
                row("Shop.Order", 5, live: 5),
            ])
    }

    private var graph: Snapshot {
        snapshot("gcdump", [row("Handlers", 30, live: 30), row("<>c", 4, live: 4), row("Shop.Order", 5, live: 5)])
    }

    @Test func whatIsAliveIsComparedByNamesThatBothHave() throws {
        let found = diff(dump, graph)
        let types = try #require(found.table("types"))
        let names = types.aligned.keys[0].words.map { $0.map { types.aligned.text($0) } ?? "" }
        #expect(names == ["<>c (of several types)", "Lab+Handlers", "Shop.Order"])
        let count = try #require(types.measures.firstIndex { $0.info.name == "count" })
        #expect((0..<3).map { types.change(count, $0) } == [Change(3, 4), Change(10, 30), Change(5, 5)])
        #expect(found.total("objects")?.change == Change(18, 39))
        #expect(found.comparability.reasons == ["a .gcdump holds only what is alive: the same is compared of the dump"])
    }

    /// Garbage counts in it, so that the .gcdump would seem to have shrunk.
    @Test func aDumpThatDoesNotSayWhatIsAliveIsNotCompared() {
        var (untraced, text) = (dump, dump)
        untraced.tables = [Table(dump.tables[0].rows(as: TypeRow.self), absent: ["live_count", "live_bytes"])]
        text.tables = untraced.tables
        text.input.kind = "text"
        for (other, word) in [(untraced, "dump"), (text, "text")] {
            let found = diff(other, graph)
            #expect(found.verdict == .inconclusive && found.tables.isEmpty)
            #expect(
                found.comparability.reasons == [
                    "a .gcdump holds only what is alive, and the \(word) does not say what is: their objects are not compared"
                ])
        }
    }

    @Test func thoseOfOneKindStay() throws {
        #expect(MixedInputs.comparable([graph, graph]) == [graph, graph])
        #expect(MixedInputs.comparable([dump, dump]) == [dump, dump])
        #expect(diff(graph, graph).comparability.reasons.isEmpty)
    }
}
