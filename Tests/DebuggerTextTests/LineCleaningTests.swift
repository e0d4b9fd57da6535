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

    /// A line of one sign after the other takes time in proportion to its length.
    @Test(.timeLimit(.minutes(5)), arguments: ["<pre", "<br ", "**", "\\_", "&lt;", "0x1(", "a:\\_"])
    func longLines(_ part: String) throws {
        let line = String(repeating: part, count: 6_000_000 / part.utf8.count)
        #expect(try tables("x" + line + "\n").tables.isEmpty)
    }

    /// A row whose end was left out may lack what stood there.
    @Test func aRowThatIsTooLong() throws {
        let found = try tables("0x79b94638  5  120 Shop.\(String(repeating: "A", count: 5_000_000))\nTotal 5 objects, Total size: 120\n")
        #expect(found.tables.map(\.isCut) == [true])
    }
}
