public import RawMemory

/// The bytes of an image from its base on, as the dumped process has them in memory.
public struct ImageBytes: NumberSource {
    public let memory: AddressSpace
    public let base: Address

    public init(_ memory: AddressSpace, base: Address) {
        self.memory = memory
        self.base = base
    }

    public func u16(atOffset offset: UInt64) -> UInt16? { memory.u16(base + offset) }
    public func u32(atOffset offset: UInt64) -> UInt32? { memory.u32(base + offset) }
}
