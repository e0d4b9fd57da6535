import Testing

@testable import DebuggerText

/// The tables about the process and the runtime beside the heap. The numbers are made up.
@Suite struct ProcessTablesTests {
    private func contents(_ text: String) throws -> [TableContent] { try tables(text).tables.map(\.content) }

    @Test func theAddressSpaceInTheLaterForm() throws {
        let found = try contents(
            """
            0:000> !address -summary
            --- Usage Summary ---------------- RgnCount ----------- Total Size -------- %ofBusy %ofTotal
            Free                                    579     7df9`74541000 ( 125.974 TB)           98.42%
            <unknown>                               912      0`7c9dc000 (   1.947 GB)  99.99%    1.58%
            ★ a remark
            Image                                   972        0`06a01000 ( 106.004 MB)   0.00%    0.00%

            --- State Summary ---------------- RgnCount ----------- Total Size -------- %ofBusy %ofTotal
            MEM_COMMIT 1831 1`1b0b9000 ( 4.423 GB) 0.21% 0.00%
            --- Protect Summary (for commit) - RgnCount ----------- Total Size -------- %ofBusy %ofTotal
            PAGE_READWRITE | PAGE_GUARD              38        0`00074000 ( 464.000 kB)   0.00%    0.00%
            --- Largest Region by Usage ----------- Base Address -------- Region Size ----------
            Image                                  7f44`7390c000        0`013d2000 (  19.820 MB)
            """)
        guard case .addressSummary(let summary) = try #require(found.first) else { throw TestFailure() }
        #expect(found.count == 1 && summary.usage.map(\.name) == ["Free", "<unknown>", "Image"])
        #expect(summary.usage.map(\.count) == [579, 912, 972] && summary.usage[2].bytes == 0x6A0_1000)
        #expect(summary.state("MEM_COMMIT")?.bytes == 0x1_1B0B_9000 && summary.protections.map(\.name) == ["PAGE_READWRITE | PAGE_GUARD"])
    }

    @Test func theAddressSpaceInTheOlderForm() throws {
        let found = try tables(
            """
            -------------------- Usage SUMMARY --------------------------
            TotSize ( KB) Pct(Tots) Pct(Busy) Usage
            89b8000 ( 141024) : 06.72% 43.69% : RegionUsageIsVAD
            4791000 (   73285) : 03.49%    22.70%   : RegionUsageHeap
            Tot: 7fff0000 (2097088 KB) Busy: 13b3c000 (322800 KB)
            -------------------- State SUMMARY --------------------------
            TotSize ( KB) Pct(Tots) Usage
            ee99000 ( 244324) : 11.65% : MEM_COMMIT
            """)
        guard case .addressSummary(let summary) = try #require(found.tables.first?.content) else { throw TestFailure() }
        #expect(summary.usage == [.init(name: "RegionUsageIsVAD", count: nil, bytes: 0x89B_8000)])
        // 73,284 KB would be right.
        #expect(found.tables[0].rejected == 1 && summary.state("MEM_COMMIT")?.bytes == 0xEE9_9000)
    }

    @Test func maddress() throws {
        let found = try contents(
            """
            | Memory Kind            |        StartAddr |        EndAddr-1 |         Size | Type        | State       | Protect        | Image |
            | Stack                  |     7f42d256e000 |     7f42d2d6e000 |       8.00mb | MEM_PRIVATE | MEM_COMMIT  | PAGE_READWRITE |       |
            ...
             +-------------------------------------------------------------------------+
             | Memory Type            |          Count |         Size |   Size (bytes) |
             +-------------------------------------------------------------------------+
             | Stack                  |            788 |       6.28gb |  6,743,269,000 |
             | PAGE_READWRITE         |             30 |     180.22mb |    188,977,000 |
             +-------------------------------------------------------------------------+
             | [TOTAL]                |            818 |       6.46gb |  6,932,246,000 |
             +-------------------------------------------------------------------------+
            """)
        guard case .memoryKinds(let kinds) = try #require(found.first) else { throw TestFailure() }
        #expect(kinds.rows.map(\.name) == ["Stack", "PAGE_READWRITE"] && kinds.rows.map(\.count) == [788, 30])
        #expect(kinds.total?.bytes == 6_932_246_000 && kinds.rows.reduce(0) { $0 + $1.bytes } == 6_932_246_000)
    }

