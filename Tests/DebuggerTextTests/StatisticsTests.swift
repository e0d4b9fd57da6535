import DebuggerText
import Testing

/// `dumpheap -stat` in its forms. The numbers are made up.
@Suite struct StatisticsTests {
    private static let old = """
        0:000> !dumpheap -stat
        Statistics:
                      MT    Count    TotalSize Class Name
        00007ffb1c2a1a10        1           24 Shop.Clock
        00007ffb1c2a2b20      120         5760 System.Collections.Generic.List`1[[Shop.Order, Shop]]
        000001d7a2f0c3d0       12          800      Free
        00007ffb1c2a3c30     3000       120000 System.String
        Total 3133 objects
        """

    @Test func ofSOSInCPlusPlus() throws {
        let found = try tables(Self.old)
        let table = try #require(found.statistics.first)
        #expect(found.tables.count == 1 && table.scope == .heap && table.totalObjects == 3133 && table.totalBytes == nil)
        #expect(table.rows.map(\.name) == ["Shop.Clock", "System.Collections.Generic.List<Shop.Order>", "Free", "System.String"])
        #expect(table.rows.map(\.count) == [1, 120, 12, 3000] && table.rows.map(\.bytes) == [24, 5760, 800, 120_000])
        #expect(found.tables[0].lines == 2...8 && found.tables[0].rejected == 0 && !found.tables[0].isCut)
        #expect(found.tables[0].command?.name == "dumpheap")
    }

    @Test(arguments: [",", ".", "'", "\u{A0}", "\u{202F}", "\u{2019}"])
    func ofSOSInCSharpInAnyCulture(_ separator: String) throws {
        let text = """
            > dumpheap -stat
            Statistics:
                      MT     Count   TotalSize Class Name
            7f3a10a0b1c0     1,154      27,696 Shop.Basket
            7f3a10a0b2d0 1,000,001  64,000,064 System.EventHandler<Shop.OrderArgs>
            Total 1,001,155 objects, 64,027,760 bytes

            """
        // Only separators between digits are replaced: those of the last line's two numbers have a space behind them.
        var bytes = ""
        let given = Array(text)
        for (place, letter) in given.enumerated() {
            let isBetween = letter == "," && place > 0 && given[place - 1].isNumber && given[place + 1].isNumber
            bytes += isBetween ? separator : String(letter)
        }
        let table = try #require(try tables(bytes).statistics.first)
        #expect(table.rows.map(\.count) == [1154, 1_000_001] && table.rows.map(\.bytes) == [27_696, 64_000_064])
        #expect(table.totalObjects == 1_001_155 && table.totalBytes == 64_027_760)
    }

