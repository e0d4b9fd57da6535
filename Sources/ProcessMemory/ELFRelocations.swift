public import RawMemory

extension ELFImage {
    /// A word that holds an address of the image itself.
    public struct RelativeWord: Hashable, Sendable {
        public let place: Address
        /// The address as linked. The loader writes the sum of this and the bias.
        public let linked: UInt64
    }

    /// More than any runtime has: libcoreclr.so of 3.1 to 10 has 16,000 to 26,000.
    private static let relativeWordLimit = 1 << 20

    /// The words to which the loader adds the bias, as the file's tables list them: entries {place u64, type and symbol u64, addend u64} of
    /// DT_RELA (7, its bytes 8) of type R_X86_64_RELATIVE (8) or R_AARCH64_RELATIVE (1027), and the packed ones of DT_RELR (36, its bytes
    /// 35), whose linked values are in the words themselves. `memory` must hold the file as it is on the disk, because a loader writes over
    /// these words. `nil` when a table cannot be read to its end, or when it has more entries than any runtime.
    public func relativeWords(_ memory: AddressSpace) -> [RelativeWord]? {
        guard let type = Self.relativeType(machine) else { return nil }
        var words: [RelativeWord] = []
        if let table = tag(7, memory) {
            guard let bytes = number(ofTag: 8, memory), bytes / 24 <= Self.relativeWordLimit else { return nil }
            for index in 0..<bytes / 24 {
                let entry = table + index * 24
                guard let place = memory.u64(entry), let info = memory.u64(entry + 8), let linked = memory.u64(entry + 16) else {
                    return nil
                }
                if info == type { words.append(RelativeWord(place: Address(bias &+ place), linked: linked)) }
            }
        }
        if let table = tag(36, memory) {
            guard let bytes = number(ofTag: 35, memory), bytes / 8 <= Self.relativeWordLimit,
                let packed = packedWords(table, bytes / 8, memory), packed.count <= Self.relativeWordLimit - words.count
            else { return nil }
            words += packed
        }
        return words
    }

    /// An even entry is the place of a word. An odd one is a bitmap of the 63 words that follow those before, from bit 1 on.
    private func packedWords(_ table: Address, _ count: UInt64, _ memory: AddressSpace) -> [RelativeWord]? {
        var words: [RelativeWord] = []
        var next: UInt64 = 0
        func add(_ place: UInt64) -> Bool {
            let place = Address(bias &+ place)
            guard words.count < Self.relativeWordLimit, let linked = memory.u64(place) else { return false }
            words.append(RelativeWord(place: place, linked: linked))
            return true
        }
        for index in 0..<count {
            guard let entry = memory.u64(table + index * 8) else { return nil }
            guard entry & 1 == 1 else {
                guard add(entry) else { return nil }
                next = entry &+ 8
                continue
            }
            for bit in 0..<63 as Range<UInt64> where entry >> (bit + 1) & 1 == 1 {
                guard add(next &+ bit * 8) else { return nil }
            }
            next = next &+ 63 * 8
        }
        return words
    }

    /// The type of a relocation that only adds the bias; `nil` for processors that are not read.
    private static func relativeType(_ machine: UInt16) -> UInt64? {
        switch machine {
        case 62: 8
        case 183: 1027
        default: nil
        }
    }
}
