import Testing

/// What `diff` and `show` say first of texts, which name no holders and no modules.
@Suite struct TextVerdictsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func heap(_ rows: [(String, Int, Int)], total: Int? = nil) -> String {
        let lines = rows.map { name, count, bytes in "00007ffc8b00\(4096 + name.utf8.count) \(count) \(bytes) \(name)\n" }
        return "0:000> !dumpheap -stat\nStatistics:\n              MT    Count    TotalSize Class Name\n" + lines.joined()
            + "Total \(total ?? rows.reduce(0) { $0 + $1.1 }) objects\n"
    }

    private static func memory(_ kinds: [(String, Int, Int)]) -> String {
        let rows = kinds.map { " | \($0.0) | \($0.1) | 1mb | \($0.2) |\n" }.joined()
        let (count, bytes) = (kinds.reduce(0) { $0 + $1.1 }, kinds.reduce(0) { $0 + $1.2 })
        return
            "> maddress\n +----+\n | Memory Type | Count | Size | Size (bytes) |\n +----+\n\(rows) +----+\n | [TOTAL] | \(count) | 1mb | \(bytes) |\n +----+\n"
    }

    private func diff(_ before: String, _ after: String) throws -> String {
        try folder.write(before, to: "1.txt")
        try folder.write(after, to: "2.txt")
        let run = try Heapdrift.run(["diff", "1.txt", "2.txt", "--no-store", "--exact"], environment: ["COLUMNS": "200"], in: folder.path)
        return run.output
    }

    /// A leak that is small beside the strings that it drags along.
    @Test func ownTypesAreNamed() throws {
        let output = try diff(
            Self.heap([("System.String", 1000, 100_000), ("Shop.Basket", 10, 240)]),
            Self.heap([("System.String", 21_000, 2_100_000), ("Shop.Basket", 10_010, 240_240)]))
        #expect(output.contains("Largest part by bytes: System.String: +20,000 objects, +2,000,000 bytes"), "\(output)")
        #expect(output.contains("Own types that grew: Shop.Basket +10,000 objects, +240,000 bytes."), "\(output)")
    }

    @Test func theFirstBesideStringsAndArraysIsNamed() throws {
        let output = try diff(
            Self.heap([("System.String", 1000, 100_000), ("System.Byte[]", 10, 2400), ("System.Net.Sockets.Socket", 10, 800)]),
            Self.heap([
                ("System.String", 21_000, 2_100_000), ("System.Byte[]", 5010, 802_400), ("System.Net.Sockets.Socket", 5010, 400_800),
            ]))
        #expect(
            output.contains("Without strings and arrays, the largest part: System.Net.Sockets.Socket: +5,000 objects, +400,000 bytes."),
            "\(output)")
        #expect(!output.contains("Own types"), "\(output)")
    }

    /// Private memory of maddress is native memory, whatever the heap does.
    @Test func nativeMemoryThatGrewIsNoSteadyProcess() throws {
        let heap = Self.heap([("Shop.Basket", 10, 240)])
        let rows = [("GCHeap", 4, 20_000_000), ("Image", 10, 8_000_000)]
        let before = Self.memory(rows + [("PAGE_READWRITE", 30, 50_000_000)])
        let output = try diff(heap + before, heap + Self.memory(rows + [("PAGE_READWRITE", 31, 90_000_000)]))
        #expect(output.hasPrefix("the process grew: +40,000,000 bytes of native memory (+80%)."), "\(output)")
        #expect(
            output.contains("Suspect: memory outside of the GC heap: other private memory: PAGE_READWRITE +40,000,000 bytes"), "\(output)")
        #expect(!output.contains("0 ranges"), "\(output)")
        #expect(try diff(heap + before, heap + before).hasPrefix("the process is identical"))
    }

    /// What maddress does not name is none of the runtime's. A kind that heapdrift does not know may be anybody's, so no verdict says that the process is
    /// steady.
    @Test func memoryThatNobodyClaims() throws {
        let rows = [("GCHeap", 4, 20_000_000), ("PAGE_READWRITE", 30, 50_000_000)]
        func grown(_ kind: String) throws -> String {
            try diff(Self.memory(rows + [(kind, 3, 10_000_000)]), Self.memory(rows + [(kind, 3, 910_000_000)]))
        }
        let other = try grown("Other")
        #expect(other.hasPrefix("the process grew: +900,000,000 bytes of native memory"), "\(other)")
        let unknown = try grown("FutureHeap")
        #expect(unknown.hasPrefix("No verdict on the process") && !unknown.contains("steady"), "\(unknown)")
    }

    /// `<unknown>` of `!address` has the GC heap, the runtime and libraries, so nothing is known of each of them.
    @Test func regionsThatAreNotToldApart() throws {
        func regions(_ size: String, _ end: String, _ bytes: String) -> String {
            """
            0:000> !address

                    BaseAddress      EndAddress+1        RegionSize     Type       State                 Protect             Usage
            ------------------------------------------------------------------------------------------------------------------------
            +      23c`00000000      23c`00010000        0`00010000 MEM_MAPPED  MEM_COMMIT  PAGE_READWRITE                     Heap       [ID: 1]
            +      23c`00400000      23c`\(end)        0`\(size) MEM_PRIVATE MEM_COMMIT  PAGE_READWRITE                     <unknown>  [....]
            0:000> !address -summary

            --- Usage Summary ---------------- RgnCount ----------- Total Size -------- %ofBusy %ofTotal
            <unknown>                               1        0`\(size) ( \(bytes) MB)  99.00%    1.00%
            Heap                                    1        0`00010000 (  64.000 kB)   1.00%    0.00%

            """
        }
        let output = try diff(regions("10000000", "10400000", "256.000"), regions("30000000", "30400000", "768.000"))
        #expect(output.hasPrefix("No verdict on the process") && !output.contains("steady"), "\(output)")
        #expect(output.contains("not told apart"), "\(output)")
    }

    /// The largest part is the threads' stacks, and the heap grew too.
    @Test func theHeapIsNotForgottenBesideStacks() throws {
        let output = try diff(
            Self.heap([("Shop.Basket", 1000, 24_000)]) + Self.memory([("Stack", 10, 80_000_000), ("GCHeap", 4, 20_000_000)]),
            Self.heap([("Shop.Basket", 91_000, 2_184_000)]) + Self.memory([("Stack", 14, 112_000_000), ("GCHeap", 4, 20_000_000)]))
        #expect(output.contains("Largest part by bytes: threads' stacks: +4 ranges, +32,000,000 bytes"), "\(output)")
        #expect(output.contains("Of the heap, the largest part by bytes: Shop.Basket: +90,000 objects, +2,160,000 bytes"), "\(output)")
    }

    /// The first table lacks 700 objects, so 8,300 of the 9,000 are new whatever these are. Sums over what two cut tables list are no totals.
    @Test func whatACutTableCannotHaveHad() throws {
        let output = try diff(
            Self.heap([("Shop.Basket", 100, 2400), ("Shop.Cart", 200, 48_000)], total: 1000),
            Self.heap([("Shop.Basket", 20_000, 480_000), ("Shop.Receipt", 9000, 960_000), ("Shop.Till", 600, 9600)], total: 40_000))
        #expect(output.contains("Of the types that both list, Shop.Basket grew most: +19,900 objects, +477,600 bytes."), "\(output)")
        #expect(output.replacing("\n", with: " ").contains("Not listed before, at least 8,300 more each: Shop.Receipt."), "\(output)")
        #expect(output.contains("total listed") && !output.contains("Shop.Till."), "\(output)")
        let lines = output.split(separator: "\n").map(String.init)
        #expect(lines.contains { $0.hasPrefix("Shop.Cart ") && $0.contains("?") }, "\(output)")
    }

    /// `gcroot` names who keeps the largest type alive.
    @Test func whoKeepsItAlive() throws {
        try folder.write(
            Self.heap([("Shop.Basket", 10_000, 240_000), ("System.String", 10, 800)]) + """
                0:000> !gcroot 08ef8a48
                HandleTable:
                    00a513ec (pinned handle)
                    -> 036d34c8 System.Object[]
                    -> 08f799c0 Shop.Catalogue
                    -> 08f799d0 System.Collections.Generic.List`1[[Shop.Basket, Shop]]
                    -> 08ef8a48 Shop.Basket

                Found 1 unique roots (run '!GCRoot -all' to see all roots).
                0:000> !syncblk
                Index SyncBlock MonitorHeld Recursion Owning Thread Info  SyncBlock Owner
                   12 00f33204            9         1 00e69230 4634  11   02ced908 Shop.Till
                -----------------------------
                Total           13
                CCW             0
                RCW             0
                ComClassFactory 0
                Free            2
                """, to: "one.txt")
        let run = try Heapdrift.run(["show", "one.txt", "--no-store"], environment: ["COLUMNS": "200"], in: folder.path)
        #expect(run.output.contains("Shop.Catalogue keeps an object of Shop.Basket alive: 1 path leads to it (pinned handle)."), "\(run)")
        #expect(run.output.contains("4 threads wait for locks that others hold: the lock of a Shop.Till."), "\(run)")
    }

    /// Objects of a list whose heading and command nobody copied are a part of a heap.
    @Test func theEndOfAListIsNoHeap() throws {
        try folder.write(
            """
            00000236cbc4b540 00007ffc8b0059c0       24
            00000236cbc4b558 00007ffc8b0059c0       24
            Statistics:
                          MT    Count    TotalSize Class Name
            00007ffc8b0059c0        2           48 Shop.Basket
            Total 2 objects

            """, to: "end.txt")
        let run = try Heapdrift.run(["show", "end.txt", "--no-store"], environment: ["COLUMNS": "200"], in: folder.path)
        #expect(run.output.contains("of the objects that the text lists") && run.output.contains("partial"), "\(run)")
    }
}
