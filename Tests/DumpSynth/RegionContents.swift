/// The content of a region, object after object.
package struct RegionContents {
    let process: SyntheticProcess
    let generation: HeapGeneration
    let first: UInt64
    private(set) var bytes: [UInt8] = []

    init(process: SyntheticProcess, generation: HeapGeneration, first: UInt64) {
        self.process = process
        self.generation = generation
        self.first = first
    }

    /// Address of the next object.
    package var position: UInt64 { first + UInt64(bytes.count) }

    package mutating func object(_ type: SyntheticType, count: Int = 1) {
        for _ in 0..<count { append(type.handle, length: nil, bytes: UInt64(type.baseSize)) }
    }

    package mutating func string(_ text: String) {
        let start = bytes.count
        let words = Array(text.utf16)
        append(process.stringType.handle, length: UInt32(words.count), bytes: 22 + UInt64(words.count) * 2)
        for (index, word) in words.enumerated() { bytes.put(word, at: start + 12 + index * 2) }
    }

    package mutating func array(of element: SyntheticType, _ length: Int) { array(process.arrayType(of: element), length) }

    package mutating func array(_ type: SyntheticType, _ length: Int) {
        append(type.handle, length: UInt32(length), bytes: UInt64(type.baseSize) + UInt64(type.componentSize) * UInt64(length))
    }

    /// A gap of `count` bytes that the GC has filled. `count` is at least 24 and a multiple of 8.
    package mutating func free(_ count: UInt64) {
        precondition(count >= 24 && count % 8 == 0, "a Free object has at least 24 bytes")
        append(process.freeMethodTable, length: UInt32(count - 24), bytes: count)
    }

    /// `count` bytes without objects, which `thread` has reserved for its next objects.
    package mutating func hole(allocationContextOf thread: SyntheticThread, _ count: UInt64) {
        process.threads[thread.index].allocationPointer = position
        process.threads[thread.index].allocationLimit = position + count - 24
        process.truth.contextBytes += count
        damage(count)
    }

    /// The same in the middle of an allocation: the thread has already moved its pointer past its limit.
    package mutating func caughtAllocation(of thread: SyntheticThread, _ count: UInt64) {
        process.threads[thread.index].allocationPointer = position + count + 16
        process.threads[thread.index].allocationLimit = position + count - 24
        damage(count)
    }

    /// `count` bytes that `thread` has taken for a large or pinned object and is clearing, all but `dirty` of them at the end. Its allocation context
    /// is a variable on its stack.
    package mutating func largeAllocation(of thread: SyntheticThread, _ count: UInt64, dirty: UInt64 = 0) {
        process.putOnStack(of: thread, [0x7AC0, position, position + count - 24, count - 24])
        for _ in 0..<((count - dirty) / 8) { word(0) }
        damage(dirty)
    }

    /// `count` bytes (a multiple of 8) in which no word is a method table.
    package mutating func damage(_ count: UInt64) {
        precondition(count % 8 == 0, "damage in whole words")
        for _ in 0..<(count / 8) { bytes.append(u64: 0xFFFF_FFFF_C000_0008) }
    }

    package mutating func word(_ value: UInt64) { bytes.append(u64: value) }

    /// The first 24 bytes of an object, which is not counted. The following bytes decide whether it is an object.
    package mutating func header(_ methodTable: UInt64, length: UInt32) {
        word(methodTable)
        word(UInt64(length))
        word(0)
    }

    private mutating func append(_ methodTable: UInt64, length: UInt32?, bytes size: UInt64) {
        let exact = max(size, 24)
        let end = bytes.count + Int((exact + 7) & ~7)
        bytes.append(u64: methodTable)
        if let length { bytes.append(u32: length) }
        bytes.extend(to: end)
        process.truth.add(methodTable, generation, objects: 1, bytes: exact)
    }
}
