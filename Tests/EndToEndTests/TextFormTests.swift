import Testing

/// What a user reads of every form of table that fills a section beside the usual ones (Tests/Fixtures/texts/forms).
@Suite struct TextFormTests {
    private static let folder = Fixtures.root + "/Tests/Fixtures/texts/forms"

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["COLUMNS": "120"], in: Self.folder)
    }

    @Test(arguments: [
        "gcheapstat", "heapstat", "parallelstacks", "timerinfo", "dumpasync", "smaps", "smaps-rollup", "pmap-x", "pmap", "address-old",
        "address-new", "vmstat", "heap-s", "gcdump-report", "gcdump-report-cut", "others", "gcroot-new", "gcroot-fx4", "gcroot-fx2", "syncblk",
        "syncblk-all", "counters", "counters-comma", "counters-9", "counters-csv", "threadpool-new", "threadpool-old", "eestack",
        "dumpasync-old", "dumpasync-tasks", "dumpmodule",
    ])
    func aForm(_ name: String) throws {
        let page = try run("show", "\(name).txt", "--no-store", "--exact", "--all")
        #expect(page.code == 0, "\(page)")
        // The time is that of the file.
        let lines = page.output.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("  input ") }
        Golden.expect(lines.joined(separator: "\n"), "text-\(name).txt")
    }
}
