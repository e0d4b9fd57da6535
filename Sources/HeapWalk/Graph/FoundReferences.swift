/// What one worker has found in the objects of a batch: the objects to which they refer, by the type of the referring object, the step, and the
/// type of the object. It also counts the objects.
final class FoundReferences {
    let buffer = ReferenceBuffer()
    /// By number of the type.
    private(set) var counts: [UInt64]
    private(set) var bytes: [UInt64]
    /// Of the batch.
    private(set) var objects: UInt64 = 0
    private(set) var objectBytes: UInt64 = 0
    /// References that lead to no object, and objects that cannot be read.
    var strays: UInt64 = 0
    /// Objects that belong to the same holder and were not looked at yet.
    var pending: [UInt32] = []
    /// Those that the workers share in the next round.
    private var spilled = WordList()
    /// Arrays whose elements the workers share.
    var longArrays: [UInt32] = []
    /// The keys, and by the place of each its objects.
    private var known = CountTable()
    private(set) var lists: [WordList] = []
    private var lastKey: UInt64 = .max
    private var lastPlace = 0
    let allowance: TracingAllowance
    /// Bytes of the lists that were taken from the allowance.
    private var taken = 0

    init(types: Int, _ allowance: TracingAllowance) {
        self.allowance = allowance
        counts = [UInt64](repeating: 0, count: types)
        bytes = counts
    }

    /// Counts objects of a type.
    func count(_ objects: UInt64, _ bytes: UInt64, of type: Int) {
        counts[type] &+= objects
        self.bytes[type] &+= bytes
        self.objects &+= objects
        objectBytes &+= bytes
    }

    private static let mostPending = 1 << 12

    /// Leaves most of the pending objects to the next round when they are many.
    @inline(__always)
    func spillPending() {
        if pending.count > Self.mostPending { spill() }
    }

    private func spill() {
        // The newest were just read, and are still in the processor's cache.
        let oldest = pending.count - Self.mostPending / 4
        for word in pending[..<oldest] { spilled.append(word) }
        pending.removeFirst(oldest)
    }

    /// So many objects wait for the next round that it is time for it: another worker may have nothing to do.
    @inline(__always)
    var isRoundOver: Bool { spilled.count >= Self.mostSpilled }

    private static let mostSpilled = 1 << 16

    /// Leaves everything to the next round, `rest` as well.
    func spillAll(_ rest: ArraySlice<UInt32>) {
        for word in pending { spilled.append(word) }
        for word in rest { spilled.append(word) }
        pending.removeAll(keepingCapacity: true)
    }

    func takeSpilled() -> [[UInt32]] {
        defer { spilled = WordList() }
        return spilled.finished()
    }

    static func key(_ from: Int, _ step: UInt32, _ to: Int) -> UInt64 {
        UInt64(truncatingIfNeeded: from) &<< 44 | UInt64(step) &<< 20 | UInt64(truncatingIfNeeded: to)
    }
    static func step(_ key: UInt64) -> HolderStep { HolderStep(code: UInt32(truncatingIfNeeded: key >> 20) & 0xFF_FFFF) }
    static func from(_ key: UInt64) -> Int { Int(key >> 44) }
    static func to(_ key: UInt64) -> Int { Int(key & 0xF_FFFF) }

    @inline(__always)
    func add(_ key: UInt64, _ word: UInt32) {
        if key != lastKey {
            lastPlace = place(key)
            lastKey = key
        }
        if lists[lastPlace].append(word) { take() }
    }

    private func take() {
        taken += WordList.bytesOfBlock
        allowance.take(WordList.bytesOfBlock)
    }

    private func place(_ key: UInt64) -> Int {
        let place = known.place(of: CountTable.Key(first: key, second: 0))
        if place == lists.count { lists.append(WordList()) }
        return place
    }

    var keys: [UInt64] { known.keys.map(\.first) }

    /// Ready for the next batch. The counts by type stay.
    func clear() {
        if !lists.isEmpty {
            known = CountTable()
            lists.removeAll(keepingCapacity: true)
            lastKey = .max
        }
        allowance.giveBack(taken)
        (objects, objectBytes, taken) = (0, 0, 0)
        longArrays.removeAll(keepingCapacity: true)
    }
}
