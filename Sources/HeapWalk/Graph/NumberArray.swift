import RawMemory

/// Numbers of 32 bits, as many as there are objects. They are zero at first. Places are not checked: they are numbers that this program gave.
@safe
struct NumberArray {
    let count: Int
    private let numbers: UnsafeMutablePointer<UInt32>
    private let owned: ZeroedMemory

    /// `nil` when the system has no memory.
    init?(count: Int) {
        guard let memory = ZeroedMemory(count: count, size: 4, isRandom: true) else { return nil }
        (self.count, owned) = (count, memory)
        unsafe numbers = memory.start.bindMemory(to: UInt32.self, capacity: max(count, 1))
    }

    @inline(__always)
    subscript(_ place: UInt32) -> UInt32 {
        get {
            assert(Int(place) < count)
            return unsafe numbers[Int(place)]
        }
        nonmutating set {
            assert(Int(place) < count)
            unsafe numbers[Int(place)] = newValue
        }
    }

    func clear() { unsafe numbers.update(repeating: 0, count: count) }
}
