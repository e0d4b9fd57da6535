import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// What a text does not say is unknown, and what is missing in it is said. The numbers are made up.
@Suite struct PrintedDoubtsTests {
    private func snapshot(_ text: String) throws -> Snapshot { try reduced(Array(text.utf8)) }
    private func codes(_ snapshot: Snapshot) -> [String] { snapshot.trust.diagnostics.map(\.code) }
    private func value(_ metric: String, _ snapshot: Snapshot) -> Int128? { Catalog.standard.metric(metric)?.value(snapshot) }

    // MARK: Sums over rows that are missing

    private static let memory = """
        | Memory Type            |          Count |         Size |   Size (bytes) |
        | Stack                  |             41 |     328.00mb |    343,932,000 |
        | GCHeap                 |             12 |      96.00mb |    100,663,000 |
        | [TOTAL]                |             53 |     424.00mb |    444,595,000 |

        """
    private static let stacks = "| Stack                  |             41 |     328.00mb |    343,932,000 |\n"

    @Test func stacksThatWereCutAreNotZero() throws {
        #expect(value("process.thread_stacks", try snapshot(Self.memory)) == 343_932_000)
        let cut = try snapshot(Self.memory.replacing(Self.stacks, with: "...\n"))
        #expect(value("process.thread_stacks", cut) == nil && codes(cut) == ["ledger-cut"])
        // A whole table without such a row has none of it.
        let none = try snapshot(
            Self.memory.replacing(Self.stacks, with: "").replacing(
                "53 |     424.00mb |    444,595,000", with: "12 |      96.00mb |    100,663,000"))
        #expect(value("process.thread_stacks", none) == 0 && none.trust.level == .exact)
    }

    @Test func threadsBesideTheMemoryHideNoStacks() throws {
        let threads = """
            ThreadCount:      1
            DeadThread:       0
             DBG   ID     OSID ThreadOBJ           State GC Mode     GC Alloc Context                  Domain           Count Apt Exception
               0    1     3a51 000055A20C16E310    20020 Preemptive  00007FE981400240:00007FE981402030 000055A20C148B30 -00001 Ukn

            """
        let both = try snapshot(threads + Self.memory)
        #expect(both.table("threads")?.rowCount == 1 && value("process.thread_stacks", both) == 343_932_000)
        #expect(Catalog.standard.metric("process.thread_stacks")?.parts(in: both).map(\.name) == ["ledger.committed", "ledger.owner"])
    }

    // MARK: What the text does not say

    @Test func bytesOfTheQueueThatNoTotalSays() throws {
        let found = try snapshot(
            """
            0:000> !finalizequeue
            generation 0 has 20 finalizable objects (00000224c40aea68->00000224c40b1658)
            Ready for finalization 5 objects (00000224c40b1658->00000224c40b2d98)
            Statistics for all finalizable objects (including all objects ready for finalization):
                          MT    Count    TotalSize Class Name
            00007ffc8ce74078       17          544 Shop.Handle
            Total 25 objects
            """)
        #expect(found.table("finalization")?.sum("count", nil) == 25 && found.notInInput().contains("finalization.bytes"))
        #expect(codes(found) == ["finalization-cut"])
    }

    /// Without a total nobody knows how many objects are queued, so it is not known which are ready.
    @Test func whatIsReadyIsUnknownWithoutATotal() throws {
        let text = """
            0:000> !finalizequeue
            generation 0 has 20 finalizable objects (00000224c40aea68->00000224c40b1658)
            Ready for finalization 15 objects (00000224c40b1658->00000224c40b2d98)
            Statistics for all finalizable objects (including all objects ready for finalization):
                          MT    Count    TotalSize Class Name
            00007ffc8ce74078       30          960 Shop.Handle

            """
        let found = try snapshot(text)
        #expect(found.notInInput().contains("finalization.state") && codes(found) == ["finalization-cut"])
        // The counters of every generation say as much as a total.
        let generations = ["generation 1 has 3", "generation 2 has 2"].map { $0 + " finalizable objects (1->2)\n" }.joined()
        let counted = try snapshot(text.replacing("Ready for", with: generations + "Ready for"))
        #expect(value("process.finalizer_ready", counted) == 15)
    }

