import DebuggerText
import Testing

/// `eeheap` in its forms. The numbers are made up.
@Suite struct HeapsTests {
    @Test func ofNETFramework2WithTwoHeaps() throws {
        let table = try #require(
            try tables(
                """
                0:000> !eeheap -gc
                Number of GC Heaps: 2
                ------------------------------
                Heap 0 (001aa470)
                generation 0 starts at 0x02d90500
                generation 1 starts at 0x02d90100
                generation 2 starts at 0x02d90038
                ephemeral segment allocation context: none
                 segment    begin allocated     size
                02d90000 02d90038  02d91038 0x00001000(4096)
                Large object heap starts at 0x0ad90038
                 segment    begin allocated     size
                0ad90000 0ad90038  0ad90048 0x00000010(16)
                Heap Size  0x1010(4112)
                ------------------------------
                Heap 1 (001ab438)
                generation 0 starts at 0x06d90038
                generation 1 starts at 0x06d90038
                generation 2 starts at 0x06d90038
                ephemeral segment allocation context: none
                 segment    begin allocated     size
                06d90000 06d90038  06d90138 0x00000100(256)
                Heap Size  0x100(256)
                ------------------------------
                GC Heap Size  0x1110(4368)
                """
            ).gcHeaps.first)
        #expect(table.heapCount == 2 && table.heaps == [0, 1] && table.allocated == 4368 && table.committed == nil && !table.hasRegions)
        #expect(
            table.segments.map { "\($0.heap) \($0.generation) \($0.allocated)" } == [
                "0 gen2 200", "0 gen1 1024", "0 gen0 2872", "0 loh 16", "1 gen1 0", "1 gen0 256",
            ])
        #expect(table.allocatedOfHeaps == [0: 4112, 1: 256])
    }

    @Test func ofRegions() throws {
        let table = try #require(
            try tables(
                """
                DATAS = 1
                ========================================
                Number of GC Heaps: 1
                ----------------------------------------
                Small object heap
                         segment            begin        allocated        committed allocated size    committed size
                generation 0:
                    7f01cf47fde8     7f0254c00028     7f0254c00fe8     7f0254c01000 0xfc0 (4032)      0x1000 (4096)
                generation 1:
                    7f01cf47fea0     7f0255000028     7f0255000028     7f0255001000                   0x1000 (4096)
                NonGC heap
                         segment            begin        allocated        committed allocated size    committed size
                    5596cc8c34f0     7f4264600008     7f4264600018     7f4264610000 0x10 (16)         0x10000 (65536)
                Large object heap
                         segment            begin        allocated        committed allocated size    committed size
                    7f01cf47f600     7f0252000028     7f0252000028     7f0252001000                   0x1000 (4096)
                ------------------------------
                GC Allocated Heap Size:    Size: 0xfd0 (4048) bytes.
                GC Committed Heap Size:    Size: 0x13000 (77824) bytes.
                """
            ).gcHeaps.first)
        #expect(table.hasRegions && table.allocated == 4048 && table.committed == 77824)
        #expect(
            table.segments.map { "\($0.generation) \($0.allocated) \($0.committed ?? 0)" } == [
                "gen0 4032 4096", "gen1 0 4096", "frozen 16 65536", "loh 0 4096",
            ])
    }

    @Test func aSegmentThatContradictsItselfIsRejected() throws {
        let found = try tables(
            """
            Number of GC Heaps: 1
            generation 0 starts at 0x02d90500
             segment    begin allocated     size
            02d90000 02d90038  02d91038 0x00001000(4097)
            02d90000 02d90038  02d91038 0x00002000(8192)
            02d90000 02d91038  02d90038 0x00001000(4096)
            GC Heap Size  0x1000(4096)
            """)
        #expect(found.tables.map(\.rejected) == [3] && found.gcHeaps.first?.segments == [])
    }

    @Test func loaderHeapsOfBothForms() throws {
        let old = try #require(
            try tables(
                """
                !eeheap –loader,
                Domain 2: fbd98
                LowFrequencyHeap: 03ba0000(2000:2000) 03d80000(10000:f000) Size: 0x11000(69632)bytes.
                Wasted: 0x1000(4096)bytes.
                HighFrequencyHeap: 03ba2000(8000:8000) 等等 1ee30000(10000:3000) Size: 0x7a9000(8032256)bytes.
                Virtual Call Stub Heap:
                IndcellHeap: Size: 0x0(0)bytes.
                Total size: 0x7ba000(8101888)bytes
                Module Thunk heaps:
                Module 699aa000: Size: 0x0(0)bytes.
                Total size: 0x0(0)bytes
                --------------------------------------
                Total LoaderHeap size: 0x7bb000(8105984)bytes
                """
            ).loaderHeaps.first)
        #expect(old.total == 8_105_984 && old.sumOfParts == 8_101_888)
        #expect(old.heaps.map(\.kind) == ["low-frequency", "high-frequency", "indirection-cell"])
        #expect(
            old.heaps[0].committed == 69632 && old.heaps[0].wasted == 4096 && old.heaps[0].reserved == 0x12000 && old.heaps[0].blocks == 2)
        #expect(old.heaps[1].committed == 8_032_256 && old.heaps[1].reserved == nil)

        let new = try #require(
            try tables(
                """
                Loader Heap:
                ----------------------------------------
                System Domain:        7f447979a8c0
                LoaderAllocator:      7f447979a8c0
                LowFrequencyHeap:     7f4406ce0000(10000:c000) Size: 0xc000 (49152) bytes total, 0x1000 (4096) bytes wasted.
                Total size:           Size: 0xc000 (49152) bytes total, 0x1000 (4096) bytes wasted.
                ----------------------------------------
                Domain 1:             5558fbe901d0
                LoaderAllocator:      5558fbe901d0
                No unique loader heaps found.
                ----------------------------------------
                JIT Manager:          5558fbe936c0
                LoaderCodeHeap:       7f4400020000(80000:36000) Size: 0x36000 (221184) bytes total.
                Total size:           Size: 0x36000 (221184) bytes total.
                ----------------------------------------
                """
            ).loaderHeaps.first)
        #expect(new.sumOfParts == 270_336 && new.total == nil)
        #expect(new.heaps.map(\.kind) == ["low-frequency", "jit-code"] && new.heaps[0].wasted == 4096)
    }
}