    @Test func finalizequeueOfTwoHeaps() throws {
        let found = try contents(
            """
            SyncBlocks to be cleaned up: 0
            ----------------------------------
            Heap 0
            generation 0 has 3 objects (5596cc968ef0->5596cc968ef8)
            generation 1 has 392 objects (5596cc9682b0->5596cc968ef0)
            Ready for finalization 7 objects (5596cc968ef8->5596cc968f28)
            ------------------------------
            Heap 1
            generation 0 has 1 finalizable objects (7f4254002300->7f4254002308)
            Ready for finalization 1 objects (7f4254002300->7f4254002308)
            ------------------------------
            Statistics for all finalizable objects (including all objects ready for finalization):
                     Address               MT           Size
                7f0254808d30     7f426852ebe8            184

            Statistics:
                      MT Count TotalSize Class Name
            7f426852ebe8   404    74,336 Shop.Image
            Total 404 objects, 74,336 bytes
            """)
        guard found.count == 2, case .finalization(let counts) = found[0], case .statistics(let table) = found[1] else {
            throw TestFailure()
        }
        #expect(counts.queued == [4, 392, nil] && counts.ready == 8)
        #expect(table.scope == .finalizable && table.rows.map(\.count) == [404])
    }

    @Test func finqOfSOSEX() throws {
        let found = try contents(
            """
            0:000> !finq -stat
            Generation 0:
            Count Total Size Type
            ----------------------------------------------------------------------------------
            54 2160 System.Drawing.Bitmap
            54 objects 2 160 bytes
            Generation 1:
            4 1536 System.Net.Sockets.Socket AwaitableSocketAsyncEventArgs
            4 objects 1 536 bytes
            TOTAL: 58 objects, 3,696 bytes
            """)
        guard case .queuedTypes(let table) = try #require(found.first) else { throw TestFailure() }
        #expect(table.rows.map(\.generation) == [0, 1] && table.rows.map(\.count) == [54, 4])
        #expect(
            table.totalObjects == 58 && table.totalBytes == 3696
                && table.rows[1].name == "System.Net.Sockets.Socket+AwaitableSocketAsyncEventArgs")
    }

    @Test func handles() throws {
        let found = try contents(
            """
            > gchandles
                      Handle Type                  Object     Size             Data Type
            00007FF5DAC41178 WeakShort   00007FE9812C7E00       72                  System.Threading.Thread
            00007FF5DAC41358 Strong      00007FE9812C7E00       72                  System.Threading.Thread
            00007FF5DAC41360 Strong      00007FE9812C7D78       72                  System.Threading.Thread
            00007FF5DAC41F10 WeakInterio 00007FE9812C87D8       40 00007FE9A2E4CD48 System.RuntimeType

            Statistics:
                          MT    Count    TotalSize Class Name
            00007ff55c092238        3          216 System.Threading.Thread
            Total 3 objects

            Handles:
                Strong Handles:       2
                Weak Short Handles:   1   ← a remark
                Weak Interior Pointer 1
            """)
        let tables = found.compactMap { if case .handles(let table) = $0 { table } else { nil } }
        #expect(
            tables.map(\.listed).first == [
                .init(kind: "weak-short", type: "System.Threading.Thread"): 1, .init(kind: "strong", type: "System.Threading.Thread"): 2,
                .init(kind: "weak-interior", type: "System.RuntimeType"): 1,
            ])
        #expect(tables.last?.counts == ["strong": 2, "weak-short": 1, "weak-interior": 1])
        #expect(found.contains { if case .statistics(let table) = $0 { table.scope == .handles } else { false } })
    }

    @Test func modules() throws {
        let list = try contents(
            """
            000076BC1DE70000 00F2A000 /usr/share/dotnet/shared/System.Private.CoreLib.dll
            000076BC989B1000 00001600 /srv/app/My Shop.dll
            """)
        guard case .modules(let table) = try #require(list.first) else { throw TestFailure() }
        #expect(table.modules.map(\.name) == ["/usr/share/dotnet/shared/System.Private.CoreLib.dll", "/srv/app/My Shop.dll"])
        #expect(table.modules.map(\.size) == [0xF2A000, 0x1600])
        let domain = try contents(
            """
            0:000> !dumpdomain
            --------------------------------------
            Domain 1: 0000020d2c794430
            Assembly: 0000020d59298350 [mr4vbdbg, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null]
            ClassLoader: 0000020D579778E0
            Module
            00007fff8f0a5af8 mr4vbdbg, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null
            Assembly: 0000020d5751b040 [C:\\Shop\\Shop.dll]
              Module Name
            00007fff8f059798    C:\\Shop\\Shop.dll
            """)
        guard case .modules(let table) = try #require(domain.first) else { throw TestFailure() }
        #expect(table.modules.map(\.name) == ["mr4vbdbg", "C:\\Shop\\Shop.dll"] && table.modules.map(\.isDynamic) == [true, false])
    }

    @Test func threads() throws {
        let found = try contents(
            """
            ThreadCount:      4
            UnstartedThread:  0
            BackgroundThread: 2
            PendingThread:    0
            DeadThread:       1
            Hosted Runtime:   no
                                                                                                                    Lock
             DBG   ID     OSID ThreadOBJ           State GC Mode     GC Alloc Context                  Domain           Count Apt Exception
               0    1     2f52 000055A20C16E310    20020 Preemptive  00007FE981400240:00007FE981402030 000055A20C148B30 -00001 Ukn System.InvalidOperationException 00007f39ed2340f0
               5    2     2f57 000055A20C170BF0    21220 Preemptive  0000000000000000:0000000000000000 000055A20C148B30 -00001 Ukn (Finalizer)
            XXXX    4        0 00007F39E0001C10  1031820 Preemptive  0000000000000000:0000000000000000 0000000001FDF8F0 0     Ukn (Threadpool Worker)
            """)
        guard case .threads(let table) = try #require(found.first) else { throw TestFailure() }
        #expect(
            table.count == 4 && table.dead == 1 && table.rows.map(\.osID) == [0x2F52, 0x2F57, 0]
                && table.rows.map(\.isGone) == [false, false, true])
        #expect(
            table.rows.map(\.exception) == ["System.InvalidOperationException", "", ""]
                && table.rows.map(\.role) == ["", "Finalizer", "Threadpool Worker"])
    }

    @Test func stacks() throws {
        let found = try contents(
            """
            0:000> ~*e !clrstack
            OS Thread Id: 0x1b82 (225)
                    Child SP               IP Call Site
            00007F441B7FD660 00007f4cdbb69ad8 [HelperMethodFrame_1OBJ: 00007f441b7fd660] System.Threading.Monitor.ObjWait(Int32, System.Object)
            00007F441B7FD810 00007f4c676312e1 Shop.Queue.Take[[System.__Canon, System.Private.CoreLib]](Int32) [/_/src/Queue.cs @ 1330]
            00007F441B7FDCF0 00007f4cdb1e3aa7 [DebuggerU2MCatchHandlerFrame: 00007f441b7fdcf0]
            OS Thread Id: 0x1b83 (226)
            Unable to walk the managed stack. The current thread is likely not a
            managed thread.
            000076BC1DE70000 00F2A000 /usr/share/dotnet/shared/System.Private.CoreLib.dll
            """)
        guard case .stacks(let table) = try #require(found.first) else { throw TestFailure() }
        #expect(
            table.threads.map(\.osID) == [0x1B82, 0x1B83]
                && table.threads[0].frames == ["System.Threading.Monitor.ObjWait", "Shop.Queue.Take"])
        #expect(table.threads[1].frames.isEmpty && found.count == 2)
    }

    @Test(arguments: [
        ("MEM_COMMIT占用了4.384G,接下来", "4.384 GB", UInt64(4_706_747_285)), ("we see MEM_COMMIT=512 MB here", "512 MB", 536_346_624),
    ])
    func committedMemoryInProse(_ text: String, _ written: String, _ low: UInt64) throws {
        guard case .committed(let mention) = try #require(try contents(text).first) else { throw TestFailure() }
        #expect(mention.written == written && mention.bytes.lowerBound == low)
    }

    @Test(arguments: [
        "MEM_COMMIT", "MEM_COMMIT and MEM_RESERVE together are 322M", "MEM_COMMIT 4.3 things", "MEM_COMMIT 99999999999999999G",
        "MEM_COMMIT: 0.0G",
    ])
    func proseThatSaysNothingOfIt(_ text: String) throws { #expect(try contents(text).isEmpty) }
}

struct TestFailure: Error {}
