import ProcessMemory
package import RawMemory

/// Finds the object that every instance of a collectible type keeps alive: the managed LoaderAllocator of the type's load context or emitted
/// assembly. No field refers to it; the collector goes from the method table to it.
///
/// It is the allocator of the loader module, not of the defining module: `List<Plugin>` belongs to the plugin. The native LoaderAllocator
/// has a weak handle to the object, and the object refers to a System.Reflection.LoaderAllocatorScout, whose only field is the address of
/// the native one. Only an object that leads back so is taken, so its place needs no table. (Verified on dumps of 3.1, 8 and 10 on Linux:
/// every collectible type had its object.)
package struct LoaderAllocatorObjects: Sendable {
    private let memory: AddressSpace
    private let tables: MethodTables
    /// A flag of method tables.
    private let collectible: UInt32
    /// The path from a method table to its loader module, and from there to the LoaderAllocator, as offsets of the pointers to follow.
    private let path: [UInt64]

    /// A LoaderAllocator has no more bytes.
    private static let places = stride(from: 0x80 as UInt64, to: 0xC00, by: 8)
    /// Where the object has its reference to the scout. It has four references at most.
    private static let scoutPlaces = stride(from: 8 as UInt64, through: 0x20, by: 8)
    /// The field of a scout.
    private static let nativePlace: UInt64 = 8

    fileprivate init(_ runtime: DotNetRuntime, _ tables: MethodTables, _ allocator: [UInt64]) throws(RuntimeField) {
        memory = runtime.memory
        self.tables = tables
        switch tables.fields.form {
        case .loaderModule(_, let module):
            collectible = 0x1000_0000
            path = [module] + allocator
        case .definingModule:
            collectible = 0x0020_0000
            let offsets = runtime.layout.offsets
            path =
                [try offsets.known("MethodTable", "AuxiliaryData"), try offsets.known("MethodTableAuxiliaryData", "LoaderModule")]
                + allocator
        }
    }

    /// Whether a type can be unloaded.
    package func isCollectible(_ table: Address) -> Bool {
        table != tables.free && tables.flags(table).map { $0 & collectible != 0 } ?? false
    }

    /// The managed LoaderAllocator of a collectible type. `nil` for every other type, and when the dump does not hold it.
    package func object(of table: Address) -> Address? { isCollectible(table) ? allocator(of: table).flatMap(object(ofAllocator:)) : nil }

    private func allocator(of table: Address) -> Address? {
        var at = table
        for place in path {
            guard let next = memory.pointer(at + place), !next.isNull else { return nil }
            at = next
        }
        return at
    }

    private func object(ofAllocator allocator: Address) -> Address? {
        for place in Self.places {
            // The lowest bits of a handle may be flags.
            guard let handle = memory.pointer(allocator + place)?.clearing(7), !handle.isNull, let object = memory.pointer(handle),
                !object.isNull, isObject(object, of: allocator)
            else { continue }
            return object
        }
        return nil
    }

    private func isObject(_ object: Address, of allocator: Address) -> Bool {
        guard tables.table(ofObjectAt: object) != nil else { return false }
        return Self.scoutPlaces.contains { place in
            guard let scout = memory.pointer(object + place), !scout.isNull, memory.pointer(scout + Self.nativePlace) == allocator else {
                return false
            }
            return tables.table(ofObjectAt: scout) != nil
        }
    }
}

extension DotNetRuntime {
    /// Without a value when the dump does not hold the method tables or the loader's memory, or when the layout lacks an offset.
    package var loaderAllocatorObjects: RuntimePart<LoaderAllocatorObjects> { part(LoaderAllocatorObjectsReader.self) }
}

private enum LoaderAllocatorObjectsReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<LoaderAllocatorObjects> {
        guard let tables = runtime.methodTables.value else { return RuntimePart(nil, runtime.methodTables.problems) }
        guard let coreLib = runtime.globals.coreLib(runtime.memory), let fields = LoaderHeapForm(runtime, coreLib).fields else {
            return RuntimePart(nil, [runtime.missing(.loaderHeapsMissing)])
        }
        do {
            return RuntimePart(try LoaderAllocatorObjects(runtime, tables, fields.allocator))
        } catch { return RuntimePart(nil, [.fieldUnknown(error)]) }
    }
}
