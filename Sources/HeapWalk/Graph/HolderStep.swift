import RawMemory

/// The way from an object to one that it refers to, as a number of 24 bits.
package enum HolderStep: Hashable, Sendable {
    /// A field at this offset in the object.
    case field(offset: UInt64)
    case element
    /// A field at this offset in the structures of an array.
    case elementField(offset: UInt64)
    /// From the first to the second object of a dependent handle.
    case dependent
    /// From an object of a type that can be unloaded to the loader's object.
    case loaderAllocator

    static let elementCode: UInt32 = 0xFF_FFFF
    static let dependentCode: UInt32 = 0xFF_FFFE
    static let loaderCode: UInt32 = 0xFF_FFFD
    static let structureBit: UInt32 = 0x80_0000
    /// Fields beyond it have one number.
    private static let lastField: UInt32 = 0x7F_FFFF

    @inline(__always)
    static func fieldCode(_ offset: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: min(offset &>> 3, UInt64(lastField))) }

    init(code: UInt32) {
        switch code {
        case Self.elementCode: self = .element
        case Self.dependentCode: self = .dependent
        case Self.loaderCode: self = .loaderAllocator
        case Self.structureBit...: self = .elementField(offset: UInt64(code & ~Self.structureBit) << 3)
        default: self = .field(offset: UInt64(code) << 3)
        }
    }
}
