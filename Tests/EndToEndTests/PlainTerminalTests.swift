import Testing

/// A locale without UTF-8: nothing of the program's own is outside of ASCII.
@Suite struct PlainTerminalTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: [String], locale: [String: String]) throws -> Heapdrift.Run {
        try Heapdrift.run(
            words, environment: ["HEAPDRIFT_STORE": folder["store.db"], "COLUMNS": "80"].merging(locale) { $1 }, in: folder.path)
    }

    @Test func aLocaleWithoutUTF8HasASCIIOnly() throws {
        let snap = try run(
            ["snap", "--series", "leak", Fixtures.packed(0), Fixtures.packed(1), Fixtures.packed(2)], locale: ["LC_ALL": "C"])
        #expect(snap.code == 0, "\(snap)")
        let words = [["trend", "leak"], ["diff", "@1", "@3"], ["trend", "leak", "heap.total"], ["help", "snap"]]
        for words in words {
            let rich = try run(words, locale: ["LC_ALL": "C.UTF-8", "LANG": "C"])
            let plain = try run(words, locale: ["LC_ALL": "C", "LANG": "C.UTF-8"])
            #expect(!rich.output.utf8.allSatisfy { $0 < 0x80 }, "\(words): \(rich)")
            #expect(plain.output.utf8.allSatisfy { $0 < 0x80 }, "\(words): \(plain)")
            #expect(plain.output.unicodeScalars.count == rich.output.unicodeScalars.count, "\(words)")
        }
    }

    @Test func withoutALocaleNothingChanges() throws {
        let words = ["diff", Fixtures.packed(0), Fixtures.packed(2)]
        let rich = try run(words, locale: ["LANG": "en_US.UTF-8"])
        #expect(try run(words, locale: [:]).output == rich.output)
    }
}
