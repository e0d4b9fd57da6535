/// Writes and parses sizes. kB, MB, GB, … are powers of 1000; KiB, MiB, GiB, … are powers of 1024. Only the former are written.
package enum ByteSize {
    /// Names of the powers of 1000. Numbers larger than the last one get more digits.
    private static let decimalUnits = ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB", "RB", "QB"]
    private static let letters: [Character] = ["k", "m", "g", "t", "p", "e"]

    /// At most three digits and a unit: `999 B`, `64 kB`, `3.44 GB`. Rounded half away from zero.
    package static func text(_ bytes: Int128) -> String {
        scaled(bytes, smallest: "B", units: decimalUnits)
    }

    /// Like `text`, for counts: `999`, `40 k`, `39.8 M`.
    package static func shortCount(_ count: Int128) -> String {
        scaled(count, smallest: "", units: ["k", "M", "G", "T", "P", "E", "Z", "Y", "R", "Q"])
    }

    private static func scaled(_ value: Int128, smallest: String, units: [String]) -> String {
        let sign = value < 0 ? "-" : ""
        let magnitude = value.magnitude
        guard magnitude >= 1000 else { return sign + String(magnitude) + (smallest.isEmpty ? "" : " " + smallest) }
        var scale: UInt128 = 1000
        for (index, unit) in units.enumerated() {
            let isLast = index == units.count - 1
            for (decimals, power) in [(2, 100 as UInt128), (1, 10), (0, 1)] {
                let step = scale / power
                let rounded = magnitude / step + (magnitude % step >= step - step / 2 ? 1 : 0)
                guard rounded < 1000 || (isLast && decimals == 0) else { continue }
                return sign + decimal(rounded, decimals) + " " + unit
            }
            if !isLast { scale *= 1000 }
        }
        return sign + String(magnitude)
    }

    /// `123, 2` is `1.23`.
    private static func decimal(_ digits: UInt128, _ decimals: Int) -> String {
        guard decimals > 0 else { return String(digits) }
        var text = String(digits)
        while text.count <= decimals { text = "0" + text }
        let point = text.index(text.endIndex, offsetBy: -decimals)
        return text[..<point] + "." + text[point...]
    }

    /// Parses `64 kB`, `1.5GB`, `2 MiB` or `512 B`, without regard to case. The space may be missing. A fraction of a byte is rounded down.
    ///
    /// Throws when the text is not a number with such a unit, or is more than 2^64 - 1 bytes. A number without a unit is refused, because
    /// it may count something else.
    package static func parse(_ text: String) throws(UnreadableValue) -> UInt64 {
        let expected = "a size like '64 kB', '1.5 GB' or '2 GiB'"
        let trimmed = text.trimmed
        let number = trimmed.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = trimmed[number.endIndex...].trimmed.lowercased()
        guard let factor = factor(ofUnit: unit) else {
            let doubt = unit.isEmpty ? "no unit" : "no unit that is known (B, kB, MB, GB, TB, KiB, MiB, GiB, TiB)"
            throw UnreadableValue(text, expected: expected, found: doubt)
        }
        guard let value = DecimalNumber(number) else { throw UnreadableValue(text, expected: expected, found: "no number") }
        guard let bytes = value.times(UInt128(factor)), let size = UInt64(exactly: bytes) else {
            throw UnreadableValue(text, expected: expected, found: "more than 18.4 EB")
        }
        return size
    }

    private static func factor(ofUnit unit: String) -> UInt64? {
        if unit == "b" { return 1 }
        guard let first = unit.first, let power = letters.firstIndex(of: first) else { return nil }
        let base: UInt64
        switch unit.dropFirst() {
        case "b": base = 1000
        case "ib": base = 1024
        default: return nil
        }
        return (0...power).reduce(1) { factor, _ in factor * base }
    }
}

/// An unsigned decimal number like `1.5`, kept exactly: at most 18 digits before the point and 9 after it.
package struct DecimalNumber {
    /// The number times `scale`.
    package let scaled: UInt128
    package static let scale: UInt128 = 1_000_000_000

    package init?(_ text: Substring) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, whole.count <= 18 else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count == 1 || (!fraction.isEmpty && fraction.count <= 9) else { return nil }
        let padded = fraction + String(repeating: "0", count: 9 - fraction.count)
        guard let units = UInt128(whole), let parts = UInt128(padded) else { return nil }
        scaled = units * Self.scale + parts
    }

    /// The whole part of the product; `nil` when it does not fit.
    package func times(_ factor: UInt128) -> UInt128? {
        let (product, overflow) = scaled.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product / Self.scale
    }
}
