/// A region of the made-up heap.
package struct SyntheticRegion {
    package let generation: HeapGeneration
    /// Its heap_segment.
    package let record: UInt64
    /// Its start, which is a page boundary.
    package let start: UInt64
    /// From the first object to the end of the last.
    package let objects: Range<UInt64>
}

extension SyntheticProcess {
    /// Adds a region to `generation`, after its other regions. `fill` gives the content.
    @discardableResult
    package func region(_ generation: HeapGeneration, _ fill: (inout RegionContents) -> Void = { _ in }) -> SyntheticRegion {
        let isSmall = generation.rawValue <= HeapGeneration.gen2.rawValue
        let reserved: UInt64 = isSmall ? 0x40_0000 : 0x200_0000
        let start = (isSmall ? 0x7F30_0000_0000 : 0x7F34_0000_0000) + UInt64(regions.count) * reserved
        // Frozen segments begin with 8 bytes, regions with a small header.
        let first = start + (generation == .frozen ? 8 : 0x28)
        var contents = RegionContents(process: self, generation: generation, first: first)
        fill(&contents)
        precondition(contents.position - start <= reserved, "a region of 4 or 32 MiB")
        let record = memory.allocate(CLR8.Region.size, in: nativeHeap)
        let region = SyntheticRegion(generation: generation, record: record, start: start, objects: first..<contents.position)
        var bytes = [UInt8](repeating: 0, count: Int(first - start))
        bytes += contents.bytes
        // The header word of an object lies before it, so an empty region has a page too.
        bytes.extend(to: bytes.count + 8)
        bytes.align(4096)
        let committed = start + UInt64(bytes.count)
        _ = memory.area(start, bytes)
        for (value, place) in [
            (contents.position, CLR8.Region.allocated), (committed, CLR8.Region.committed), (start + reserved, CLR8.Region.reserved),
            (contents.position, CLR8.Region.used), (first, CLR8.Region.memory), (generation == .frozen ? 1 : 0, CLR8.Region.flags),
        ] { memory.write(value, at: record + place) }
        regions.append(region)
        return region
    }

    package var gcVariables: UInt64 { library.base + RuntimeLibrary.gcVariablesOffset }

    /// The address of a pointer in GcDacVars.
    package func gcPointer(_ number: Int) -> UInt64 { gcVariables + 24 + UInt64(number) * 8 }

    /// The address of the GC's variable to which this pointer points.
    package func gcStorage(_ number: Int) -> UInt64 {
        let start = library.base + RuntimeLibrary.gcStorageOffset
        switch number {
        case 30: return start + 0xA00
        case 32: return start + 0xB00
        case CLR8.GCVariable.generationTable: return start + 0xC00
        default: return start + UInt64(number) * 0x40
        }
    }

    /// The record of a generation.
    package func generationRecord(_ generation: HeapGeneration) -> UInt64 {
        gcStorage(CLR8.GCVariable.generationTable) + UInt64(generation.rawValue) * CLR8.Generation.size
    }

    func writeCollector(_ memory: inout SyntheticMemory) {
        memory.write(2 as UInt8, at: gcVariables)
        memory.write(1 as UInt8, at: gcVariables + 1)
        memory.write(CLR8.Generation.size, at: gcVariables + 8)
        memory.write(5 as UInt64, at: gcVariables + 16)
        for number in 0..<CLR8.GCVariable.count where !CLR8.GCVariable.null.contains(number) {
            memory.write(gcStorage(number), at: gcPointer(number))
        }
        for (index, offset) in [0, Int32(CLR8.Generation.startSegment), -1].enumerated() {
            memory.write(offset, at: gcStorage(CLR8.GCVariable.generationFieldOffsets) + UInt64(index) * 4)
        }
        writeChains(&memory)
        // The finalization queue is empty: all its limits are at the start of its array.
        let array = finalizeQueue + 0x50
        for index in 0..<9 as Range<UInt64> { memory.write(array, at: finalizeQueue + index * 8) }
        memory.write(finalizeQueue, at: gcStorage(CLR8.GCVariable.finalizeQueue))
    }

    /// Links the regions of each generation. Frozen segments come after those of generation 2. The last region of generation 0 is the
    /// current allocation region: the end in its record is stale, and a variable of the GC has it.
    private func writeChains(_ memory: inout SyntheticMemory) {
        for generation in HeapGeneration.allCases where generation != .frozen {
            var chain = regions.filter { $0.generation == generation }
            if generation == .gen0, let last = chain.last {
                memory.write(last.record, at: gcStorage(CLR8.GCVariable.ephemeralSegment))
                memory.write(last.objects.upperBound, at: gcStorage(CLR8.GCVariable.allocAllocated))
                memory.write(last.objects.lowerBound, at: last.record + CLR8.Region.allocated)
            }
            if generation == .gen2 { chain += regions.filter { $0.generation == .frozen } }
            memory.write(chain[0].record, at: generationRecord(generation) + CLR8.Generation.startSegment)
            for (region, next) in zip(chain, chain.dropFirst()) { memory.write(next.record, at: region.record + CLR8.Region.next) }
        }
    }
}
