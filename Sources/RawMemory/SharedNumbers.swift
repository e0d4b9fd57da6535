public import Synchronization

/// Many numbers of 16 bits that several threads write. They are zero until a thread writes them; memory that nobody writes costs nothing.
@safe
public final class SharedNumbers: @unchecked Sendable {
    @usableFromInline let numbers: UnsafeMutablePointer<Atomic<UInt16>>
    public let count: Int
    private let owned: ZeroedMemory

    /// `nil` when the system has no memory for them.
    public init?(count: Int) {
        let count = max(count, 0)
        guard let memory = ZeroedMemory(count: count + 1, size: MemoryLayout<Atomic<UInt16>>.stride) else { return nil }
        unsafe numbers = memory.start.bindMemory(to: Atomic<UInt16>.self, capacity: count + 1)
        (self.count, owned) = (count, memory)
    }

    /// Outside of the range, reading gives 0 and writing does nothing.
    @inlinable public subscript(_ place: Int) -> UInt16 {
        get { place >= 0 && place < count ? unsafe numbers[place].load(ordering: .relaxed) : 0 }
        set { if place >= 0, place < count { unsafe numbers[place].store(newValue, ordering: .relaxed) } }
    }
}