    private static let server = """
        Number of GC Heaps: 2
        ------------------------------
        Heap 0 (0000021b5a4e0e20)
        generation 0 starts at 0x0000021b80b51030
        generation 1 starts at 0x0000021b80b51018
        generation 2 starts at 0x0000021b80001000
        ephemeral segment allocation context: none
                 segment             begin         allocated              size
        0000021b80000000  0000021b80001000  0000021b80b51048  0xb50048(11862088)
        Heap Size:               Size: 0xb50048 (11862088) bytes.
        ------------------------------
        Heap 1 (0000021b5a4e8a10)
        generation 0 starts at 0x0000021c80002030
        generation 1 starts at 0x0000021c80002018
        generation 2 starts at 0x0000021c80001000
        ephemeral segment allocation context: none
                 segment             begin         allocated              size
        0000021c80000000  0000021c80001000  0000021c80002048  0x1048(4168)
        Heap Size:               Size: 0x1048 (4168) bytes.
        ------------------------------
        GC Heap Size:            Size: 0xb51090 (11866256) bytes.

        """

    @Test func whatNoHeapHasIsOfNoHeap() throws {
        let whole = try snapshot(Self.server)
        #expect(whole.trust.level == .exact && !whole.notInInput().contains("heaps.heap"))
        let cut = try snapshot(Self.server.replacing("0000021c80000000  0000021c80001000  0000021c80002048  0x1048(4168)", with: "..."))
        let rows: [HeapRow] = try #require(cut.table("heaps")).rows()
        #expect(rows.first { $0.generation == Input.notListed }?.allocated == 4168 && cut.notInInput().contains("heaps.heap"))
        #expect(cut.totals.committed == nil && codes(cut) == ["heaps-cut"])
        // The heaps' own sums are the total where it was cut off.
        let end = try snapshot(Self.server.replacing("GC Heap Size:            Size: 0xb51090 (11866256) bytes.", with: ""))
        #expect(end.trust.level == .exact)
    }

    // MARK: Parts

    @Test(arguments: [
        "-type=Shop", "-type:Shop", "--type Shop", "-mt=7f44046ef988", "-gen 2", "-gen:loh", "-min=100", "-live", "0x1000 0x2000",
    ])
    func optionsThatChoosePartOfTheHeap(_ options: String) throws {
        let found = try snapshot(
            """
            > dumpheap -stat \(options)
            Statistics:
                      MT     Count   TotalSize Class Name
            7f3a10a0b1c0        30         720 Shop.Basket
            Total 30 objects, 720 bytes
            """)
        #expect(codes(found) == ["types-of-a-part"] && found.totals.objects == nil)
    }

    @Test func gapsAloneAreNoHeap() throws {
        let found = try snapshot(
            """
            Statistics:
                          MT    Count    TotalSize Class Name
            000001d7a2f0c3d0       12          800      Free
            Total 12 objects
            """)
        #expect(found.table("types") == nil && found.totals.objects == nil && found.totals.freeBytes == 800)
        #expect(codes(found) == ["types-of-a-part"])
    }

    @Test func severalPartsThatWereCut() throws {
        let found = try snapshot(
            """
            > dumpheap -stat -type Shop
                      MT     Count   TotalSize Class Name
            7f3a10a0b1c0        30         720 Shop.Basket
            Total 40 objects, 900 bytes
            > dumpheap -stat -type Bank
                      MT     Count   TotalSize Class Name
            7f3a10a0b2c0        10         320 Bank.Account
            Total 10 objects, 320 bytes
            """)
        #expect(codes(found) == ["types-cut", "types-of-a-part"])
        #expect(found.trust.diagnostics.first { $0.code == "types-cut" }?.count == 10)
    }

    private static let handles = """
              Handle Type                  Object     Size             Data Type
        00007FF5DAC41178 WeakShort   00007FE9812C7E00       72                  System.Threading.Thread
        00007FF5DAC41358 Strong      00007FE9812C7E00       72                  System.Threading.Thread

        """

