import FoundationEssentials
import Testing

/// What a user reads of every form of table that a debugger prints, and of texts that its way into a file changed (Tests/Fixtures/texts/forms).
@Suite struct TextFormTests {
    private static let folder = Fixtures.root + "/Tests/Fixtures/texts/forms"
    private static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".txt") }
        .map { String($0.dropLast(4)) }.sorted()

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["COLUMNS": "120"], in: Self.folder)
    }

    @Test func everyFormIsThere() { #expect(Self.names.count >= 90) }

    @Test(arguments: names) func aForm(_ name: String) throws {
        let page = try run("show", "\(name).txt", "--no-store", "--exact", "--all")
        #expect(page.code == 0, "\(page)")
        // The time is that of the file.
        let lines = page.output.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("  input ") }
        Golden.expect(lines.joined(separator: "\n"), "text-\(name).txt")
    }
}
