import FoundationEssentials

/// `10 GB`, `1.5GiB`, `1000`: bytes; nil when it is no size or does not fit. KB, MB, GB, TB are powers of 1000; KiB to TiB of 1024.
func parseSize(_ text: String) -> UInt64? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    let factors: [String: UInt64] = [
        "": 1, "B": 1, "KB": 1000, "KIB": 1 << 10, "MB": 1_000_000, "MIB": 1 << 20, "GB": 1_000_000_000, "GIB": 1 << 30,
        "TB": 1_000_000_000_000, "TIB": 1 << 40,
    ]
    guard let factor = factors[unit.uppercased()] else { return nil }
    if let whole = UInt64(digits) {
        let (bytes, overflow) = whole.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }
    guard let number = Double(digits) else { return nil }
    return UInt64(exactly: (number * Double(factor)).rounded())
}

/// `2026-08-01`, `2026-08-01T10:30:00Z`, `2026-08-01T10:30:00+02:00` or `@SECONDS`: seconds since 1970, UTC; nil when it is none of these.
func parseTime(_ text: String) -> Int64? {
    if text.hasPrefix("@") { return Int64(text.dropFirst()) }
    let isDay = text.utf8.count == 10
    guard let date = try? Date(isDay ? text + "T00:00:00Z" : text, strategy: .iso8601) else { return nil }
    return Int64(exactly: date.timeIntervalSince1970.rounded(.down))
}

/// `key=value`, both sides not empty of meaning: the key must hold something.
func parseLabel(_ text: String) -> (key: String, value: String)? {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
}
