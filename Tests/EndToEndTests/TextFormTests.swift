import Testing

/// What a user reads of every form of table that a debugger prints, and of texts that its way into a file changed (Tests/Fixtures/texts/forms).
@Suite struct TextFormTests {
    private static let folder = Fixtures.root + "/Tests/Fixtures/texts/forms"

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["COLUMNS": "120"], in: Self.folder)
    }

    @Test(arguments: [
        "gcheapstat", "heapstat", "parallelstacks", "timerinfo", "dumpasync", "smaps", "smaps-rollup", "pmap-x", "pmap", "address-old",
        "address-new", "vmstat", "heap-s", "gcdump-report", "gcdump-report-cut", "unheld", "dumpheap-old-64", "dumpheap-old-32",
        "dumpheap-fx1", "dumpheap-new", "dumpheap-new-dots", "dumpheap-lldb", "dumpheap-server", "dumpheap-fragmented-old",
        "dumpheap-fragmented-new", "dumpheap-parts", "dumpheap-live", "eeheap-gc-old", "eeheap-gc-old-server", "eeheap-gc-committed",
        "eeheap-gc-net6-server", "eeheap-gc-new-segments", "eeheap-gc-new-regions", "eeheap-gc-new-server", "eeheap-gc-new-server-one",
        "eeheap-loader-old", "eeheap-loader-new", "eeheap-new", "address-summary-old", "address-summary-new", "maddress",
        "finalizequeue-old", "finalizequeue-new", "finq-stat", "frq-stat", "gchandles-fx2", "gchandles-stat", "gchandles-list",
        "gchandles-part", "clrthreads-old", "clrthreads-new", "clrthreads-lldb", "clrstack-all", "clrstack-each", "clrstack-fx2", "lm",
        "lm-old", "clrmodules", "dumpdomain-old", "dumpdomain-new", "dumpmodule-mt", "facts-dotnet-dump", "facts-windbg",
        "committed-prose", "noise-html", "noise-markdown", "noise-console", "noise-prose", "noise-article", "noise-utf16", "cut-dots",
        "broken-middle", "noise-log", "noise-wrapped", "noise-remark",
    ])
    func aForm(_ name: String) throws {
        let page = try run("show", "\(name).txt", "--no-store", "--exact", "--all")
        #expect(page.code == 0, "\(page)")
        // The time is that of the file.
        let lines = page.output.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("  input ") }
        Golden.expect(lines.joined(separator: "\n"), "text-\(name).txt")
    }
}
