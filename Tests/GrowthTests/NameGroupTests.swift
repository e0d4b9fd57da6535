import SnapshotModel
import Testing

@testable import Growth

@Suite struct NameGroupTests {
    private func groups(_ names: [String], odd: Set<String> = []) throws -> [NameGroup] {
        let rows = names.map { GadgetRow($0, 1, 0, odd: odd.contains($0)) }
        return try #require(diff(gadgets([GadgetRow("old", 1, 1)]), gadgets(rows + [GadgetRow("old", 1, 1)])).table("gadgets"))
            .growingGroups
    }

    @Test func numbersThatDifferBecomeAPlaceholder() throws {
        let groups = try groups(["r2bjp0", "r2bjp1", "r2bjp77", "System.Xml.dll"], odd: ["r2bjp0", "r2bjp1", "r2bjp77"])
        #expect(groups.map(\.pattern) == ["r2bjp#", "System.Xml.dll"])
        #expect(groups.map(\.count) == [3, 1])
        #expect(groups.map(\.flags) == [["odd"], []])
    }

    @Test func hashesAndGUIDsToo() throws {
        #expect(try groups(["Asm_deadbeef01_x", "Asm_0123456789abcdef_x"]).map(\.pattern) == ["Asm_#_x"])
        #expect(
            try groups(["T-3f2504e0-4f89-11d3-9a0c-0305e82c3301", "T-aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"]).map(\.pattern) == ["T-#"])
        #expect(try groups(["deadbeef", "feedface"]).map(\.pattern) == ["deadbeef", "feedface"])
    }

    @Test func aNameOfItsOwnStaysAsItIs() throws {
        #expect(try groups(["a1b2", ""]).map(\.pattern) == ["", "a1b2"])
        #expect(try groups(["é1", "é2"]).map(\.pattern) == ["é#"])
    }

    @Test func redactedNamesAreNotAlike() throws {
        #expect(try groups(["~0123456789", "~abcdef0123"]).map(\.pattern) == ["~0123456789", "~abcdef0123"])
        #expect(try groups(["~0123456789+x1", "~0123456789+x2"]).map(\.pattern) == ["~0123456789+x#"])
    }

    @Test func aRowThatGrewCountsWithItsGrowth() throws {
        let table = try #require(diff(gadgets([GadgetRow("x", 1, 0)]), gadgets([GadgetRow("x", 61, 0)])).table("gadgets"))
        #expect(table.growingGroups.map(\.count) == [60])
    }
}
