import Growth
import SnapshotModel

/// Numbers as people read them. The same on every machine: no locale.
struct NumberText: Sendable {
    /// Exact integers instead of `39.8 M` and `3.44 GB`.
    let exact: Bool
    /// Counts are exact below this: every digit counts where a leak adds a few.
    var longestCount: Int128 = 10_000_000

    /// The value of a cell: bytes with their unit, anything else as a count.
    func value(_ value: Int128, _ unit: Unit) -> String {
        if unit == .percent || unit == .ratio { return QuantityText.value(value, unit) }
        if exact { return NumberText.grouped(value) }
        if unit == .bytes { return ByteSize.text(value) }
        return value.magnitude < longestCount.magnitude ? NumberText.grouped(value) : ByteSize.shortCount(value)
    }

    /// The same in a sentence, where exact bytes need their unit.
    func phrase(_ value: Int128, _ unit: Unit) -> String {
        self.value(value, unit) + (exact && unit == .bytes ? " bytes" : "")
    }

    /// With its sign; 0 has none.
    func signed(_ value: Int128, _ unit: Unit) -> String { (value > 0 ? "+" : "") + self.value(value, unit) }
    func signedPhrase(_ value: Int128, _ unit: Unit) -> String { (value > 0 ? "+" : "") + phrase(value, unit) }

    /// A slope: small numbers have a decimal, `+54.2`.
    func rate(_ value: Double, _ unit: Unit) -> String {
        let sign = value > 0 ? "+" : ""
        if unit == .percent || unit == .ratio { return sign + NumberText.decimal(value / 10_000) + "%" }
        if abs(value) < 100, unit != .bytes { return sign + NumberText.decimal(value) }
        guard let whole = Int128(exactly: value.rounded()) else { return "?" }
        return sign + self.value(whole, unit)
    }

    private static func decimal(_ value: Double) -> String {
        guard let tenths = Int64(exactly: (value * 10).rounded()) else { return "?" }
        return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths.magnitude % 10)")
    }

    /// `1,234,567`.
    static func grouped(_ value: Int128) -> String { QuantityText.grouped(value) }

    /// `+812%`, `-3.1%`, `new`, `gone`; from 10,000 % on the factor, `x580`. Empty when unknown and when nothing changed.
    func percent(_ change: Change) -> String {
        guard let before = change.before, let after = change.after, before != after else { return "" }
        if before == 0 { return "new" }
        if after == 0 { return "gone" }
        let share = change.share ?? 0
        if share >= 100 {
            let times = Int128(exactly: (share + 1).rounded()) ?? .max
            return "x" + (times < 100_000 ? NumberText.grouped(times) : ByteSize.shortCount(times))
        }
        return (share > 0 ? "+" : "") + NumberText.percent(share)
    }

    /// One decimal below 10 %, none above. Only for shares below 1,000.
    static func percent(_ share: Double) -> String {
        let percent = min(share, 1_000) * 100
        let tenths = Int((percent * 10).rounded())
        if tenths.magnitude >= 100 { return grouped(Int128(percent.rounded())) + "%" }
        return "\(tenths < 0 || percent < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)%"
    }
}
