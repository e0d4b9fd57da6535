/// Byte offsets in the structures of .NET 8.0 on Linux x86-64, for the builder and for tests that overwrite fields.
///
/// They are intentionally not taken from the reader's table, so that an error in one of the two makes tests fail.
package enum CLR8 {
    package enum ThreadStore {
        package static let first: UInt64 = 0xA0
        package static let last: UInt64 = 0xB0
        package static let count: UInt64 = 0xB8
        static let size = 0x180
    }

    package enum Thread {
        package static let state: UInt64 = 0x8
        package static let managedID: UInt64 = 0x20
        package static let allocationPointer: UInt64 = 0x58
        package static let allocationLimit: UInt64 = 0x60
        package static let link: UInt64 = 0xE8
        package static let stackBase: UInt64 = 0xF8
        package static let stackLimit: UInt64 = 0x100
        package static let osID: UInt64 = 0x1A8
        package static let lastThrown: UInt64 = 0x1D0
        static let size = 0x300
    }

    package enum AppDomain {
        package static let assemblies: UInt64 = 0x9F0
        package static let rootAssembly: UInt64 = 0xB78
        static let size = 0x1480
    }

    /// Count at 0, then the first block.
    package enum AssemblyList {
        package static let count: UInt64 = 0
        package static let firstBlock: UInt64 = 8
        static let slotsInPlace = 5
        static let slotsABlock = 10
    }

    /// Next block at 0, number of slots at 8, slots from 16 on.
    package enum AssemblyBlock {
        package static let next: UInt64 = 0
        package static let slotCount: UInt64 = 8
        package static let slots: UInt64 = 16
    }

    package enum DomainAssembly {
        package static let assembly: UInt64 = 0
        package static let appDomain: UInt64 = 8
        package static let peAssembly: UInt64 = 0x10
        package static let module: UInt64 = 0x18
        package static let dynamicMethods: UInt64 = 0x60
        static let size = 0x80
    }

    package enum Assembly {
        package static let module: UInt64 = 0x18
        static let size = 0x40
    }

    package enum Module {
        package static let loaderAllocator: UInt64 = 0xF8
        package static let simpleName: UInt64 = 0x108
        package static let peAssembly: UInt64 = 0x110
        package static let assembly: UInt64 = 0x128
        package static let typeNames: UInt64 = 0x398
        package static let loadedTypes: UInt64 = 0x2B0
        package static let dynamicMetadata: UInt64 = 0x698
        static let size = 0x700
    }

    package enum PEAssembly {
        package static let image: UInt64 = 8
        package static let metadata: UInt64 = 0x18
        static let size = 0x20
    }

    /// Three virtual tables, the head of the table stream, the row counts, four heaps of 32 bytes, address and size of the metadata.
    package enum MetadataReader {
        package static let schema: UInt64 = 0x18
        package static let counts: UInt64 = 0x30
        package static let heaps: UInt64 = 0x538
        static let size = 0x5D8
    }

    /// The path is an SString at 0: bytes u32 0, capacity u32 4, flags u32 8, buffer 0x10.
    package enum PEImage {
        package static let pathBytes: UInt64 = 0
        package static let pathBuffer: UInt64 = 0x10
        package static let flatLayout: UInt64 = 0x70
        package static let loadedLayout: UInt64 = 0x78
        static let size = 0xA0
    }

    package enum PEImageLayout {
        package static let base: UInt64 = 8
        package static let size: UInt64 = 0x10
        /// Bit 0: mapped.
        package static let flags: UInt64 = 0x14
        static let bytes = 0x20
    }

    /// SBuffer: size u32 0, capacity u32 4, flags u32 8, data 0x10.
    package enum Buffer {
        package static let data: UInt64 = 0x10
        static let size = 0x20
    }

    package enum MethodTable {
        package static let flags: UInt64 = 0
        package static let baseSize: UInt64 = 4
        package static let flags2: UInt64 = 8
        package static let typeDefRow: UInt64 = 10
        package static let virtuals: UInt64 = 12
        package static let interfaces: UInt64 = 14
        package static let parent: UInt64 = 0x10
        package static let loaderModule: UInt64 = 0x18
        package static let eeClass: UInt64 = 0x28
        /// PerInstInfo of a generic instantiation, element type of an array.
        package static let slot1: UInt64 = 0x30
        package static let slot2: UInt64 = 0x38
        package static let vtable: UInt64 = 0x40
        static let size = 0x80
    }

    package enum EEClass {
        package static let methodTable: UInt64 = 0x10
        static let size = 0x40
    }

    package enum TypeDesc {
        package static let argument: UInt64 = 8
        static let size = 0x20
    }

    /// heap_segment, a region's record.
    package enum Region {
        package static let allocated: UInt64 = 0
        package static let committed: UInt64 = 8
        package static let reserved: UInt64 = 0x10
        package static let used: UInt64 = 0x18
        package static let memory: UInt64 = 0x20
        /// 1: frozen.
        package static let flags: UInt64 = 0x28
        package static let next: UInt64 = 0x30
        static let size = 0xC0
    }

    package enum Generation {
        package static let allocationPointer: UInt64 = 0
        package static let allocationLimit: UInt64 = 8
        package static let startSegment: UInt64 = 56
        static let size: UInt64 = 0x108
    }

    /// GcDacVars 2.1: numbers of its pointers.
    package enum GCVariable {
        package static let generationTable = 3
        package static let ephemeralSegment = 7
        package static let allocAllocated = 12
        package static let finalizeQueue = 15
        package static let heapCount = 19
        package static let heaps = 20
        package static let structuresInvalid = 21
        package static let handleTableMap = 26
        package static let generationFieldOffsets = 28
        package static let count = 35
        static let null: Set<Int> = [4, 5, 19, 20, 27]
    }

    /// Entries of g_dacTable in 8.0.4.
    package enum DacTable {
        package static let jitManager = 4
        package static let threadStore = 16
        package static let gcVariables = 20
        package static let appDomain = 21
        package static let systemDomain = 22
        package static let object = 40
        package static let string = 43
        package static let free = 54
        package static let count = 157
    }
}
