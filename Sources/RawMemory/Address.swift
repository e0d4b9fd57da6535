/// A virtual address in the dumped process. It is not an `Int`, because addresses above 2^63 exist (the kernel half, hostile input).
///
/// Arithmetic saturates at the top of the address space instead of trapping. No supported dump maps the last byte of the 64-bit space, so a
/// saturated address is never in the dump.
@frozen
public struct Address: Hashable, Comparable, Sendable {
    public var value: UInt64

    @inlinable public init(_ value: UInt64) { self.value = value }

    @inlinable public static func < (a: Address, b: Address) -> Bool { a.value < b.value }

    /// The address `bytes` after this one, saturated at 2^64 - 1.
    @inlinable public static func + (a: Address, bytes: UInt64) -> Address {
        let (sum, overflow) = a.value.addingReportingOverflow(bytes)
        return Address(overflow ? .max : sum)
    }

    /// The address `bytes` before this one, saturated at 0.
    @inlinable public static func - (a: Address, bytes: UInt64) -> Address { Address(a.value > bytes ? a.value - bytes : 0) }

    /// Bytes from `start` to here; 0 when `start` lies above.
    @inlinable public func distance(from start: Address) -> UInt64 { value >= start.value ? value - start.value : 0 }

    /// This address with the bits of `mask` cleared: pointer tags, mark bits, page offsets.
    @inlinable public func clearing(_ mask: UInt64) -> Address { Address(value & ~mask) }

    @inlinable public var isNull: Bool { value == 0 }
}

extension Address: CustomStringConvertible {
    public var description: String { "0x" + value.hexadecimal() }
}

/// A half-open range of virtual addresses.
@frozen
public struct AddressRange: Hashable, Sendable {
    public var start: Address
    public var end: Address

    /// A range whose end lies before its start is empty at `start`.
    @inlinable public init(_ start: Address, _ end: Address) {
        self.start = start
        self.end = end < start ? start : end
    }

    @inlinable public init(start: Address, count: UInt64) { self.init(start, start + count) }

    @inlinable public var count: UInt64 { end.value - start.value }
    @inlinable public var isEmpty: Bool { start == end }
    @inlinable public func contains(_ address: Address) -> Bool { start <= address && address < end }
}
