public import Synchronization

/// Bits that several threads set at the same time. Pages of bits that are never set take no memory.
@safe
public final class MarkedBits: @unchecked Sendable {
    @usableFromInline let words: UnsafeMutablePointer<Atomic<UInt64>>
    public let count: Int
    private let owned: ZeroedMemory

    /// All bits are clear. `nil` when the system has no memory for them.
    public init?(count: Int) {
        let words = max(count, 0) / 64 + 1
        guard let memory = ZeroedMemory(count: words, size: MemoryLayout<Atomic<UInt64>>.stride) else { return nil }
        unsafe self.words = memory.start.bindMemory(to: Atomic<UInt64>.self, capacity: words)
        (self.count, owned) = (max(count, 0), memory)
    }

    /// Sets a bit. Whether it was clear; false for a number that is none of a bit's.
    @inlinable public func mark(_ number: Int) -> Bool {
        guard number >= 0, number < count else { return false }
        let bit = UInt64(1) &<< UInt64(truncatingIfNeeded: number & 63)
        return unsafe words[number &>> 6].bitwiseOr(bit, ordering: .relaxed).oldValue & bit == 0
    }
}
