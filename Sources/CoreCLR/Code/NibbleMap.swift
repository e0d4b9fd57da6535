import ProcessMemory
import RawMemory

/// Where the methods of a code heap start (src/coreclr/vm/nibblemapmacros.h of dotnet/runtime).
///
/// Each 4 bits of the map stand for 32 bytes of code, the highest bits of a word first: 0 when no method starts there, else the place of the
/// start in units of 4 bytes, plus one. From 10 on, a word whose lowest 4 bits are above 8 stands for 256 bytes in which no method starts and
/// has the start of the method that covers them.
struct NibbleMap: Hashable, Sendable {
    let base: Address
    let words: Address
    let hasPointers: Bool

    /// Words that are looked at for one address: a method of 2 MB.
    private static let wordLimit = 1 << 13

    /// The start of the method that covers an address; `nil` when the map does not say it.
    func start(covering address: Address, _ memory: AddressSpace) -> Address? {
        guard address >= base else { return nil }
        let bucket = address.distance(from: base) / 32
        let place = UInt32(truncatingIfNeeded: address.distance(from: base) % 32 / 4) + 1
        var index = bucket / 8
        guard var word = memory.u32(words + index * 4) else { return nil }
        if let start = pointer(word) { return start }
        // The last start in this word that is not after the address.
        let last = bucket % 8
        for nibble in stride(from: last, through: 0, by: -1) {
            let value = word >> (28 - UInt32(nibble) * 4) & 15
            if value != 0, nibble != last || value <= place { return start(index * 8 + nibble, value) }
        }
        for _ in 0..<Self.wordLimit where index > 0 {
            index -= 1
            guard let before = memory.u32(words + index * 4) else { return nil }
            word = before
            if let start = pointer(word) { return start }
            if word != 0 {
                let nibble = UInt64(7 - min(word.trailingZeroBitCount / 4, 7))
                return start(index * 8 + nibble, word >> (28 - UInt32(nibble) * 4) & 15)
            }
            // With pointers, every word that a method covers whole has one.
            if hasPointers { return nil }
        }
        return nil
    }

    private func start(_ bucket: UInt64, _ value: UInt32) -> Address? {
        (1...8).contains(value) ? base + bucket.saturatingMultiply(32) + UInt64(value - 1) * 4 : nil
    }

    private func pointer(_ word: UInt32) -> Address? {
        guard hasPointers, word & 15 > 8 else { return nil }
        return base + UInt64(word & ~15) + UInt64((word & 15) - 9) * 4
    }
}

extension UInt64 {
    fileprivate func saturatingMultiply(_ other: UInt64) -> UInt64 { checkedMultiply(other) ?? .max }
}
