import SnapshotModel
import Testing

@Suite struct ModuleSchemaTests {
    private static let numbers = "rows-00112233445566aa"
    private static let outermost = numbers + "-8899aabbccddeeff"
    private static let whole = outermost + "-0123456789abcdef"

    @Test(arguments: [
        "", "rows-", "rows-1", "rows-00112233445566aa-", "rows-00112233445566ag", whole + "-0000000000000000", "000000ab-c000", "elf-00",
    ])
    func whatIsNone(_ text: String) {
        #expect(ModuleSchema(text) == nil)
    }

    @Test func likeness() throws {
        let (numbers, whole) = (try #require(ModuleSchema(Self.numbers)), try #require(ModuleSchema(Self.whole)))
        let renamed = try #require(ModuleSchema(Self.numbers + "-0000000000000001-0123456789abcdef"))
        let other = try #require(ModuleSchema("rows-00112233445566ab-8899aabbccddeeff-0123456789abcdef"))
        #expect(whole.likeness(to: whole) == .same)
        #expect(whole.likeness(to: renamed) == .different)
        #expect(whole.likeness(to: numbers) == .sameNumbers)
        #expect(numbers.likeness(to: numbers) == .sameNumbers)
        #expect(whole.likeness(to: other) == .different)
        #expect(numbers.likeness(to: other) == .different)
    }

    /// Builds that differ in the names of nested types alone are different, and without these names nothing is proved.
    @Test func nestedTypes() throws {
        let (outermost, whole) = (try #require(ModuleSchema(Self.outermost)), try #require(ModuleSchema(Self.whole)))
        let renamed = try #require(ModuleSchema(Self.outermost + "-0000000000000001"))
        #expect(whole.likeness(to: renamed) == .different)
        #expect(whole.likeness(to: outermost) == .sameNumbers)
        #expect(outermost.likeness(to: outermost) == .sameNumbers)
        #expect(SaidBuild.isProof(Self.whole))
        #expect(!SaidBuild.isProof(Self.outermost))
        #expect(!SaidBuild.isProof(Self.numbers))
        #expect(SaidBuild(Self.whole, life: 1).isSurelyOther(than: SaidBuild(renamed.text, life: 2)))
        #expect(!SaidBuild(Self.whole, life: 1).isSurelyOther(than: SaidBuild(Self.outermost, life: 2)))
        #expect(!SaidBuild(Self.outermost, life: 1).isSame(as: SaidBuild(Self.outermost, life: 2)))
    }
}
