import ProcessMemory
import RawMemory

/// The runtime's reader of a module's metadata (MDInternalRO). It holds a copy of the schema in memory of its own, so kernel cores without
/// the pages of files (coredump_filter 0x33) have it.
///
/// Offsets as in src/coreclr/md/inc/metamodel.h, metamodelro.h and stgpool.h of dotnet/runtime: two virtual tables and that of the tables'
/// reader, the 24 bytes at the head of the table stream, 45 row counts, descriptions of the tables; then four heaps (strings, blobs, user
/// strings, GUIDs), each a virtual table, the address of its data, null, its size, and up to 6 one word more; then address and size of the
/// metadata.
struct RuntimeMetadata {
    let schema: MetadataSchema
    /// Where the process has the metadata.
    let range: AddressRange

    private static let schemaPlace: UInt64 = 0x18
    private static let countsPlace: UInt64 = schemaPlace + 24
    /// The descriptions between the row counts and the heaps have other sizes in other versions.
    private static let heapPlaces = stride(from: countsPlace + 184, through: countsPlace + 184 + 0x600, by: 8)
    /// Bytes of a heap: from 7 on, and up to 6 (verified on 8.0.4, 8.0.33, 9.0.22, 10.0.9 and 10.0.14; on 3.1.23).
    private static let heapBytes: [UInt64] = [32, 40]
    /// The runtime reads no file of more than 2 GB.
    private static let sizeLimit: UInt32 = 1 << 31

    /// `nil` when there is no such reader at `at`: every virtual table lies in the runtime's image, and the numbers agree with one another.
    init?(_ at: Address, _ memory: AddressSpace, _ runtime: RuntimeModule) {
        func isInRuntime(_ place: Address) -> Bool { memory.pointer(place).map(runtime.contains) ?? false }
        guard at.value & 7 == 0, isInRuntime(at), isInRuntime(at + 8), isInRuntime(at + 16), memory.u32(at + Self.schemaPlace) == 0,
            let flags = memory.u8(at + Self.schemaPlace + 6), let valid = memory.u64(at + Self.schemaPlace + 8),
            let sorted = memory.u64(at + Self.schemaPlace + 16)
        else { return nil }
        let counts = (0..<UInt64(MetadataSchema.tableCount)).compactMap { memory.u32(at + Self.countsPlace + $0 * 4) }
        guard
            let (sizes, range) = Self.heapPlaces.lazy.compactMap({ place -> ([UInt32], AddressRange)? in
                guard isInRuntime(at + place) else { return nil }
                return Self.heapBytes.lazy.compactMap { Self.heaps(at + place, bytes: $0, memory, isInRuntime) }.first
            }).first,
            let schema = MetadataSchema(heapFlags: flags, valid: valid, sorted: sorted, rowCounts: counts, heapSizes: sizes)
        else { return nil }
        self.schema = schema
        self.range = range
    }

    /// The sizes of the heaps in the order of `MetadataSchema`, and the metadata.
    private static func heaps(
        _ at: Address, bytes: UInt64, _ memory: AddressSpace, _ isInRuntime: (Address) -> Bool
    ) -> (sizes: [UInt32], metadata: AddressRange)? {
        guard let root = memory.pointer(at + 4 * bytes), !root.isNull, let size = memory.u32(at + 4 * bytes + 8), size > 0,
            size <= sizeLimit
        else { return nil }
        let metadata = AddressRange(start: root, count: UInt64(size))
        var sizes: [UInt32] = []
        for number in 0..<4 as Range<UInt64> {
            let heap = at + number * bytes
            guard isInRuntime(heap), let data = memory.pointer(heap + 8), memory.pointer(heap + 16)?.isNull == true,
                let count = memory.u32(heap + 24)
            else { return nil }
            let held = AddressRange(start: data, count: UInt64(count))
            guard count == 0 || (metadata.contains(data) && held.end <= metadata.end) else { return nil }
            sizes.append(count)
        }
        return ([sizes[0], sizes[2], sizes[1], sizes[3]], metadata)
    }

    /// Places of the pointer to the reader, in a PEAssembly and in a PEImage. Versions differ in them, and `init` knows the reader.
    private static let assemblyPlaces = stride(from: 0x10 as UInt64, through: 0x80, by: 8)
    private static let imagePlaces = stride(from: 0x10 as UInt64, through: 0x180, by: 8)

    /// The reader of a module. `nil` for a dynamic module, and when the dump does not hold the reader.
    static func find(_ module: Address, _ fields: ModuleFields, _ memory: AddressSpace, _ runtime: RuntimeModule) -> RuntimeMetadata? {
        guard let assembly = memory.pointer(module + fields.peAssembly), !assembly.isNull,
            let image = memory.pointer(assembly + fields.image), !image.isNull
        else { return nil }
        func reader(_ place: Address) -> RuntimeMetadata? {
            memory.pointer(place).flatMap { $0.isNull ? nil : RuntimeMetadata($0, memory, runtime) }
        }
        return assemblyPlaces.lazy.compactMap { reader(assembly + $0) }.first ?? imagePlaces.lazy.compactMap { reader(image + $0) }.first
    }
}

extension DotNetRuntime {
    /// What the runtime's own copy says of a module's metadata. `nil` when the dump does not hold the copy, and for dynamic modules.
    package func schema(of module: ManagedModule) -> MetadataSchema? {
        guard !module.isDynamic, let fields = try? ModuleFields(layout.offsets) else { return nil }
        return RuntimeMetadata.find(module.address, fields, memory, self.module)?.schema
    }
}