    /// The same table as it comes through pages, consoles and other encodings.
    @Test func wrappings() throws {
        let plain = try #require(try tables(Self.old).statistics.first)
        let lines = Self.old.split(separator: "\n").map(String.init)
        let html = "<pre>" + Self.old.replacing("<", with: "&lt;").replacing(">", with: "&gt;") + "</pre>"
        var wrapped: [String] = [lines.joined(separator: "\r\n"), lines.joined(separator: "\n\n"), html, "\u{FEFF}" + Self.old]
        wrapped.append("```\n" + Self.old + "\n```\n")
        wrapped.append("看一下堆:\n" + Self.old + "\n可以看到,String 最多。\n")
        let changes: [(Int, String) -> String] = [
            { "    " + $1 }, { "\u{1B}[32m" + $1 + "\u{1B}[0m" }, { "\($0 + 1). " + $1 }, { "**" + $1 + "**" },
            { $1.split(separator: " ").joined(separator: " ") },
        ]
        for change in changes { wrapped.append(lines.enumerated().map { change($0.offset, $0.element) }.joined(separator: "\n")) }
        for text in wrapped { #expect(try tables(text).statistics == [plain], "\(text.prefix(60))") }
        var little: [UInt8] = [0xFF, 0xFE]
        var big: [UInt8] = [0xFE, 0xFF]
        for unit in Self.old.utf16 {
            little += [UInt8(unit & 0xFF), UInt8(unit >> 8)]
            big += [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        }
        #expect(try tables(little).statistics == [plain])
        #expect(try tables(big).statistics == [plain])
        #expect(try tables(Array(little.dropFirst(2))).statistics == [plain])
    }

    @Test func rowsWithoutAHeading() throws {
        let table = try #require(
            try tables(
                """
                ...
                7c1e0a40      576        59904 Shop.Method
                7c1e0b50   200000      4800000 Shop.Customer
                Total 428516 objects
                """
            ).statistics.first)
        #expect(table.rows.count == 2 && table.totalObjects == 428_516)
    }

    @Test func aCutIsNoted() throws {
        let found = try tables(
            Self.old.replacing("00007ffb1c2a2b20      120         5760 System.Collections.Generic.List`1[[Shop.Order, Shop]]", with: "…"))
        #expect(found.tables.map(\.isCut) == [true])
        #expect(found.statistics.first?.rows.count == 3)
    }

    @Test(arguments: [
        ("!dumpheap -stat -type Shop", StatisticsTable.Scope.partOfHeap("-type shop")), ("!dumpheap -stat -live", .partOfHeap("-live")),
        ("!sos dumpheap -mt 7f44046ef988", .partOfHeap("-mt 7f44046ef988")), ("!dumpheap -stat", .heap), ("!sos.DumpHeap -stat", .heap),
        ("!gchandles -stat", .handles), ("!finalizequeue", .finalizable),
    ])
    func theCommandSaysOfWhatTheyAre(_ command: String, _ scope: StatisticsTable.Scope) throws {
        let text = Self.old.replacing("!dumpheap -stat", with: command)
        #expect(try tables(text).statistics.map(\.scope) == [scope])
    }

    @Test func aListOfObjectsIsNotTheHeap() throws {
        let text = """
                     Address               MT           Size
                7f419d0810c0     712345678901             64 Free
                7f419d081100     7f44046ef988             64

            Statistics:
                      MT Count TotalSize Class Name
            7f44046ef988     1        64 Shop.Order
            Total 1 objects, 64 bytes
            """
        #expect(try tables(text).statistics.map(\.scope) == [.partOfHeap("listed objects")])
    }

    @Test func numbersThatCannotBeAreCounted() throws {
        let text = Self.old.replacing("     3000       120000", with: "     3000       1" + String(repeating: "0", count: 30))
            .replacing("        1           24 Shop", with: " 99999999999999999999999           24 Shop")
        let found = try tables(text)
        #expect(found.tables.map(\.rejected) == [2])
        #expect(found.statistics.first?.rows.count == 2)
    }

    @Test func addressesThatCannotBeAreNoRows() throws {
        #expect(try tables("12345678901234567890        1           24 Shop.Clock\n").tables.isEmpty)
    }

    @Test func remarksBetweenRowsAreSkipped() throws {
        let text = Self.old.replacing(
            "000001d7a2f0c3d0", with: "*** WARNING: Unable to verify timestamp for shop.dll\n★ 注意\n000001d7a2f0c3d0")
        let found = try tables(text)
        #expect(found.statistics == (try tables(Self.old)).statistics)
        #expect(found.linesSkipped == 3)
    }

    /// A console breaks a row at its width.
    @Test(arguments: [
        ("Shop.Map`2+E\nntry[[System.Int32, mscorlib],[Shop.Order, Shop]][]", "Shop.Map<System.Int32, Shop.Order>+Entry[]"),
        ("Shop.Map`2+Entry[[System.Int32, mscorlib],\n[Shop.Order, Shop]][]", "Shop.Map<System.Int32, Shop.Order>+Entry[]"),
        ("Shop.Map`2+Entry[[System.Int32, mscorlib],[Shop.Order, Shop]]\n[]", "Shop.Map<System.Int32, Shop.Order>+Entry[]"),
        ("Shop.Map`2+E\nntry[[System.Int32,\nmscorlib],[Shop.Order, Shop]][]", "Shop.Map<System.Int32, Shop.Order>+Entry[]"),
        ("Shop.Map<System.Int32,\nShop.Order>+Entry[]", "Shop.Map<System.Int32, Shop.Order>+Entry[]"),
        ("Shop.Map<System.In\nt32>", "Shop.Map<System.Int32>"), ("Shop.Map`1\nsee the list [1]", "Shop.Map"),
        ("Shop.Order\nand more", "Shop.Order"),
        ("Shop.Order   ← <b>\nand [more]", "Shop.Order"),
    ])
    func namesOfSeveralLines(_ printed: String, _ name: String) throws {
        let found = try tables("\(Self.heading)00007ffa2c11c3d0       40         2240 \(printed)\nTotal 40 objects\n").statistics
        #expect(found.map { $0.rows.map(\.name) } == [[name]] && found.first?.totalObjects == 40 && found.first?.cutNames == 0)
    }

    @Test(arguments: ["Shop.Map`2[[System.Int32, mscorlib],[Sh", "Shop.Map<System.Int32, \nand so on, as above"])
    func namesWithoutTheirEnds(_ printed: String) throws {
        let next = "00007ffa8ae11b90     2600       145600 System.String\n"
        let found = try tables("\(Self.heading)00007ffa2c11c3d0       40         2240 \(printed)\n\(next)Total 2640 objects\n").statistics
        #expect(found.first?.rows.map(\.count) == [40, 2600] && found.first?.cutNames == 1)
        let end = try tables("\(Self.heading)00007ffa2c11c3d0       40         2240 \(printed)\n").statistics
        #expect(end.map(\.cutNames) == [1])
    }

    private static let heading = "0:000> !dumpheap -stat\nStatistics:\n              MT    Count    TotalSize Class Name\n"

    /// Nothing in a text stops the reading, wherever it ends.
    @Test func anyEndIsRead() throws {
        let bytes = Array(Self.old.utf8)
        for end in bytes.indices { _ = try tables(Array(bytes[..<end])) }
    }
}
