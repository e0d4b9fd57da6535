import DumpFormats
import ProcessMemory
import RawMemory

/// The storage of static references up to 8, by the DomainLocalModule of a type's loader module.
///
/// Ordinary types of a module share one array, whose first element is at 0x20. Every instantiation of a generic type, and every emitted type,
/// has a number and an entry in a table (at 8, its length at 0x10), 16 bytes each: the entry's address, and flags. The entry begins with
/// the address of the references, or with flag 8 (collectible) with a handle of the LoaderAllocator to their array. (DomainLocalModule in
/// src/coreclr/vm/appdomain.hpp of dotnet/runtime; verified on dumps of 3.1 and 8.)
struct LocalStatics: Sendable {
    private let memory: AddressSpace
    private let tables: MethodTables
    private let localModule: UInt64
    private let loaderModule: UInt64
    private let loaderAllocators: LoaderAllocatorObjects?
    private let isLinux: Bool

    private enum Place {
        static let entries: UInt64 = 8
        static let entryCount: UInt64 = 0x10
        static let references: UInt64 = 0x20
    }
    /// The size of an entry of the table, and its flags.
    private static let entrySize: UInt64 = 16
    private static let flagsOfEntry: UInt64 = 8
    private static let collectible: UInt32 = 8
    /// The first element of an array.
    private static let firstElement: UInt64 = 16
    /// The slots of a managed LoaderAllocator.
    private static let slotsOfOwner: UInt64 = 16

    /// `nil` for runtimes that keep static fields otherwise, and when the layout lacks an offset.
    init?(_ runtime: DotNetRuntime, _ tables: MethodTables) {
        guard let localModule = runtime.layout.offsets["Module", "DomainLocalModule"],
            case .loaderModule(_, let loaderModule) = tables.fields.form
        else { return nil }
        memory = runtime.memory
        self.tables = tables
        self.localModule = localModule
        self.loaderModule = loaderModule
        loaderAllocators = runtime.loaderAllocatorObjects.value
        isLinux = runtime.layout.system == .linux
    }

    /// Where the references of a type begin; `nil` when their storage was not made yet or the dump does not hold it.
    func base(_ table: Address) -> Address? {
        guard let flags = tables.flags(table), flags & 0x8000_0000 == 0, let module = memory.pointer(table + loaderModule),
            let local = memory.pointer(module + localModule), !local.isNull
        else { return nil }
        // Bits 1 and 2 say where static fields are.
        switch flags & 6 {
        case 0: return memory.pointer(local + Place.references)
        case 2: return numberOfEmitted(table).flatMap { entry($0, local, of: table) }
        default: return numberOfInstantiation(table).flatMap { entry($0, local, of: table) }
        }
    }

    /// What the entry of this number says of the type's references.
    private func entry(_ number: UInt64, _ local: Address, of table: Address) -> Address? {
        guard let entries = memory.pointer(local + Place.entries), !entries.isNull, let count = memory.u32(local + Place.entryCount),
            number < UInt64(count), let entry = memory.pointer(entries + number * Self.entrySize), !entry.isNull,
            let flags = memory.u32(entries + number * Self.entrySize + Self.flagsOfEntry), let first = memory.pointer(entry)
        else { return nil }
        guard flags & Self.collectible != 0 else { return first }
        return array(first, of: table).map { $0 + Self.firstElement }
    }

    /// The array to which a handle of a LoaderAllocator leads: by a GC handle, with bit 0 set, or else by a number of a slot of the managed
    /// allocator, from 1 on and doubled.
    private func array(_ handle: Address, of table: Address) -> Address? {
        let word: Address?
        if handle.value & 1 != 0 {
            word = memory.pointer(handle.clearing(1))
        } else {
            guard let owner = loaderAllocators?.object(of: table), let slots = memory.pointer(owner + Self.slotsOfOwner), isArray(slots),
                let count = memory.u32(slots + 8), handle.value >= 2, handle.value / 2 <= UInt64(count)
            else { return nil }
            word = memory.pointer(slots + Self.firstElement + (handle.value / 2 - 1) * 8)
        }
        return word.flatMap { isArray($0) ? $0 : nil }
    }

    private func isArray(_ object: Address) -> Bool {
        !object.isNull && tables.table(ofObjectAt: object).flatMap(tables.flags).map(tables.isArray) ?? false
    }

    /// After the method table, its chunks of virtual methods and its optional slots: the list of the static fields of this instantiation, and
    /// its number.
    private func numberOfInstantiation(_ table: Address) -> UInt64? {
        guard let virtuals = memory.u16(table + tables.fields.virtuals), let flags2 = memory.u16(table + tables.fields.flags2) else {
            return nil
        }
        let slots = UInt64((flags2 & 0x1F).nonzeroBitCount)
        let info = table + tables.fields.size + (UInt64(virtuals) + 7) / 8 * 8 + (slots > 2 ? slots - 2 : 0) * 8
        // Heap dumps need not hold the list.
        guard let fields = memory.pointer(info), memory.pointer(fields).map({ $0 == table }) ?? true else { return nil }
        return memory.u64(info + 8)
    }

    /// The optional fields of an EEClass, to which it points at 8, have the number at 0x10. On Windows those of COM come before it, and no dump
    /// with such a type was seen.
    private func numberOfEmitted(_ table: Address) -> UInt64? {
        guard isLinux, let eeClass = memory.pointer(table + tables.fields.classOrCanonical), let optional = memory.pointer(eeClass + 8),
            !optional.isNull
        else { return nil }
        return memory.u32(optional + 0x10).map(UInt64.init)
    }
}
