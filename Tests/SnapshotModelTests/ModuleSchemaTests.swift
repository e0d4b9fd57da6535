import SnapshotModel
import Testing

@Suite struct ModuleSchemaTests {
    private static let numbers = "rows-00112233445566aa"
    private static let whole = numbers + "-8899aabbccddeeff"

    @Test(arguments: [
        "", "rows-", "rows-1", "rows-00112233445566aa-", "rows-00112233445566ag", whole + "-0000000000000000", "000000ab-c000", "elf-00",
    ])
    func whatIsNone(_ text: String) {
        #expect(ModuleSchema(text) == nil)
    }

    @Test func likeness() throws {
        let (numbers, whole) = (try #require(ModuleSchema(Self.numbers)), try #require(ModuleSchema(Self.whole)))
        let renamed = try #require(ModuleSchema(Self.numbers + "-0000000000000001"))
        let other = try #require(ModuleSchema("rows-00112233445566ab-8899aabbccddeeff"))
        #expect(whole.likeness(to: whole) == .same)
        #expect(whole.likeness(to: renamed) == .different)
        #expect(whole.likeness(to: numbers) == .sameNumbers)
        #expect(numbers.likeness(to: numbers) == .sameNumbers)
        #expect(whole.likeness(to: other) == .different)
        #expect(numbers.likeness(to: other) == .different)
    }
}
