extension UnsignedInteger {
    /// In hexadecimal with lower-case digits and no prefix, with zeros in front up to `digits` digits.
    public func hexadecimal(digits: Int = 1) -> String {
        let text = String(self, radix: 16)
        return String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
    }
}

extension Sequence<UInt8> {
    /// Two lower-case hexadecimal digits a byte.
    public var hexadecimal: String { map { $0.hexadecimal(digits: 2) }.joined() }
}
