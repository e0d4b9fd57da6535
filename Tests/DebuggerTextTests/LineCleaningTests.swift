import DebuggerText
import RawMemory
import Testing

/// What pages add to a line is taken away, and names stay as they are printed. The names are made up.
@Suite struct LineCleaningTests {
    private func name(_ printed: String) throws -> String? {
        try tables("0x79b94638  5  120 \(printed)\nTotal 5 objects, Total size: 120\n").statistics.first?.rows.first?.name
    }

    @Test(arguments: [
        "System.Byte**", "Shop.Map<System.Byte*>**", "<>c__DisplayClass3_0", "Shop.<Load>d__7", "Tests+it should work@12",
        "Shop.Order (new) one",
        "Shop.Order and others",
    ])
    func namesStay(_ printed: String) throws { #expect(try name(printed) == printed) }

    @Test(arguments: [
        ("**Shop.Clock**", "Shop.Clock"), ("Shop.My\\_Clock", "Shop.My_Clock"), ("Shop.Outer Inner", "Shop.Outer+Inner"),
        ("<b>Shop.Clock", "<b>Shop.Clock"), ("<code>Shop.Clock</code>", "Shop.Clock"),
    ])
    func whatPagesAddGoes(_ printed: String, _ wanted: String) throws { #expect(try name(printed) == wanted) }

    @Test(arguments: ["D:\\a\\_work\\1\\Shop.dll", "C:\\_work\\Shop.dll", "C:\\-x\\Shop.dll"])
    func pathsStay(_ path: String) throws {
        let found = try tables("000076BC1DE70000 00F2A000 \(path)\n")
        guard case .modules(let table) = try #require(found.tables.first?.content) else { throw TestFailure() }
        #expect(table.modules.map(\.name) == [path])
    }

    // MARK: Logs and quotes

    private static let session = [
        "> dumpheap -stat", "Statistics:", "              MT    Count    TotalSize Class Name",
        "00007ffa2c11e2a8     1200        67200 Shop.Order", "", "00007ffa8ae11b90     2600       145600 System.String",
        "Total 3800 objects",
    ]

    private func rows(_ lines: [String]) throws -> [String] {
        let found = try tables(lines.joined(separator: "\n") + "\n")
        #expect(found.tables.last?.command?.name == "dumpheap", "\(lines[1])")
        return found.statistics.flatMap(\.rows).map { "\($0.name) \($0.count)" }
            + found.statistics.compactMap { $0.totalObjects.map { "\($0)" } }
    }

    @Test(arguments: [
        "2026-11-28T03:00:00.217Z ", "2026-11-28 03:00:00.123 ", "2026-11-28 03:00:00,123 ", "[03:00:00] ", "03:00:00.217 ",
        "2026-11-28T03:00:00+01:00 ", "2026-11-28 03:00:00 -0500 ", "[2026-11-28 03:00:00.217] ", "  2026-11-28T03:00:00.217000000Z ", "> ",
        "> > ", "",
    ])
    func whatStandsBeforeEachLine(_ prefix: String) throws {
        #expect(try rows(Self.session.map { prefix + $0 }) == ["Shop.Order 1200", "System.String 2600", "3800"])
    }

    /// Headings begin with words that are commands too.
    @Test func aQuoteOfWinDbg() throws {
        let list = [
            "0:000> !dumpheap", " Address       MT     Size", "02d91000 00166030       12 Free", "02d9100c 79b94638       24", "",
        ]
        let quoted = list + Self.session.dropFirst()
        #expect(try rows(quoted.map { "> " + $0 }) == rows(quoted))
        let heaps = """
            Number of GC Heaps: 1
            ------------------------------
            Heap 0 (00005596cc8a92b0)
            Small object heap
            generation 0:
                7f01cf480b90     7f0259800028     7f02598060a0     7f0259811000 0x6078 (24696)  0x11000 (69632)
            GC Allocated Heap Size:    Size: 0x6078 (24696) bytes.
            """
        let found = try tables(heaps.split(separator: "\n").map { "> " + $0 }.joined(separator: "\n") + "\n").gcHeaps
        #expect(found.map(\.segments.count) == [1] && found.first?.heaps == [0])
    }

    /// What is no time before a line stays.
    @Test(arguments: [
        "2026-11-28T03:00:00.217Z", "2026-11-28T03:00:00;", "2026-11-28 03:00", "[03:00:00", "03:00:0 ", "2026-11-28T03:00:00.217Z,",
        "11/28/2026 06:56:05,",
    ])
    func whatIsNoTime(_ prefix: String) throws {
        #expect(
            try tables(prefix + "0x79b94638  5  120 Shop.Order\nTotal 5 objects, Total size: 120\n").statistics.first?.rows.isEmpty ?? true)
    }

    /// A line of one sign after the other takes time in proportion to its length.
    @Test(.timeLimit(.minutes(5)), arguments: ["<pre", "<br ", "**", "\\_", "&lt;", "0x1(", "a:\\_", "> "])
    func longLines(_ part: String) throws {
        let line = String(repeating: part, count: 6_000_000 / part.utf8.count)
        #expect(try tables("x" + line + "\n" + line + "\n").tables.isEmpty)
    }

    /// A row whose end was left out may lack what stood there.
    @Test func aRowThatIsTooLong() throws {
        let found = try tables("0x79b94638  5  120 Shop.\(String(repeating: "A", count: 5_000_000))\nTotal 5 objects, Total size: 120\n")
        #expect(found.tables.map(\.isCut) == [true])
    }
}
