import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// The loader's heaps as SOS in C# prints them, which has no total of all. The numbers are made up.
@Suite struct PrintedLoaderHeapsTests {
    private static let domains = """
        Loader Heap:
        ----------------------------------------
        System Domain:        7fbfca69a030
        LoaderAllocator:      7fbfca69b070
        StubHeap:             7fbf4b05d000(3000:1000) Size: 0x1000 (4096) bytes total.
        IndirectionCellHeap:  7fbf4b060000(6000:0) Size:  bytes total.
        Total size:           Size: 0x1000 (4096) bytes total.
        ----------------------------------------
        Domain 1:             5581e2d5f1a0
        LoaderAllocator:      5581e2d0e4a0
        No unique loader heaps found.
        ----------------------------------------

        """
    private static let code = """
        JIT Manager:          5581e2d3a6d0
        LoaderCodeHeap:       7fbf4be30000(80000:6000) Size: 0x6000 (24576) bytes total.
        HostCodeHeap:         7fbf4bf30000(1000:1000) Size: 0x1000 (4096) bytes total.
        Total size:           Size: 0x7000 (28672) bytes total.
        ----------------------------------------

        """
    private static let collector = """

        DATAS = 1
        ========================================
        Number of GC Heaps: 1
        ----------------------------------------
        Small object heap
                 segment            begin        allocated        committed allocated size  committed size
        generation 0:
            7f01cf480b90     7f0259800028     7f02598060a0     7f0259811000 0x6078 (24696)  0x11000 (69632)
        ------------------------------
        GC Allocated Heap Size:    Size: 0x6078 (24696) bytes.
        GC Committed Heap Size:    Size: 0x11000 (69632) bytes.

        Total bytes consumed by CLR: 0x19000 (102400)

        """

    private func heaps(_ snapshot: Snapshot) throws -> [String] {
        let rows: [LoaderHeapRow] = try #require(snapshot.table("loader_heaps")).rows()
        return rows.map { "\($0.kind)|\($0.heaps)|\($0.committed)|\($0.reserved)" }
    }

    private func codes(_ snapshot: Snapshot) -> [String] { snapshot.trust.diagnostics.map(\.code) }

    /// SOS in C# prints a sum of 0 as nothing.
    @Test func aHeapOfWhichNothingIsCommitted() throws {
        let found = try reduced(Array(("> eeheap -loader\n" + Self.domains + Self.code).utf8))
        #expect(
            try Set(heaps(found)) == [
                "stub|1|4096|12288", "indirection-cell|1|0|24576", "jit-code|1|24576|524288", "dynamic-code|1|4096|4096",
            ])
        #expect(codes(found).isEmpty && found.trust.level == .exact)
        let none = try reduced(
            Array(
                ("> eeheap -loader\n"
                    + Self.domains.replacing("7fbf4b05d000(3000:1000) Size: 0x1000 (4096)", with: "7fbf4b05d000(3000:0) Size: ")
                    .replacing("Size: 0x1000 (4096)", with: "Size: ") + Self.code).utf8))
        #expect(none.table("loader_heaps")?.sum("committed", nil) == 28672 && codes(none).isEmpty)
    }

    /// The code is the last part in .NET Core, and each part has its sum.
    @Test(arguments: ["> eeheap -loader\n" + domains + code, "> eeheap\n" + domains + code + collector, domains + code + collector])
    func aWholeList(_ text: String) throws {
        let whole = try reduced(Array(text.utf8))
        #expect(codes(whole).isEmpty && whole.trust.level == .exact && whole.table("loader_heaps")?.sum("committed", nil) == 32768)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for count in 1..<lines.count {
            let part: Snapshot
            do { part = try reduced(Array(lines[..<count].joined(separator: "\n").utf8)) } catch is InputFailure { continue }
            let isWhole = part.table("loader_heaps")?.sum("committed", nil) == 32768 && lines[..<count].contains { $0.contains("0x7000") }
            #expect(
                isWhole || part.table("loader_heaps") == nil || part.trust.level(ofSection: "loader_heaps") == .partial, "\(count) lines")
        }
    }

    @Test func aPartThatIsMissing() throws {
        // The sum with the collector's heaps says it.
        let cut = try reduced(Array(("> eeheap\n" + Self.code + Self.collector).utf8))
        #expect(codes(cut) == ["loader-heaps-cut"])
        #expect(try heaps(cut).contains("(not listed)|0|4096|0"))
        // In .NET Framework the heaps of the modules follow the code.
        let framework = Self.domains.replacing("Domain 1:     ", with: "Shared Domain:")
        #expect(try codes(reduced(Array(("> eeheap -loader\n" + framework + Self.code).utf8))) == ["loader-heaps-cut"])
        let modules = "----------------------------------------\nModule Thunk heaps:\nTotal size:           Size:  bytes total.\n"
        #expect(try codes(reduced(Array(("> eeheap -loader\n" + framework + Self.code + modules).utf8))).isEmpty)
        // Whose bytes they are is unknown without the heaps of the collector.
        let sum = "========================================\n\nTotal bytes consumed by CLR: 0x9000 (36864)\n"
        let alone = try reduced(Array(("> eeheap\n" + Self.domains + Self.code + sum).utf8))
        #expect(alone.table("loader_heaps")?.sum("committed", nil) == 32768)
    }

    @Test func theCollectorOfAList() throws {
        let one = Self.collector.replacing("Small object heap", with: "Heap 0 (00005596cc8a92b0)\nSmall object heap")
        #expect(try reduced(Array(one.utf8)).capture.gc == .init(server: true, heaps: 1, regions: true))
        #expect(try reduced(Array(Self.collector.utf8)).capture.gc == .init(server: false, heaps: 1, regions: true))
        let begun = try reduced(Array((Self.domains + Self.code + Self.collector.replacing("Heaps: 1", with: "Heaps: 4")).utf8))
        #expect(begun.capture.gc?.server == true)
    }

    /// What `eeversion` says stands where `eeheap` does not: regions came with .NET 7.
    @Test func theCollectorOfTheVersion() throws {
        let loader = "> eeheap -loader\n" + Self.domains + Self.code
        func collector(_ version: String, _ rest: String) throws -> Capture.CollectorKind? {
            try reduced(Array(("> eeversion\n\(version)\n\(rest)").utf8)).capture.gc
        }
        #expect(try collector("6.0.1322.58009", "Server mode with 4 gc heaps\n" + loader) == .init(server: true, heaps: 4, regions: false))
        #expect(try collector("6.0.1322.58009", "Workstation mode\n" + loader) == .init(server: false, heaps: 1, regions: false))
        #expect(try collector("8.0.424.16909", "Server mode with 4 gc heaps\n" + loader) == nil)
        let cut = Self.collector.replacing("Number of GC Heaps: 1\n", with: "")
        #expect(try collector("8.0.424.16909", "Server mode with 4 gc heaps\n" + cut) == .init(server: true, heaps: 4, regions: true))
        // The list says it itself.
        #expect(try collector("8.0.424.16909", "Server mode with 4 gc heaps\n" + Self.collector)?.heaps == 1)
    }
}
