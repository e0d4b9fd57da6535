import FoundationEssentials
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Sections from the tables beside `dumpheap`. The numbers are made up.
@Suite struct PrintedSectionsTests {
    private func snapshot(_ text: String, _ options: ReductionOptions = ReductionOptions()) throws -> Snapshot {
        try reduced(Array(text.utf8), options)
    }

    private func codes(_ snapshot: Snapshot) -> [String] { snapshot.trust.diagnostics.map(\.code) }

    private static let memory = """
         | Memory Type            |          Count |         Size |   Size (bytes) |
         | Stack                  |            788 |       6.28gb |  6,743,269,000 |
         | GCHeap                 |             48 |     688.98mb |    722,448,000 |
         | LowFrequencyHeap       |            259 |      18.31mb |     19,202,000 |
         | PAGE_READWRITE         |             30 |     180.22mb |    188,977,000 |
         | [TOTAL]                |          1,125 |       7.34gb |  7,673,896,000 |

        """

    @Test func theLedgerOfMaddress() throws {
        let found = try snapshot(Self.memory)
        let rows: [LedgerRow] = try #require(found.table("ledger")).rows()
        #expect(
            Set(rows.map { "\($0.kind)|\($0.owner)|\($0.committed)|\($0.count)" }) == [
                "threads' stacks|stacks|6743269000|788", "gc heap|gc heap|722448000|48", "loader heap: low-frequency|runtime|19202000|259",
                "other private memory: PAGE_READWRITE|native|188977000|30",
            ])
        #expect(found.trust.level == .exact && found.notInInput().contains("ledger.touched"))
        // The stacks' bytes are those of the process, though the text lists no threads.
        #expect(Catalog.standard.metric("process.thread_stacks")?.value(found) == 6_743_269_000)
        #expect(Catalog.standard.metric("process.threads")?.value(found) == nil)
    }

    @Test func rowsOfTheLedgerThatWereCut() throws {
        let found = try snapshot(
            Self.memory.replacing("         | GCHeap                 |             48 |     688.98mb |    722,448,000 |", with: "...")
                .replacing(" | GCHeap                 |             48 |     688.98mb |    722,448,000 |", with: " ..."))
        let rows: [LedgerRow] = try #require(found.table("ledger")).rows()
        #expect(rows.first { $0.kind == Input.notListed }.map { [$0.committed, $0.count] } == [722_448_000, 48])
        #expect(codes(found) == ["ledger-cut"])
    }

    /// Two types of as many objects as a number can say, and half of all are ready.
    @Test func aQueueThatNoProcessHas() throws {
        let found = try snapshot(
            """
            SyncBlocks to be cleaned up: 0
            Ready for finalization 9223372036854775808 objects (00000224c40b1658->00000224c40b2d98)
            Statistics for all finalizable objects (including all objects ready for finalization):
                          MT    Count    TotalSize Class Name
            00007ffc8b0059c0 18446744073709551615 18446744073709551615 Shop.Order
            00007ffc8b0059c8 18446744073709551615 18446744073709551615 Shop.Cart
            Total 18446744073709551615 objects

            """)
        let rows: [FinalizationRow] = try #require(found.table("finalization")).rows()
        // Of each type as many are ready as there are more objects of it than queued ones.
        let (half, rest) = (UInt64(1) << 63, UInt64(1) << 63 - 1)
        #expect(
            Set(rows.map { "\($0.type)|\($0.state)|\($0.count)|\($0.bytes)" }) == [
                "Shop.Order|ready|\(half)|\(half)", "Shop.Order|queued|\(rest)|\(rest)", "Shop.Cart|ready|\(half)|\(half)",
                "Shop.Cart|queued|\(rest)|\(rest)",
            ])
        #expect(rows.count == 4)
    }

    @Test func sizesThatNoProcessHas() throws {
        let found = try snapshot(
            """
            --- Usage Summary ---------------- RgnCount ----------- Total Size -------- %ofBusy %ofTotal
            <unknown>                               869 ffffffff`f409b600 (  16.000 EB) 100.00%  100.00%
            Image                                  1117        0`0b565a00 ( 181.397 MB)   0.00%    0.00%
            --- State Summary ---------------- RgnCount ----------- Total Size -------- %ofBusy %ofTotal
                                                    808 ffffffff`018de000 (  16.000 EB) 100.00%  100.00%
            MEM_COMMIT                             1178        0`fdd23000 (   3.966 GB)   0.00%    0.00%
            """)
        #expect(codes(found) == ["memory-committed", "ledger-impossible"])
        #expect(found.trust.diagnostics.first?.bytes == 0xFDD2_3000)
        #expect(found.table("ledger")?.sum("reserved", nil) == 0xFDD2_3000)
    }

    private static let queue = """
        generation 0 has 600 finalizable objects (00000224c40aea68->00000224c40b1658)
        generation 1 has 0 finalizable objects (00000224c40aea50->00000224c40aea68)
        generation 2 has 0 finalizable objects (00000224c40aea50->00000224c40aea50)
        Ready for finalization 400 objects (00000224c40b1658->00000224c40b2d98)
        Statistics for all finalizable objects (including all objects ready for finalization):
                      MT    Count    TotalSize Class Name
        00007ffc8ce74078       10          320 Shop.Handle
        00007ffc310c5af8      990        23760 Shop.Image
        Total 1000 objects

        """

    /// Of 990 objects at least 390 are ready, because only 600 are not. The 10 others that are ready may be of either type.
    @Test func whatIsSurelyReady() throws {
        let found = try snapshot(Self.queue)
        let rows: [FinalizationRow] = try #require(found.table("finalization")).rows()
        #expect(
            Set(rows.map { "\($0.type) \($0.state) \($0.count)" }) == [
                "Shop.Image ready 390", "Shop.Image queued 590", "(types not told apart) ready 10", "(types not told apart) queued 10",
            ])
        #expect(rows.reduce(0) { $0 + $1.count } == 1000 && rows.reduce(0) { $0 + $1.bytes } == 24_080)
        #expect(Catalog.standard.metric("process.finalizer_ready")?.value(found) == 400)
        let none = try snapshot(Self.queue.replacing("Ready for finalization 400", with: "Ready for finalization 0"))
        let queued: [FinalizationRow] = try #require(none.table("finalization")).rows()
        #expect(Set(queued.map { "\($0.type) \($0.state) \($0.count)" }) == ["Shop.Image queued 990", "Shop.Handle queued 10"])
        let unknown = try snapshot(Self.queue.replacing("Ready for finalization 400 objects", with: "★"))
        #expect(Catalog.standard.metric("process.finalizer_ready")?.value(unknown) == nil)
        #expect(unknown.notInInput().contains("finalization.state"))
    }

    @Test func handlesByKind() throws {
        let found = try snapshot("Handles:\n    Strong Handles:       660\n    Pinned Handles:        1\n")
        #expect(Catalog.standard.metric("process.handles.strong")?.value(found) == 660)
        #expect(found.notInInput().contains("handles.type") && found.trust.level == .exact)
    }

    @Test func threadsAndTheirGroups() throws {
        let found = try snapshot(
            """
            ThreadCount:      3
            DeadThread:       1
                   ID OSID ThreadOBJ    State GC Mode     GC Alloc Context  Domain   Count Apt Exception
               4    1 4420 05db3d78   1028220 Preemptive  00000000:00000000 04e8e548 0     Ukn
              22    2 c3ac 05dc9200     2b220 Preemptive  00000000:00000000 04e8e548 0     MTA (Finalizer)
            XXXX    3    0 05e0f738   102a220 Preemptive  00000000:00000000 04e8e548 0     MTA (Threadpool Worker)
            OS Thread Id: 0x4420 (4)
            Child SP       IP Call Site
            0013f2a0 77a10001 [HelperMethodFrame: 0013f2a0] System.Threading.Monitor.Wait(System.Object)
            0013f2c0 00e10010 Shop.Queue.MainLoop()
            OS Thread Id: 0xc3ac (22)
            Child SP       IP Call Site
            """)
        let threads: [ThreadRow] = try #require(found.table("threads")).rows()
        #expect(
            threads.map(\.osID) == [0x4420, 0xC3AC] && threads.map(\.state) == ["thread pool worker, background", "finalizer, background"])
        #expect(threads.map(\.signature) == ["Shop.Queue.MainLoop", "(finalizer)"])
        let groups: [ThreadGroupRow] = try #require(found.table("thread_groups")).rows()
        #expect(Set(groups.map { "\($0.signature) \($0.count)" }) == ["Shop.Queue.MainLoop 1", "(finalizer) 1"])
        #expect(codes(found) == ["threads-managed-only"])
    }

    @Test func modulesMadeAtRunTime() throws {
        let found = try snapshot(
            """
            0:000> !dumpdomain
            Domain 1: 0000020d2c794430
            Assembly: 0000020d59298350 [k3vbd2bg, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null]
            Module
            00007fff8f0a5af8 k3vbd2bg, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null
            Assembly: 0000020d59298360 [51buoqnx, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null]
            Module
            00007fff8f0a5af9 51buoqnx, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null
            0:000> !dumpmodule -mt 00007fff8f0a5af8
            Name: k3vbd2bg, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null
            Attributes: PEFile
            Types defined in this module
            MT TypeDef Name
            ------------------------------------------------------------------------------
            00007fff8f0a1938 0x02000002 Microsoft.Xml.Serialization.GeneratedAssembly.Contract
            """)
        let groups: [ModuleGroupRow] = try #require(found.table("module_groups")).rows()
        #expect(groups.map { "\($0.pattern) \($0.made) \($0.maker)" } == ["* 2 XmlSerializer"])
        #expect(Catalog.standard.metric("process.dynamic_assemblies")?.value(found) == 2)
    }

    // MARK: Several snapshots in one text

    @Test func aTextOfTwoMoments() throws {
        let text =
            Self.memory
            + Self.memory.replacing("788", with: "766").replacing("6,743,269,000", with: "1,518,571,000")
            .replacing("1,125", with: "1,103").replacing("7,673,896,000", with: "2,449,198,000")
        try writtenToFile(Array(text.utf8)) { path in
            let progress = WorkProgress()
            var options = ReductionOptions()
            do {
                _ = try Inputs.only(path, options, progress)
                Issue.record("two tables")
            } catch let failure as InputFailure { #expect(failure.code == .tableTwice) }
            options.splitsTexts = true
            #expect(try Inputs.dumps(in: path, options, progress) == ["\(path)/1", "\(path)/2"])
            let inputs = try Inputs(path, options, progress).map { try $0.opened.get() }
            #expect(inputs.map(\.path) == ["\(path)/1", "\(path)/2"] && Set(inputs.map(\.fingerprint)).count == 2)
            options.splitsTexts = false
            for (place, bytes) in [UInt64(6_743_269_000), 1_518_571_000].enumerated() {
                let input = try Inputs.only("\(path)/\(place + 1)", options, progress)
                let rows: [LedgerRow] = try #require(try input.reduce(options, progress).snapshot.table("ledger")).rows()
                #expect(rows.first { $0.owner == LedgerRow.stacks }?.committed == bytes && input.fingerprint == inputs[place].fingerprint)
            }
            do {
                _ = try Inputs.only("\(path)/3", options, progress)
                Issue.record("a third part")
            } catch let failure as InputFailure { #expect(failure.code == .noSuchMember) }
        }
    }
}
