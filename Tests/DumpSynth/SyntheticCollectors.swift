/// Other collectors than the workstation GC with regions. Regions that are declared with `region` are rearranged in the finished memory.
extension SyntheticProcess {
    /// Server GC. Each list has the regions of a heap. `more` are entries of the array of heaps after those in use, as with DATAS.
    package func serverHeaps(_ heaps: [[SyntheticRegion]], more: [UInt64] = []) {
        let offsets = library.base + RuntimeLibrary.gcStorageOffset + 0x1D00
        // Offsets in a heap: end of allocated memory, ephemeral segment, generations.
        for (index, offset) in [(0, 0x40), (1, 0x48), (2, 0x50), (12, -1), (18, 0x100)] as [(UInt64, Int32)] {
            poke(offset, at: offsets + index * 4)
        }
        poke(offsets, at: gcPointer(27))
        let array = allocate((heaps.count + more.count) * 8)
        for (number, regions) in heaps.enumerated() {
            let heap = allocate(0x100 + Int(CLR8.Generation.size) * 5)
            poke(heap, at: array + UInt64(number) * 8)
            poke(finalizeQueue, at: heap + 0x50)
            serverHeapAddresses.append(heap)
            for generation in HeapGeneration.allCases where generation != .frozen {
                let chain = regions.filter { $0.generation == generation }
                let record = heap + 0x100 + UInt64(generation.rawValue) * CLR8.Generation.size
                poke(chain.first?.record ?? 0, at: record + CLR8.Generation.startSegment)
                for (place, region) in chain.enumerated() {
                    poke(place + 1 < chain.count ? chain[place + 1].record : 0, at: region.record + CLR8.Region.next)
                }
                if generation == .gen0, let last = chain.last {
                    poke(last.objects.upperBound, at: heap + 0x40)
                    poke(last.record, at: heap + 0x48)
                }
            }
        }
        handleTables(heaps.map { _ in [] })
        for (place, other) in more.enumerated() { poke(other, at: array + UInt64(heaps.count + place) * 8) }
        for (number, value) in [(CLR8.GCVariable.heapCount, UInt64(heaps.count)), (CLR8.GCVariable.heaps, array)] {
            let variable = library.base + RuntimeLibrary.gcStorageOffset + 0x1C00 + UInt64(number) * 8
            poke(variable, at: gcPointer(number))
            poke(value, at: variable)
        }
    }

    /// A place among the collector's variables that none of them has.
    package var unusedVariable: UInt64 { library.base + RuntimeLibrary.gcStorageOffset + 0x1900 }

    /// Gives the heaps of the server GC these finalization queues, by heap.
    package func finalizeQueues(_ queues: [UInt64]) {
        poke(0x50 as Int32, at: library.base + RuntimeLibrary.gcStorageOffset + 0x1D00 + 2 * 4)
        for (heap, queue) in zip(serverHeapAddresses, queues) { poke(queue, at: heap + 0x50) }
    }

    /// The workstation GC's records of what the last collection of each generation left: generations 0 to 2, LOH, POH; how often each was
    /// collected, and the number of the last collection that did.
    package func collectionRecords(left: [UInt64], counts: [UInt64] = [], clocks: [UInt64] = []) {
        let table = library.base + RuntimeLibrary.gcStorageOffset + 0x1200
        for (number, bytes) in left.enumerated() {
            let record = table + UInt64(number) * 168
            poke(bytes, at: record + 80)
            if number < counts.count { poke(counts[number], at: record + 88) }
            if number < clocks.count { poke(clocks[number], at: record + 120) }
            poke(262_144 as UInt64, at: record + 152)
            poke(library.vtable + UInt64(number) * 56, at: record + 160)
        }
    }

    /// A GC with segments. `segment` (of generation 2) is the ephemeral one. Generation 1 begins at `gen1` and generation 0 at `gen0`.
    package func segments(ephemeral segment: SyntheticRegion, gen1: UInt64, gen0: UInt64) {
        for generation in [HeapGeneration.gen0, .gen1] {
            poke(segment.record, at: generationRecord(generation) + CLR8.Generation.startSegment)
            poke(generation == .gen0 ? gen0 : gen1, at: generationRecord(generation) + 64)
        }
        poke(64 as Int32, at: gcStorage(CLR8.GCVariable.generationFieldOffsets) + 8)
        poke(segment.record, at: gcStorage(CLR8.GCVariable.ephemeralSegment))
        poke(segment.objects.upperBound, at: gcStorage(CLR8.GCVariable.allocAllocated))
        // The record of the current allocation segment has a stale end.
        poke(segment.objects.lowerBound, at: segment.record + CLR8.Region.allocated)
    }

    /// The form of 3.1: no number of generations, so that the pointers begin at 16, and no tables of offsets after them.
    package func oldGCVariables() {
        poke([UInt8](repeating: 0, count: 0x200), at: gcVariables)
        poke(1 as UInt64, at: gcVariables)
        poke(CLR8.Generation.size, at: gcVariables + 8)
        for number in 0..<27 where !CLR8.GCVariable.null.contains(number) {
            poke(gcStorage(number), at: gcVariables + 16 + UInt64(number) * 8)
        }
    }

    /// Exports a contract descriptor with this JSON, whose `[i]` refer to these variables. `descriptorExport` must be one of the library's
    /// exports. `spoiling` is a byte of the text and its new value.
    package func contractDescriptor(_ json: String, _ pointers: [UInt64] = [], spoiling: (place: Int, byte: UInt8)? = nil) {
        writeDescriptor(at: library.base + RuntimeLibrary.descriptorOffset, json, pointers, spoiling)
    }

    /// Writes another descriptor and returns its address.
    package func furtherDescriptor(_ json: String, _ pointers: [UInt64] = []) -> UInt64 {
        let place = allocate(40)
        writeDescriptor(at: place, json, pointers)
        return place
    }

    private func writeDescriptor(at place: UInt64, _ json: String, _ pointers: [UInt64], _ spoiling: (place: Int, byte: UInt8)? = nil) {
        let text = allocate(json.utf8.count)
        poke(Array(json.utf8), at: text)
        if let spoiling { poke(spoiling.byte, at: text + UInt64(spoiling.place)) }
        let table = allocate(max(pointers.count, 1) * 8)
        for (index, pointer) in pointers.enumerated() { poke(pointer, at: table + UInt64(index) * 8) }
        poke(0x0043_4144_4343_4E44 as UInt64, at: place)
        poke(1 as UInt32, at: place + 8)
        poke(UInt32(json.utf8.count), at: place + 12)
        poke(text, at: place + 16)
        poke(UInt32(pointers.count), at: place + 24)
        poke(table, at: place + 32)
    }
}
