import Testing

/// What SOS prints of a real dump, as a user reads it (Tests/Fixtures/texts). ClrMD counts 45,494 objects of 6,367,250 bytes in that dump, with the
/// free ones, and 302 types, 78 modules, 7 threads.
@Suite struct TextFixtureTests {
    private let folder: TemporaryFolder
    private static let text = Fixtures.root + "/Tests/Fixtures/texts/mixed.txt.zst"

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder.path + "/s.db", "COLUMNS": "160"], in: folder.path)
    }

    @Test func everyTableIsRead() throws {
        let page = try run("show", Self.text, "--exact")
        #expect(page.code == 0, "\(page)")
        for fact in [
            "41,088 objects, 5,272,370 bytes", "free 1,094,880 bytes in 4,406 gaps", "modules       78 (60 dynamic)", "threads       7",
            "thread_groups 7", "handles       336",
            "finalization  785, 20,640 bytes", "Threads' stacks are 72% of the", "System.Byte[] is 55% of the heap without its gaps",
        ] {
            #expect(page.output.contains(fact), "\(fact): \(page)")
        }
    }

    @Test func theSameTextIsReadOnce() throws {
        #expect(try run("snap", "--series", "texts", Self.text).code == 0)
        let again = try run("diff", Self.text, Self.text)
        #expect(again.output.contains("is identical") && again.errors.contains("is known as @1 and not read again"), "\(again)")
    }
}
