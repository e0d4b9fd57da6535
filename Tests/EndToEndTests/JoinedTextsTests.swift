import Testing

/// Texts of a debugger: several as one snapshot, what each line became, and files that are said to be texts.
@Suite struct JoinedTextsTests {
    private let folder: TemporaryFolder

    private static let types = """
        > dumpheap -stat
        Statistics:
                  MT     Count   TotalSize Class Name
        7f3a10a0b1c0     1,000      24,000 Shop.Basket
        7f3a10a0b1c8     1,000,000,000,000,000,000,000,000      24,000 Shop.Cart
        7f3a10a0b2d0   100,000   6,400,000 System.EventHandler<Shop.OrderArgs>
        Total 101,000 objects, 6,424,000 bytes

        """
    private static let threads = """
        The customer says that it hangs.
        > clrthreads
        ThreadCount:      2
        UnstartedThread:  0
        BackgroundThread: 1
        PendingThread:    0
        DeadThread:       0
        Hosted Runtime:   no
                                                                                                                    Lock
         DBG   ID     OSID ThreadOBJ           State GC Mode     GC Alloc Context                  Domain           Count Apt Exception
           0    1     3a01 000055D0C0F5E0D0    20020 Preemptive  00007F06E0012345:00007F06E0012FD0 000055D0C0F4C9E0 -00001 Ukn
           5    2     3a05 000055D0C0F7A8E0    21220 Preemptive  0000000000000000:0000000000000000 000055D0C0F4C9E0 -00001 Ukn (Finalizer)

        """

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Array(Self.types.utf8), to: "heap.txt")
        try folder.write(Array(Self.threads.utf8), to: "threads.txt")
    }

    private func shell(_ script: String) throws -> Heapdrift.Run {
        try Heapdrift.shell(script, environment: ["HEAPDRIFT_STORE": folder["s.db"], "COLUMNS": "160"], in: folder.path)
    }

    @Test func severalTextsMakeOneSnapshot() throws {
        let made = try shell("$H snap heap.txt threads.txt --as-one --series shop --at 2026-08-01T10:00")
        #expect(made.code == 0 && made.output.contains("1 taken."), "\(made)")
        let shown = try shell("$H show shop --exact")
        #expect(shown.output.contains("101,000 objects, 6,424,000 bytes"), "\(shown)")
        #expect(shown.output.contains("threads") && shown.output.contains("2026-08-01T10:00:00Z"), "\(shown)")
        // The same files are known.
        #expect(try shell("$H snap heap.txt threads.txt --as-one --series shop").errors.contains("is known as @1"))
    }

    /// Prose has no table.
    @Test func aTextWithoutATableIsPassedOver() throws {
        try folder.write(Array("I looked at it all night.\n".utf8), to: "notes.txt")
        let made = try shell("$H snap heap.txt notes.txt --as-one")
        #expect(made.code == 0 && made.said.contains("'notes.txt': holds no table that is read"), "\(made)")
        #expect(made.output.contains("heap.txt and another text"), "\(made)")
        #expect(try shell("$H snap notes.txt notes.txt --as-one").code == 3)
    }

    /// Both tables were cut, so that nothing is known of the heap; what both list is certain.
    @Test func theTypeThatGrewIsNamedThoughTheTablesWereCut() throws {
        func table(_ baskets: Int, _ carts: Int) -> [UInt8] {
            Array(
                """
                > dumpheap -stat
                Statistics:
                          MT     Count   TotalSize Class Name
                ...
                7f3a10a0b1c0     \(baskets)      \(baskets * 24) Shop.Basket
                7f3a10a0b1c8     \(carts)      \(carts * 200) Shop.Cart

                """.utf8)
        }
        try folder.write(table(20_000, 5000), to: "1.txt")
        try folder.write(table(10_000, 9000), to: "2.txt")
        let compared = try shell("$H diff 1.txt 2.txt")
        #expect(
            compared.output.hasPrefix("No verdict on the process: heap read only in part in before and after. Of the types"), "\(compared)")
        #expect(compared.words.contains("Shop.Cart grew most: +4,000 objects, +800 kB."), "\(compared)")
        #expect(!(try shell("$H diff 2.txt 1.txt")).words.contains("Shop.Cart grew most"))
        try folder.write(
            Array(String(decoding: table(10_000, 9000), as: UTF8.self).replacing("Shop.Basket", with: "Shop.Line").utf8), to: "3.txt")
        let other = try shell("$H diff 1.txt 3.txt")
        #expect(!other.output.contains(" new") && !other.output.contains(" gone") && other.output.contains(" ?"), "\(other)")
    }

    /// Nearly all handles of a process that leaks them are of one kind.
    @Test func theHandlesThatAreLeakedAreNamed() throws {
        let text = "Handles:\n    Strong Handles:       1,660\n    Pinned Handles:       2\n    Weak Short Handles:   13\n"
        try folder.write(Array(text.utf8), to: "handles.txt")
        let shown = try shell("$H show handles.txt --exact")
        #expect(shown.words.contains("1,660 of 1,675 GC handles are strong: each keeps an object until it is freed."), "\(shown)")
        try folder.write(Array(text.replacing("1,660", with: "66").utf8), to: "few.txt")
        #expect(!(try shell("$H show few.txt")).words.contains("handles are strong"))
    }

    @Test func twoMomentsAreNotOne() throws {
        try folder.write(Array(Self.types.replacing("100,000", with: "100,009").utf8), to: "later.txt")
        let made = try shell("$H snap heap.txt threads.txt later.txt --as-one")
        #expect(made.code == 3, "\(made)")
        #expect(
            made.said.contains("the whole table of `dumpheap -stat` twice, in line 2 of heap.txt and in line 2 of later.txt"), "\(made)")
        #expect(!made.said.contains("--split"))
    }

    @Test func aDumpIsNoText() throws {
        let made = try shell("$H snap heap.txt \(Fixtures.root)/Tests/Fixtures/eventhandlers-0.core.zst --as-one")
        #expect(made.code == 3 && made.said.contains("this is an ELF file; it is a snapshot of its own"), "\(made)")
    }

    /// What is wrong is said by file and line.
    @Test func eachLineIsCounted() throws {
        let alone = try shell("$H show heap.txt trust --rows --json").output.filter { !$0.isWhitespace }
        #expect(alone.contains(#""rows":[["dumpheap",2,7,5,1,null],["(notable)",null,null,null,null,1]]"#), "\(alone)")
        #expect(try shell("$H snap threads.txt heap.txt --as-one").code == 0)
        let trust = try shell("$H show @2 trust")
        #expect(trust.words.contains("from line 2 of heap.txt on cannot be read"), "\(trust)")
        let rows = try shell("$H show @2 trust --rows")
        #expect(rows.output.contains("clrthreads") && rows.output.contains("dumpheap"), "\(rows)")
        #expect(try shell("$H show heap.txt types --rows").code == 2)
        let dump = try shell("$H show \(Fixtures.root)/Tests/Fixtures/eventhandlers-0.core.zst trust --rows")
        #expect(dump.code == 4 && dump.said.contains("lines are counted of texts"), "\(dump)")
        #expect(try shell("$H show \(Fixtures.root)/Tests/Fixtures/eventhandlers-0.core.zst trust").code == 0)
    }

    /// A log with a control character in its first line is no text by its content.
    @Test func whatAFileIsCanBeSaid() throws {
        try folder.write([0, 1, 2, 10] + Array(Self.types.utf8), to: "log")
        #expect(try shell("$H show log").code == 3)
        let read = try shell("$H show log --from text --exact")
        #expect(read.code == 0 && read.output.contains("101,000 objects"), "\(read)")
        for kind in ["core", "minidump", "gcdump"] {
            let refused = try shell("$H show heap.txt --from \(kind)")
            #expect(refused.code == 3 && refused.said.contains("as --from says, and found a text file"), "\(refused)")
        }
        let core = "\(Fixtures.root)/Tests/Fixtures/eventhandlers-0.core.zst"
        #expect(try shell("$H show \(core) --from core").code == 0)
        for kind in ["text", "minidump"] {
            let refused = try shell("$H show \(core) --from \(kind)")
            #expect(refused.code == 3, "\(refused)")
        }
        #expect(try shell("cat heap.txt | $H snap - --from text").code == 0)
    }
}

extension Heapdrift.Run {
    /// Standard error without its line breaks.
    fileprivate var said: String { errors.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