    @Test func handlesThatWereCutOrChosen() throws {
        #expect(codes(try snapshot("> gchandles\n" + Self.handles + "...\n")) == ["handles-cut"])
        for option in ["-type Pinned", "--type Pinned", "-type=Pinned", "-kind:Strong"] {
            #expect(
                codes(
                    try snapshot(
                        "> gchandles \(option)\n" + Self.handles + "Handles:\n    Strong Handles:       1\n    Weak Short Handles:   1\n"))
                    == ["handles-of-a-part"], "\(option)")
        }
        let statistics = """
            Statistics:
                          MT    Count    TotalSize Class Name
            00007ff55c092238        3          216 System.Threading.Thread
            Total 3 objects

            """
        // The statistics count a handle that the list lacks.
        let listed = try snapshot("> gchandles\n" + Self.handles + statistics)
        #expect(codes(listed) == ["handles-cut"] && value("process.handles", listed) == 3)
    }

    @Test func aKindOfHandlesThatIsNotKnown() throws {
        let found = try snapshot("> gchandles\n" + Self.handles.replacing("Strong     ", with: "CrossReference"))
        let rows: [HandleRow] = try #require(found.table("handles")).rows()
        #expect(Set(rows.map(\.kind)) == ["weak-short", "cross-reference"])
        let counts = try snapshot("Handles:\n    Strong Handles:       6\n    Weak Native Handles:   2\n")
        #expect(value("process.handles", counts) == 8)
        #expect(throws: InputFailure.self) { try snapshot("Total Handles: 300\n") }
    }

    private static let usage = """
        --- Usage Summary ---------------- RgnCount ----------- Total Size -------- %ofBusy %ofTotal
        Free                                    579     7df9`74541000 ( 125.974 TB)           98.42%
        Heap                                     90        0`40000000 (   1.000 GB)  80.00%    1.58%
        Image                                   972        0`10000000 ( 256.000 MB)  20.00%    0.00%
        --- State Summary ---------------- RgnCount ----------- Total Size -------- %ofBusy %ofTotal
        MEM_COMMIT                             1000        0`30000000 ( 768.000 MB)   0.21%    0.00%
        MEM_RESERVE                              62        0`20000000 ( 512.000 MB)   0.21%    0.00%

        """

    @Test func anAddressSpaceThatWasCut() throws {
        #expect(codes(try snapshot(Self.usage)) == ["memory-committed"])
        let heap = "Heap                                     90        0`40000000 (   1.000 GB)  80.00%    1.58%\n"
        let cut = try snapshot(Self.usage.replacing(heap, with: "...\n"))
        #expect(Set(codes(cut)) == ["memory-committed", "ledger-cut"] && cut.table("ledger")?.sum("reserved", nil) == 0x5000_0000)
        #expect(cut.table("ledger")?.sum("count", nil) == 1062)
        // No total at all proves nothing.
        let usage = String(Self.usage.prefix(while: { $0 != "\n" })) + "\n" + heap
        #expect(codes(try snapshot(usage)) == ["ledger-cut"])
        // What is committed alone is more than the rows have.
        let committed = try snapshot(
            Self.usage.replacing(heap, with: "").replacing("MEM_RESERVE                              62", with: "MEM_OTHER 62"))
        #expect(committed.table("ledger")?.sum("reserved", nil) == 0x3000_0000 && Set(codes(committed)).contains("ledger-cut"))
    }

    @Test func modulesThatACommandChoseOrLists() throws {
        let rows = "start             end                 module name\n00007ff8`10000000 00007ff8`10010000   Shop       (deferred)\n"
        #expect(codes(try snapshot("0:000> lm m Shop*\n" + rows)) == ["modules-of-a-part", "modules-of-a-command"])
        #expect(codes(try snapshot("0:000> lmvm Shop\n" + rows)) == ["modules-of-a-part", "modules-of-a-command"])
        let all = try snapshot("0:000> lm\n" + rows + "\nUnloaded modules:\n00007ff8`20000000 00007ff8`20010000   Old.dll\n")
        #expect(codes(all) == ["modules-of-a-command"] && value("process.modules", all) == 1)
        // No such list says how many modules were made at run time.
        #expect(value("process.dynamic_assemblies", all) == nil)
    }

    @Test func everyBlockOfDumpdomainCounts() throws {
        func block(_ name: String, _ address: String) -> String {
            "Domain \(name): 0000020d2c794430\nLowFrequencyHeap: 0\nAssembly: 0000020d59298350 [C:\\Shop\\\(name).dll]\nModule\n\(address)    C:\\Shop\\\(name).dll\n"
        }
        let prose = String(repeating: "a remark of the debugger\n", count: 20)
        let found = try snapshot("0:000> !dumpdomain\n" + block("Shop", "00007fff8f059798") + prose + block("Bank", "00007fff8f059ab8"))
        let modules: [ModuleRow] = try #require(found.table("modules")).rows()
        #expect(modules.map(\.name).sorted() == ["Bank.dll", "Shop.dll"])
    }

    // MARK: Threads

    private func thread(_ number: String, _ id: Int, _ os: String, state: String = "20020") -> String {
        "\(number)    \(id)     \(os) 000055A20C16E31\(id)    \(state) Preemptive  00007FE981400240:00007FE981402030 000055A20C148B30 -00001 Ukn\n"
    }

    private func list(_ count: Int, dead: Int, _ rows: String) -> String {
        "ThreadCount:      \(count)\nDeadThread:       \(dead)\n DBG   ID     OSID ThreadOBJ           State GC Mode     GC Alloc Context                  Domain           Count Apt Exception\n"
            + rows
    }

    /// lldb knows no number of a thread, so all rows begin with `XXXX`.
    @Test func threadsThatADebuggerDoesNotNumber() throws {
        let rows = thread("XXXX", 1, "3a51") + thread("XXXX", 2, "3a52") + thread("XXXX", 3, "0")
        let found = try snapshot(list(3, dead: 1, rows))
        #expect(found.table("threads")?.rowCount == 2 && codes(found) == ["threads-managed-only"])
        // A thread that has ended may still have its number of the system.
        let ended = try snapshot(list(2, dead: 1, thread("0", 1, "3a51") + thread("XXXX", 2, "3a52", state: "1020820")))
        #expect(ended.table("threads")?.rowCount == 1 && codes(ended) == ["threads-managed-only"])
    }

    @Test func threadsThatHaveEndedAreNotMissing() throws {
        #expect(codes(try snapshot(list(3, dead: 2, thread("0", 1, "3a51")))) == ["threads-managed-only"])
        let cut = try snapshot(list(4, dead: 2, thread("0", 1, "3a51")))
        #expect(cut.trust.diagnostics.first { $0.code == "threads-cut" }?.count == 1)
    }

    private static let stack = """
        OS Thread Id: 0x3a51 (0)
                Child SP               IP Call Site
        00007F441B7FD810 00007f4c676312e1 Shop.Queue.Take(Int32)

        """

    @Test func stacksOfSomeThreads() throws {
        #expect(codes(try snapshot("> clrstack -all\n" + Self.stack)).isEmpty)
        #expect(codes(try snapshot("0:000> ~*e !clrstack\n" + Self.stack)).isEmpty)
        let other = Self.stack.replacing("3a51", with: "3a52")
        #expect(
            codes(try snapshot("0:000> ~0e !clrstack\n" + Self.stack + "0:000> ~1e !clrstack\n" + other)) == ["thread-groups-of-a-part"])
        let threads = list(2, dead: 0, thread("0", 1, "3a51") + thread("1", 2, "3a52"))
        #expect(codes(try snapshot(threads + "> clrstack -all\n" + Self.stack)) == ["thread-groups-cut", "threads-managed-only"])
        #expect(codes(try snapshot(threads + "> clrstack -all\n" + Self.stack + other)) == ["threads-managed-only"])
    }

    // MARK: Marks of a cut

    /// A type may have the words in its name that say elsewhere that lines were left out.
    @Test(arguments: ["Shop.SnippetCache", "Shop.OmittedItems", "Shop.AbbreviatedName"])
    func namesThatSoundLikeACut(_ name: String) throws {
        let found = try snapshot(
            """
            Statistics:
                          MT    Count    TotalSize Class Name
            00007ffb1c2a1a10        1           24 Shop.Clock
            00007ffb1c2a2b20      120         5760 \(name)
            Total 121 objects
            """)
        #expect(found.totals.objects == 121 && found.trust.level == .exact)
    }

    @Test func aCutBeforeTheFirstRow() throws {
        let found = try snapshot("...\n000076BC1DE70000 00F2A000 /usr/share/dotnet/shared/System.Private.CoreLib.dll\n")
        #expect(codes(found).contains("modules-cut"))
    }

    @Test func loaderHeapsWithoutTheirTotal() throws {
        let found = try snapshot(
            """
            Loader Heap:
            System Domain:     00007f44784b2a40
            LowFrequencyHeap:  00007f43fe3f0000(3000:3000) Size: 0x3000 (12288) bytes total.
            Total size:        Size: 0x3000 (12288) bytes total.
            """)
        #expect(codes(found) == ["loader-heaps-cut"])
    }

    @Test func reservationsAreNotCommitted() throws {
        let found = try snapshot(
            """
            | Memory Type            |          Count |         Size |   Size (bytes) |
            | GCHeapReserve          |              1 |     256.00gb | 274,877,906,000 |
            | GCHeap                 |             12 |      96.00mb |    100,663,000 |
            | [TOTAL]                |             13 |     256.10gb | 274,978,569,000 |
            """)
        #expect(found.table("ledger")?.sum("committed", nil) == 100_663_000 && found.trust.level == .exact)
        #expect(found.table("ledger")?.sum("reserved", nil) == 274_978_569_000)
    }
}
