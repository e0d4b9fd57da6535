package import SnapshotModel

/// Writes a number with its unit for people. The text does not depend on a locale.
package enum QuantityText {
    /// `655 MB`, `1,234`, `12.3%`, `1.05`.
    package static func value(_ value: Int128, _ unit: Unit) -> String {
        switch unit {
        case .bytes: ByteSize.text(value)
        case .percent: decimal(value, scale: 10_000, most: 1) + "%"
        case .ratio: decimal(value, scale: 1_000_000, most: 3)
        case .count, .none: grouped(value)
        }
    }

    /// With a sign, except for 0.
    package static func signed(_ value: Int128, _ unit: Unit) -> String { (value > 0 ? "+" : "") + self.value(value, unit) }

    /// With the noun of the unit: `1,234 objects`.
    package static func phrase(_ value: Int128, _ unit: Unit) -> String {
        self.value(value, unit) + (unit.noun.map { " " + $0 } ?? "")
    }

    /// `1,234,567`.
    package static func grouped(_ value: Int128) -> String {
        let digits = Array(String(value.magnitude).utf8)
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return text
    }

    /// `value / scale` with at most `decimals` decimals, rounded half away from zero, without zeros at the end.
    private static func decimal(_ value: Int128, scale: UInt128, most decimals: Int) -> String {
        var power: UInt128 = 1
        for _ in 0..<decimals { power *= 10 }
        let step = scale / power
        let rounded = value.magnitude / step + (value.magnitude % step >= step - step / 2 ? 1 : 0)
        var fraction = String(rounded % power)
        fraction = String(repeating: "0", count: decimals - min(fraction.count, decimals)) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return (value < 0 && rounded > 0 ? "-" : "") + grouped(Int128(clamping: rounded / power)) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
