extension UnsignedInteger {
    /// The number in hexadecimal with lower-case digits and no prefix, padded with zeros to `digits` digits.
    public func hexadecimal(digits: Int = 1) -> String {
        let text = String(self, radix: 16)
        return String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
    }
}

extension Sequence<UInt8> {
    /// Two lower-case hexadecimal digits for each byte.
    public var hexadecimal: String { map { $0.hexadecimal(digits: 2) }.joined() }
}
