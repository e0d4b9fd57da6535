import DumpFormats
import ProcessMemory
import RawMemory

/// What a dump lists of the address space, before anything is known of the runtime in it.
struct ListedMemory {
    /// Each mapping as what its protection and its backing make it.
    private(set) var claims: [ClaimedRanges.Claim] = []
    /// Memory with access, in ascending order without overlaps.
    let accessible: [AddressRange]
    /// Mappings that are private and writable and have no file, in ascending order.
    let privateMappings: [AddressRange]
    /// Mappings without access and without a file, in ascending order: reserved address space.
    let reservations: [AddressRange]

    init(_ dump: ProcessDump, _ memory: AddressSpace) {
        // gdb writes mappings without access as ones that can be read. Files are accessible by their own rows.
        let access: UInt32 = dump.maker?.program == .gdb ? 3 : 7
        var accessible: [AddressRange] = []
        var privateMappings: [AddressRange] = []
        var reservations: [AddressRange] = []
        for segment in dump.segments where segment.range != ProcessDump.notesOfCreatedump {
            let kind = Self.kind(flags: segment.flags)
            claims.append(.init(segment.range, kind.number))
            guard dump.regions.isEmpty else { continue }
            if segment.flags & access != 0 { accessible.append(segment.range) } else { reservations.append(segment.range) }
            if kind == .otherAnonymous { privateMappings.append(segment.range) }
        }
        for region in dump.regions {
            let kind: LedgerKind =
                switch region.backing {
                case .image: .images
                case .mapped: .shared
                case .privateMemory: region.isCommitted ? Self.kind(flags: region.flags) : .unaccounted
                }
            claims.append(.init(region.range, kind.number))
            if region.isCommitted { accessible.append(region.range) }
            if kind == .otherAnonymous { privateMappings.append(region.range) }
            if !region.isCommitted { reservations.append(region.range) }
        }
        claims += MappedPaths(dump, memory).claims
        claims += dump.modules.map { .init($0.range, LedgerKind.images.number) }
        self.accessible = (accessible + dump.files.map(\.range)).merged
        self.privateMappings = privateMappings
        self.reservations = reservations.merged
    }

    /// What a private mapping without a file is by its protection.
    private static func kind(flags: UInt32) -> LedgerKind {
        if flags & 1 != 0 { return .otherExecutable }
        return flags & 2 != 0 ? .otherAnonymous : .unaccounted
    }
}

/// The files that a core lists as mapped (NT_FILE), each told from its path and its first bytes.
private struct MappedPaths {
    private(set) var claims: [ClaimedRanges.Claim] = []

    /// A process has some hundred libraries.
    private static let mostImages = 1 << 14

    init(_ dump: ProcessDump, _ memory: AddressSpace) {
        var kinds: [String: LedgerKind] = [:]
        for file in dump.files where kinds[file.path] == nil || file.fileOffset == 0 {
            if let known = kinds[file.path], known != .mappedFiles { continue }
            kinds[file.path] = Self.kind(file, memory)
        }
        let program = dump.process.programHeaders
        if let program, let own = dump.files.first(where: { $0.range.contains(program) }) { kinds[own.path] = .images }
        for file in dump.files { claims.append(.init(file.range, (kinds[file.path] ?? .mappedFiles).number)) }
        // The memory of a library that has no bytes in its file (.bss) is a mapping without a file behind it.
        var seen = Set<String>()
        for file in dump.files where file.fileOffset == 0 && kinds[file.path] == .images && seen.count < Self.mostImages {
            guard seen.insert(file.path).inserted, let image = ELFImage(memory, base: file.range.start) else { continue }
            claims.append(.init(image.range, LedgerKind.partsOfImages.number))
        }
        if let vdso = dump.process.startAddresses.vdso, let range = dump.segment(containing: vdso)?.range {
            claims.append(.init(range, LedgerKind.system.number))
            // [vvar] lies right below it.
            if let below = dump.segment(containing: range.start - 1)?.range, below.count <= 1 << 16 {
                claims.append(.init(below, LedgerKind.system.number))
            }
        }
        claims.append(.init(AddressRange(start: Address(0xFFFF_FFFF_FF60_0000), count: 0x1000), LedgerKind.system.number))
    }

    private static func kind(_ file: FileMapping, _ memory: AddressSpace) -> LedgerKind {
        let path = file.path
        if path.hasPrefix("/memfd:doublemapper") { return .doubleMapped }
        if path.hasPrefix("/anon_hugepage") { return .otherAnonymous }
        if ["/memfd:", "/dev/shm/", "/dev/zero", "/SYSV"].contains(where: { path.hasPrefix($0) }) { return .shared }
        if file.fileOffset == 0, let word = memory.u32(file.range.start) {
            return word == 0x464C_457F || word & 0xFFFF == 0x5A4D ? .images : .mappedFiles
        }
        let name = file.fileName
        return [".so", ".dll", ".exe"].contains(where: { name.hasSuffix($0) }) || name.contains(".so.") ? .images : .mappedFiles
    }
}
