import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Several moments in one text, and what is none. The numbers are made up.
@Suite struct TextPartsTests {
    private func parts(_ text: String) throws -> [Snapshot] {
        try writtenToFile(Array(text.utf8)) { path in
            let progress = WorkProgress()
            var options = ReductionOptions()
            options.splitsTexts = true
            return try Inputs(path, options, progress).map { try $0.opened.get().reduce(options, progress).snapshot }
        }
    }

    private func snapshot(_ text: String) throws -> Snapshot { try reduced(Array(text.utf8)) }

    private static func queue(_ command: String, _ count: Int) -> String {
        """
        0:000> !\(command) -stat
        Generation 0:
        Count Total Size Type
        ---------------------------------
        \(count) \(count * 40) Shop.Bitmap
        \(count) objects, \(count * 40) bytes
        TOTAL: \(count) objects, \(count * 40) bytes

        """
    }

    private static func heap(_ count: Int) -> String {
        """
        > dumpheap -stat
        Statistics:
                  MT     Count   TotalSize Class Name
        7f3a10a0b1c0       \(count)      \(count * 24) Shop.Basket
        Total \(count) objects, \(count * 24) bytes

        """
    }

    private static func modules(_ name: String) -> String { "> clrmodules\n000076BC1DE70000 00F2A000 /srv/app/\(name).dll\n" }

    @Test func theQueueTwiceIsOneQueue() throws {
        let found = try snapshot(Self.queue("finq", 30) + Self.queue("finq", 30) + Self.queue("frq", 7))
        #expect(Catalog.standard.metric("process.finalizable")?.value(found) == 30)
        #expect(Catalog.standard.metric("process.finalizer_ready")?.value(found) == 7 && found.trust.level == .exact)
        // One of the two lists says nothing of the other.
        let alone = try snapshot(Self.queue("finq", 30))
        #expect(Catalog.standard.metric("process.finalizer_ready")?.value(alone) == nil)
    }

    @Test func chosenPartsAreOfOneMoment() throws {
        let all = """
            > finalizequeue
            Statistics for all finalizable objects (including all objects ready for finalization):
                      MT     Count   TotalSize Class Name
            7f3a10a0b1c0        30         720 Shop.Bitmap
            Total 30 objects, 720 bytes

            """
        let ready = all.replacing("finalizequeue", with: "finalizequeue -allready").replacing(
            "        30         720", with: "        4         96"
        )
        .replacing("Total 30 objects, 720", with: "Total 4 objects, 96")
        #expect(try snapshot(all + ready).table("finalization")?.sum("count", nil) == 30)
        func handles(_ kind: String, _ count: Int) -> String {
            "> gchandles -stat -type \(kind)\nStatistics:\n      MT     Count   TotalSize Class Name\n7f3a10a0b1c0  \(count)   720 Shop.Bitmap\nTotal \(count) objects\nHandles:\n    \(kind) Handles:       \(count)\n"
        }
        let found = try snapshot(handles("Pinned", 5) + handles("Strong", 9))
        #expect(found.trust.diagnostics.map(\.code) == ["handles-of-a-part"])
    }

    @Test func aTableThatIsQuotedAgain() throws {
        let usage = """
            --- Usage Summary ---------------- RgnCount ----------- Total Size -------- %ofBusy %ofTotal
            Heap                                     90        0`40000000 (   1.000 GB)  80.00%    1.58%
            Image                                   972        0`10000000 ( 256.000 MB)  20.00%    0.00%
            --- State Summary ---------------- RgnCount ----------- Total Size -------- %ofBusy %ofTotal
            MEM_COMMIT                             1000        0`30000000 ( 768.000 MB)   0.21%    0.00%
            MEM_RESERVE                              62        0`20000000 ( 512.000 MB)   0.21%    0.00%

            """
        let again = usage.split(separator: "\n").prefix(2).joined(separator: "\n")
        let found = try snapshot(usage + "Look at the heap again:\n" + again + "\n")
        #expect(found.table("ledger")?.rowCount == 2 && found.trust.level == .exact)
    }

    /// What repeats the tables of a moment belongs to the next one, also before the table that differs.
    @Test func theFirstTablesOfAMomentBelongToIt() throws {
        let found = try parts(Self.modules("Shop") + Self.heap(30) + Self.modules("Shop") + Self.heap(60))
        #expect(found.map { $0.totals.objects } == [30, 60] && found.allSatisfy { $0.table("modules") != nil })
    }

    @Test func aMomentThatIsShownAgain() throws {
        let found = try parts(Self.heap(30) + Self.heap(60) + Self.heap(30) + Self.modules("Shop"))
        #expect(found.map { $0.totals.objects } == [30, 60] && found.map { $0.table("modules") != nil } == [true, false])
    }

    /// A number behind a packed text names one of its snapshots too.
    @Test func partsOfAPackedText() throws {
        try writtenToFile(gzip(Array((Self.heap(30) + Self.heap(60)).utf8))) { path in
            let progress = WorkProgress()
            var options = ReductionOptions()
            for (part, objects) in [UInt64(30), 60].enumerated() {
                let input = try Inputs.only("\(path)/\(part + 1)", options, progress)
                #expect(input.path == "\(path)/\(part + 1)")
                #expect(try input.reduce(options, progress).snapshot.totals.objects == objects)
            }
            #expect(throws: InputFailure.self) { try Inputs.only("\(path)/3", options, progress) }
            #expect(throws: InputFailure.self) { try Inputs.only("\(path)/a", options, progress) }
            options.splitsTexts = true
            #expect(try Inputs.dumps(in: path, options, progress) == ["\(path)/1", "\(path)/2"])
        }
    }

    /// As gzip stores bytes without compressing them.
    private func gzip(_ bytes: [UInt8]) -> [UInt8] {
        func little(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        let count = UInt32(bytes.count)
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1] + little(count, 2) + little(~count & 0xFFFF, 2) + bytes + little(~crc, 4)
            + little(count, 4)
    }
}
