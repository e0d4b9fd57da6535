import RawMemory
import Testing

@testable import DebuggerText

/// Lines that no grammar looks at must be ones with which no table begins.
@Suite struct TableOpeningsTests {
    /// Lines with which a table begins, one for each grammar and form, without a command before them.
    @Test(arguments: [
        "Statistics:", "              MT    Count    TotalSize Class Name", "00007ffc8b0059c0       37         2812 System.String",
        "deadbeef 37 2812 System.String", "0x79b94638  5,286,303   697,441,440 System.String",
        "Statistics for all finalizable objects (including …):",
        "Number of GC Heaps: 1", "sdgeneration 0 starts at 0x227ae8f8", "generation 0:", "Heap 0 (00005596cc8a92b0)",
        "GC Heap Size  0x10(16)", "Loader Heap:", "Total LoaderHeap size: 0x10(16)bytes",
        "LowFrequencyHeap:   7f3f(1000:1000) Size: 0x1000 (4096) bytes.",
        "--- Usage Summary ---------------- RgnCount", "-------------------- Usage SUMMARY --------------------------",
        "| Memory Type            |          Count |         Size |   Size (bytes) |", "SyncBlocks to be cleaned up: 0",
        "generation 0 has 600 finalizable objects (00->00)", "Ready for finalization 400 objects (00->00)", "Generation 0:",
        "          Handle Type                  Object     Size             Data Type", "    Weak Short Handles: 9", "Strong Handles: 1",
        "GC Handle Statistics:", "start    end        module name", "000076BC1DE70000 00F2A000 /usr/lib/a.dll",
        "Assembly:  0000020d59298350 [a]",
        "ThreadCount:      3", " DBG   ID     OSID ThreadOBJ           State", "       ID OSID ThreadOBJ    State",
        "OS Thread Id: 0x4420 (4)",
        "Heap     Gen0       Gen1       Gen2       LOH", " ~~~~ 1b82",
        "(L) 0x00007F44AD0D6BF8 @ 30000 ms every   ------ ms |  00007F44AD0D6BC8 (A) -> B", "STACK 1",
        "7f3398021000-7f339c000000 ---p 00000000 00:00 0", "Address           Kbytes     RSS   Dirty Mode  Mapping",
        "000055c88ddbe000    188K r---- dotnet", "          Heap     Flags   Reserv  Commit  Virt",
        "  TYPE        MINIMUM   MAXIMUM     AVERAGE",
        "    00010000 : 00010000 - 00001000", "        BaseAddress      EndAddress+1        RegionSize     Type",
        "+  23c`08c10000  23c`08c20000  0`00010000 MEM_MAPPED  MEM_COMMIT  PAGE_READWRITE  Heap", "  169,704  GC Heap bytes",
        "   Object Bytes     Count  Type", "          -> 7f33c3000028     System.Object[]", "ebx:Root:19011c5c(Shop.Thread)->",
        "Index         SyncBlock MonitorHeld Recursion", "Using the Portable thread pool.", "Worker Thread: Total: 4 Running: 1",
        "Image path: C:\\dotnet\\coreclr.dll", "Loaded symbol image file: coreclr.dll", "Windows 10 Version 19045 MP (8 procs) Free x64",
        "Loading core dump: /dumps/shop.core ...", ".  0  id: 12c  create  name: Shop.exe", "Press p to pause, r to resume, q to quit.",
        "[System.Runtime]", "System.Runtime:",
    ])
    func whatBeginsATable(_ text: String) {
        let line = TextLine(text)
        #expect(TextTables.grammar(opening: line, TextContext(names: CanonicalNames())) != nil, "no grammar takes it")
        #expect(TableOpenings.mayBegin(line))
    }

    @Test(arguments: [
        "We looked at the heap again after an hour", "缓存 又 长大 了", "    0000023c08c11020 00007ffc10000000       24", "…", "Fields:",
    ])
    func whatDoesNot(_ text: String) {
        let line = TextLine(text)
        #expect(TextTables.grammar(opening: line, TextContext(names: CanonicalNames())) == nil)
    }

    @Test func whatIsPassedOver() {
        for text in ["We looked at the heap again", "0000023c08c11020 00007ffc10000000       24", "缓存 又 长大 了"] {
            #expect(!TableOpenings.mayBegin(TextLine(text)))
        }
    }
}

/// A table that says the same again is a table like any other.
@Suite struct RepeatedTablesTests {
    private static let heap = """
        > dumpheap -stat
        Statistics:
                      MT    Count    TotalSize Class Name
        00007ffc8b0059c0       37         2812 System.String
        Total 37 objects

        """

    @Test func theSameAgain() throws {
        let found = try tables(Self.heap + Self.heap + Self.heap.replacing("37", with: "38") + Self.heap)
        #expect(found.statistics.map(\.totalObjects) == [37, 37, 38, 37] && found.tables.map(\.lines.lowerBound) == [2, 7, 12, 17])
    }
}
