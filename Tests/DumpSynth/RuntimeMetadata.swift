/// The runtime's own records of a module's metadata, which a dump holds without the pages of the module's file.
extension SyntheticProcess {
    /// Writes the runtime's reader of a module's metadata (MDInternalRO) as it is now. The result is its address.
    @discardableResult
    package func keepSchema(of module: SyntheticModule) -> UInt64 {
        let bytes = modules[module.index].metadata.bytes()
        let root = metadataRoot(of: module)
        let at = memory.allocate(CLR8.MetadataReader.size, in: nativeHeap)
        for place in [0, 8, 16] as [UInt64] { memory.write(library.vtable, at: at + place) }
        let streams = Self.streams(bytes)
        guard let tables = streams["#~"] else { return at }
        memory.write(Array(bytes[tables.lowerBound..<tables.lowerBound + 24]), at: at + CLR8.MetadataReader.schema)
        let valid = bytes[tables.lowerBound + 8..<tables.lowerBound + 16].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        var place = tables.lowerBound + 24
        for table in 0..<45 where valid >> UInt64(table) & 1 == 1 {
            memory.write(Array(bytes[place..<place + 4]), at: at + CLR8.MetadataReader.counts + UInt64(table) * 4)
            place += 4
        }
        for (number, name) in ["#Strings", "#Blob", "#US", "#GUID"].enumerated() {
            let heap = at + CLR8.MetadataReader.heaps + UInt64(number) * 32
            guard let range = streams[name] else { continue }
            memory.write(library.vtable, at: heap)
            memory.write(root + UInt64(range.lowerBound), at: heap + 8)
            memory.write(UInt32(range.count), at: heap + 24)
        }
        memory.write(root, at: at + CLR8.MetadataReader.heaps + 128)
        memory.write(UInt32(bytes.count), at: at + CLR8.MetadataReader.heaps + 136)
        memory.write(at, at: memory.word(at: module.address + CLR8.Module.peAssembly) + CLR8.PEAssembly.metadata)
        return at
    }

    /// Writes the runtime's table of the names of a module's types (EEClassHashTable). The result is its address.
    @discardableResult
    package func keepTypeNames(of module: SyntheticModule) -> UInt64 {
        let types = modules[module.index].metadata.types
        let bucketCount: UInt64 = 7
        let table = memory.allocate(0x28, in: nativeHeap)
        let buckets = memory.allocate(24 + Int(bucketCount) * 8, in: nativeHeap)
        memory.write(bucketCount, at: buckets)
        memory.write(1 as UInt64, at: buckets + 16)
        for bucket in 0..<bucketCount { memory.write(bucket << 6 | 1, at: buckets + 24 + bucket * 8) }
        let entries = types.dropFirst().map { _ in memory.allocate(32, in: nativeHeap) }
        for (index, type) in types.enumerated().dropFirst() {
            let hash = (type.namespace + type.name).utf8.reduce(5381 as UInt32) { ($0 << 5 &+ $0) ^ UInt32($1) }
            let (at, bucket) = (entries[index - 1], buckets + 24 + UInt64(hash) % bucketCount * 8)
            memory.write(UInt64(index + 1) << 1 | 1, at: at)
            if let outer = type.enclosing { memory.write(entries[Int(outer) - 2], at: at + 8) }
            memory.write(memory.word(at: bucket), at: at + 16)
            memory.write(hash, at: at + 24)
            memory.write(at, at: bucket)
        }
        memory.write(module.address, at: table)
        memory.write(buckets, at: table + 16)
        memory.write(UInt32(entries.count), at: table + 24)
        memory.write(table, at: module.address + CLR8.Module.typeNames)
        return table
    }

    /// Writes the runtime's map of the types of a module that are loaded (Module::m_TypeDefToMethodTableMap).
    package func keepLoadedTypes(_ types: [SyntheticType], of module: SyntheticModule) {
        let count = modules[module.index].metadata.types.count + 1
        let entries = memory.allocate(count * 8, in: nativeHeap)
        for type in types { memory.write(type.handle | 1, at: entries + UInt64(type.row) * 8) }
        memory.write(entries, at: module.address + CLR8.Module.loadedTypes + 8)
        memory.write(UInt32(count), at: module.address + CLR8.Module.loadedTypes + 16)
    }

    /// Removes the table of names, as a precompiled module has none.
    package func removeTypeNames(of module: SyntheticModule) { poke(0 as UInt64, at: module.address + CLR8.Module.typeNames) }

    /// Removes everything of a module's file from the dump, as kernel cores with coredump_filter 0x33 lack it.
    package func removeFile(of module: SyntheticModule) {
        let start = image(of: module)
        removePages(start..<start + UInt64(imageSize(of: module)))
    }

    private static func streams(_ bytes: [UInt8]) -> [String: Range<Int>] {
        func u32(_ place: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << ($1 * 8) } }
        var streams: [String: Range<Int>] = [:]
        var place = 32
        for _ in 0..<Int(bytes[30]) {
            let name = bytes[(place + 8)...].prefix { $0 != 0 }
            streams[String(decoding: name, as: UTF8.self)] = u32(place)..<u32(place) + u32(place + 4)
            place += 8 + (name.count + 4) / 4 * 4
        }
        return streams
    }
}
