import Growth
import SnapshotModel
import Testing

/// Snapshots that list different parts of a section: of the objects, or of the modules.
@Suite struct ChosenPartsTests {
    private func types(_ rows: [(String, UInt64)], choice: String?) -> Snapshot {
        let table = Table(
            rows.map { name, count in
                var row = TypeRow()
                (row.name, row.count, row.bytes) = (name, count, count * 24)
                return row
            })
        var found = snapshot(totals: Totals(committed: 1000), [table])
        if let choice { found.trust = Trust(layout: nil, diagnostics: [.init("types-of-a-part", "chosen by \(choice)", caps: .partial)]) }
        return found
    }

    private func modules(_ count: Int, by command: String?) -> Snapshot {
        let table = Table(
            (0..<count).map { number in
                var row = ModuleRow()
                (row.name, row.path, row.count) = ("m\(number)", "m\(number)", 1)
                return row
            })
        var found = snapshot(totals: Totals(committed: 1000), [table])
        if let command { found.trust = Trust(layout: nil, diagnostics: [.init("modules-of-a-command", command, caps: .good)]) }
        return found
    }

    @Test func whatOneListsAloneIsNotNew() throws {
        let found = diff(types([("A", 1), ("B", 5)], choice: "-type A"), types([("B", 9), ("C", 2)], choice: "-type C"))
        #expect(found.table("types")?.rowCount == 1 && !found.comparability.isComparable)
        #expect(found.comparability.reasons.contains { $0.contains("types") })
        // The same choice twice is compared like a whole.
        let same = diff(types([("A", 1), ("B", 5)], choice: "-type A"), types([("B", 9), ("C", 2)], choice: "-type A"))
        #expect(same.table("types")?.rowCount == 3 && same.comparability.isComparable)
        // Nor is it gone beside a whole heap.
        #expect(diff(types([("A", 1), ("B", 5)], choice: nil), types([("B", 5)], choice: "-type B")).table("types")?.rowCount == 1)
    }

    @Test func modulesOfOtherCommandsHaveNoVerdict() throws {
        let found = diff(modules(4, by: "lm"), modules(9, by: "clrmodules"))
        #expect(found.total("modules")?.change == Change(nil, nil) && found.verdict == .inconclusive)
        #expect(diff(modules(4, by: "lm"), modules(9, by: "lm")).total("modules")?.change == Change(4, 9))
        #expect(diff(modules(4, by: nil), modules(9, by: "lm")).total("modules")?.change == Change(nil, nil))
    }
}
