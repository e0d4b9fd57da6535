/// The start of a made-up process: the executable, and the addresses that the kernel chose for it.
extension ELFCoreBuilder {
    /// The executable and the addresses of the start. `life` is different in each life of the process; with 0 the kernel chose without
    /// randomization. `reversed`: as another writer, which orders the pairs differently.
    package mutating func start(_ executable: String?, life: UInt64? = nil, reversed: Bool = false) {
        let isFixed = life == 0
        let place: UInt64 = isFixed ? 0x5555_5555_4000 : 0x5500_0000_0000 + (life ?? 0) << 12
        var pairs: [(tag: UInt64, value: UInt64)] = [(3, place + 0x40), (5, 11), (6, 4096), (9, place + 0x1000)]
        if let life {
            pairs += [
                (7, 0x7F00_0000_0000 + life << 12), (25, isFixed ? 0x7FFF_FFFF_E5B9 : 0x7FFC_0000_0009 + life << 16),
                (33, 0x7FFD_0000_0000),
            ]
        }
        notes = notes.map { note in
            switch note.type {
            case 6: return .auxiliaryVector(reversed ? pairs.reversed() : pairs)
            case 0x4649_4C45:
                guard let executable else { return note }
                return ELFNote.filesBefore(note, .init(place, place + 0x4000, path: executable))
            default: return note
            }
        }
    }
}

extension ELFCoreBuilder {
    /// Adds the library of a second runtime, whose memory is that of another made-up process with the same addresses apart from its library.
    package mutating func addLibrary(of other: SyntheticProcess) {
        let base = other.library.base
        segments += other.core().segments.filter { (base..<base + 0x10_0000).contains($0.address) }
        segments.sort { $0.address < $1.address }
        notes = notes.map { note in
            note.type == 0x4649_4C45 ? other.library.fileRows.reversed().reduce(note) { ELFNote.filesBefore($0, $1) } : note
        }
    }
}

extension ELFNote {
    /// NT_FILE with one row more, before those of `note`.
    fileprivate static func filesBefore(_ note: ELFNote, _ row: FileRow) -> ELFNote {
        func word(_ place: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(note.description[place + $1]) << ($1 * 8) } }
        let count = Int(word(0))
        let paths = note.description[(16 + count * 24)...].split(separator: 0, omittingEmptySubsequences: false)
        let rows = (0..<count).map { index in
            let place = 16 + index * 24
            return FileRow(word(place), word(place + 8), offset: word(place + 16) * word(8), path: Array(paths[index]))
        }
        return .files([row] + rows, pageSize: word(8))
    }
}

extension SyntheticProcess {
    /// Makes a module the one whose `Main` runs (AppDomain::m_pRootAssembly of .NET 8).
    package func enter(_ module: SyntheticModule) {
        let record = domainAssembly(of: module)
        let assembly = memory.word(at: record + CLR8.DomainAssembly.assembly)
        poke(assembly, at: appDomain + CLR8.AppDomain.rootAssembly)
    }
}
