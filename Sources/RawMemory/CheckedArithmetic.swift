/// The only ways in which a number from a file becomes an index, a sum or a product. `nil` means that the result cannot be represented and
/// the input must be refused.
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

    /// A sum that saturates, for totals of hostile counts whose errors are found elsewhere.
    @inlinable public func saturatingAdd(_ other: UInt64) -> UInt64 { checkedAdd(other) ?? .max }
}
