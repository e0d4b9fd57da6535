/// FNV-1a with 64 bits (Fowler, Noll, Vo). The same input gives the same hash in every version of the program, so a hash can be stored. It
/// tells inputs apart and protects no secret.
public struct StableHash: Sendable {
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    public init() {}

    /// Adds the bytes of a number, the lowest first.
    public mutating func add<Number: FixedWidthInteger>(_ number: Number) {
        for place in 0..<Number.bitWidth / 8 {
            value = (value ^ UInt64(truncatingIfNeeded: number >> (place * 8)) & 0xFF) &* 0x100_0000_01B3
        }
    }
}
