package import DumpFormats
package import ProcessMemory
package import RawMemory

/// The file of a library of the runtime, or of an executable that contains it, held against what a core has of it in memory.
///
/// Cores of the kernel and of gdb leave out pages that the file has. When the first page is among them (a coredump_filter without bit 4, like
/// 0x23), the build id is too. Then the data prove the file: they hold the text of the version with its commit, and the tables of pointers
/// that the loader relocated (PT_GNU_RELRO), each of which is the file's value and the bias. libcoreclr.so has 16,000 to 26,000 of them.
package struct RuntimeFile: Sendable {
    private let elf: ELFFile
    private let bundle: AppBundle?

    /// `nil` when it is not an ELF file with readable program headers.
    package init?(_ file: MappedFile) {
        guard let elf = ELFFile(file) else { return nil }
        self.elf = elf
        bundle = AppBundle(elf)
    }

    package var file: MappedFile { elf.file }

    /// Why a file is known to be the one that the process mapped.
    package enum Proof: Hashable, Sendable {
        case buildID
        /// The mappings, the text of the version and this many relocated pointers are the same.
        case contents(pointers: UInt64)
    }

    /// Why a file is not known to be the one that the process mapped.
    package enum Doubt: Error, Equatable, Sendable {
        case otherProcessor
        case otherBuildID(file: [UInt8], process: [UInt8])
        case otherMappings
        case otherVersion(file: String, process: String)
        case otherPointers(different: UInt64, of: UInt64)
        /// The executable has the same runtime and contains another app.
        case otherApp
        /// The dump, or the file, has too little to compare.
        case tooLittle
    }

    /// Fewer equal pointers prove nothing.
    package static let pointersNeeded: UInt64 = 64
    /// A process has one mapping of the beginning of a library for each time that it is loaded.
    private static let baseLimit = 16

    /// The proof that this is the file of `mappings`, which are those of one path, and the mappings whose holes it fills: those that the
    /// process cannot have written to.
    package func proof(
        _ mappings: [FileMapping], _ memory: AddressSpace, _ processor: ProcessDump.Processor
    ) -> Result<(proof: Proof, mappings: [FileMapping]), Doubt> {
        guard elf.image.machine == (processor == .arm64 ? 183 : 62) else { return .failure(.otherProcessor) }
        var doubt = Doubt.otherMappings
        for base in mappings.lazy.filter({ $0.fileOffset == 0 }).map(\.range.start).prefix(Self.baseLimit) {
            do throws(Doubt) {
                let proof = try proof(mappings, base, memory)
                return .success((proof, mappings.filter { !elf.isWritable($0, base: base) }))
            } catch {
                if doubt == .otherMappings { doubt = error }
            }
        }
        return .failure(doubt)
    }

    private func proof(_ mappings: [FileMapping], _ base: Address, _ memory: AddressSpace) throws(Doubt) -> Proof {
        let proof: Proof
        if let wanted = ELFImage(memory, base: base)?.buildID(memory) {
            let found = elf.buildID ?? []
            guard found == wanted else { throw .otherBuildID(file: found, process: wanted) }
            proof = .buildID
        } else {
            // The text of the version comes first, because it says most to people.
            try compareVersion(mappings, base, memory)
            guard elf.isMapped(mappings, base: base) else { throw .otherMappings }
            proof = .contents(pointers: try equalPointers(base, memory))
        }
        // Executables of different apps have the same runtime, with the same build id.
        if bundle?.isLoaded(elf, base: base, memory) == false { throw .otherApp }
        return proof
    }

    private func compareVersion(_ mappings: [FileMapping], _ base: Address, _ memory: AddressSpace) throws(Doubt) {
        guard let (place, text) = RuntimeVersionText.first(in: elf.image.segments.filter(\.isWritable).map(\.range), elf.memory) else {
            throw .tooLittle
        }
        if RuntimeVersionText.text(at: elf.address(place, base: base), memory) == text { return }
        // Another build has its text at another place.
        guard let (_, other) = RuntimeVersionText.first(in: mappings.map(\.range), memory) else { throw .tooLittle }
        if other == text { throw .otherMappings }
        throw .otherVersion(file: text, process: other)
    }

    /// The number of relocated pointers that the dump holds, when all are those of the file.
    private func equalPointers(_ base: Address, _ memory: AddressSpace) throws(Doubt) -> UInt64 {
        guard let range = elf.image.relocatedOnce, let words = elf.image.relativeWords(elf.memory) else { throw .tooLittle }
        let bias = elf.address(Address(elf.image.bias), base: base).value
        var (equal, different): (UInt64, UInt64) = (0, 0)
        for word in words where range.contains(word.place) {
            guard let held = memory.u64(elf.address(word.place, base: base)) else { continue }
            if held == bias &+ word.linked { equal += 1 } else { different += 1 }
        }
        guard different == 0 else { throw .otherPointers(different: different, of: equal + different) }
        guard equal >= Self.pointersNeeded else { throw .tooLittle }
        return equal
    }
}
