public import RawMemory

/// A range of the process's address space with one state and one protection, in the dump or not. Only minidumps with a MemoryInfoList have
/// such records (MINIDUMP_MEMORY_INFO of minidumpapiset.h); the program headers of a core are `MemorySegment`s.
public struct MappedRegion: Hashable, Sendable {
    public let range: AddressRange
    /// The first address of the allocation (VirtualAlloc, MapViewOfFile) that the range is a part of.
    public let allocation: Address
    /// Whether the process can use it (MEM_COMMIT). Otherwise it is only reserved.
    public let isCommitted: Bool
    public let backing: Backing
    /// PAGE_READONLY 2, READWRITE 4, WRITECOPY 8, EXECUTE 0x10, EXECUTE_READ 0x20, EXECUTE_READWRITE 0x40, EXECUTE_WRITECOPY 0x80; NOACCESS 1.
    public let protection: UInt32

    public enum Backing: Sendable {
        /// MEM_PRIVATE, and whatever a damaged dump has here.
        case privateMemory
        /// MEM_MAPPED: views of files, and of sections that have none.
        case mapped
        /// MEM_IMAGE
        case image
    }

    public init(range: AddressRange, allocation: Address, isCommitted: Bool, backing: Backing, protection: UInt32) {
        self.range = range
        self.allocation = allocation
        self.isCommitted = isCommitted
        self.backing = backing
        self.protection = protection
    }

    /// PF_R 4, PF_W 2, PF_X 1.
    public var flags: UInt32 {
        switch protection & 0xFF {
        case 0x02: 4
        case 0x04, 0x08: 6
        case 0x10: 1
        case 0x20: 5
        case 0x40, 0x80: 7
        default: 0
        }
    }
}

extension ProcessDump {
    /// Whether the dump lists every mapping of the process, with or without its bytes. The kernel does in a core, and so does a minidump with a
    /// MemoryInfoList. createdump lists the mappings of which it writes bytes, and gdb those that the process's filter lets through.
    public var listsWholeAddressSpace: Bool {
        switch format {
        case .elfCore: maker?.program == .kernel
        case .minidump: !regions.isEmpty
        }
    }

    /// The page in which createdump tells about itself ("DIAGINFOHEADER"). It is no memory of the process.
    public static let notesOfCreatedump = AddressRange(start: Address(0x7FFF_FFF1_0000), count: 0x1000)
}
