import SnapshotModel
import Testing

@Suite struct ReaderIdentityTests {
    @Test func aTextInParts() {
        let reader = ReaderIdentity("elf-core-14 layout=table only=modules,types")
        #expect(reader.kind == "elf-core")
        #expect(reader.version == 14)
        #expect(reader.only == ["modules", "types"])
        #expect(reader.options == ["layout=table"])
    }

    /// A store is hostile input: every text is a reader of some kind.
    @Test(arguments: ["", " ", "-", "r1", "elf-core-", "elf-core-99999999999999999999", "elf-core--1", "only=", "a-1 only="])
    func anyText(_ text: String) {
        let reader = ReaderIdentity(text)
        #expect(reader.readsLike(ReaderIdentity(text)))
        #expect(reader.covers(ReaderIdentity(text)))
        #expect(!reader.covers(ReaderIdentity("minidump-4")))
    }

    @Test func versionsAreNoDifference() {
        #expect(ReaderIdentity("elf-core-3").readsLike(ReaderIdentity("elf-core-4")))
        #expect(!ReaderIdentity("elf-core-4").readsLike(ReaderIdentity("minidump-4")))
        #expect(!ReaderIdentity("elf-core-4").readsLike(ReaderIdentity("elf-core-4 layout=table")))
        #expect(!ReaderIdentity("elf-core-4").readsLike(ReaderIdentity("elf-core-4 only=types")))
    }

    @Test(arguments: [
        ("elf-core-4", "elf-core-4 only=types", true), ("elf-core-4 only=types", "elf-core-4", false),
        ("elf-core-4 only=modules,types", "elf-core-4 only=types", true),
        ("elf-core-4 only=modules", "elf-core-4 only=types", false), ("elf-core-4 layout=table", "elf-core-4 only=types", false),
    ])
    func moreSectionsCoverFewer(_ reader: String, _ other: String, _ covers: Bool) {
        #expect(ReaderIdentity(reader).covers(ReaderIdentity(other)) == covers)
    }
}
