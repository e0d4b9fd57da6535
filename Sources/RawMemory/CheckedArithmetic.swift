/// The only ways in which a number from a file becomes an index, a sum or a product. `nil` means that it cannot be represented and must be refused.
extension UInt64 {
    /// As an `Int`, when it fits.
    @inlinable public var asIndex: Int? { Int(exactly: self) }

    @inlinable public func checkedAdd(_ other: UInt64) -> UInt64? {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? nil : sum
    }

    @inlinable public func checkedMultiply(_ other: UInt64) -> UInt64? {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? nil : product
    }

    /// Sums saturate where a total of hostile counts must not trap and a wrong total is caught elsewhere.
    @inlinable public func saturatingAdd(_ other: UInt64) -> UInt64 { checkedAdd(other) ?? .max }
}
