import RawMemory

/// Counts of keys of four numbers: open addressing, and no allocation for a key that is known. Keys keep their places, in the order in
/// which they came.
///
/// The numbers come from a file, so the hash is another one in each process: no file can choose keys that all collide.
struct CountTable: Sendable {
    struct Key: Hashable, BitwiseCopyable, Sendable {
        var first: UInt64
        var second: UInt64
        var third: UInt64 = 0
        var fourth: UInt64 = 0
    }

    private(set) var keys: [Key] = []
    private(set) var counts: [UInt64] = []
    /// The place of a key and 1; 0 in a free slot. At most half of the slots are in use.
    private var slots = [UInt32](repeating: 0, count: 256)

    private static let factors: [4 of UInt64] = [
        .random(in: 0 ... .max) | 1, .random(in: 0 ... .max) | 1, .random(in: 0 ... .max) | 1, .random(in: 0 ... .max) | 1,
    ]
    /// The table's own copy, because a static value costs a check at each use.
    private let factors = Self.factors

    /// A key's place, under which `counts` has its count. A new key has the count 0.
    @inline(__always)
    mutating func place(of key: Key) -> Int {
        var slot = self.slot(key)
        while true {
            let place = slots[slot]
            if place == 0 { return add(key, slot) }
            if keys[Int(place) - 1] == key { return Int(place) - 1 }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
    }

    @inline(__always)
    mutating func add(_ count: UInt64, at place: Int) { counts[place] = counts[place].saturatingAdd(count) }

    mutating func add(_ key: Key, _ count: UInt64) { add(count, at: place(of: key)) }

    @inline(__always)
    private func slot(_ key: Key) -> Int {
        let mixed =
            key.first &* factors[0] &+ (key.second &* factors[1]).rotated &+ (key.third &* factors[2]).rotated &* factors[3]
            &+ key.fourth &* factors[3]
        return Int(truncatingIfNeeded: (mixed ^ (mixed &>> 32)) &* factors[0] &>> 20) & (slots.count &- 1)
    }

    private mutating func add(_ key: Key, _ slot: Int) -> Int {
        keys.append(key)
        counts.append(0)
        slots[slot] = UInt32(truncatingIfNeeded: keys.count)
        if keys.count * 2 > slots.count { grow() }
        return keys.count - 1
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (place, key) in keys.enumerated() {
            var slot = self.slot(key)
            while slots[slot] != 0 { slot = (slot &+ 1) & (slots.count &- 1) }
            slots[slot] = UInt32(truncatingIfNeeded: place + 1)
        }
    }
}

extension UInt64 {
    @inline(__always) fileprivate var rotated: UInt64 { self &<< 29 | self &>> 35 }
}
