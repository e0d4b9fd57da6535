import FoundationEssentials

/// Parses `2026-08-01`, `2026-08-01T10:30:00Z`, `2026-08-01T10:30:00+02:00` or `@SECONDS` to seconds since 1970, UTC. `nil` for anything
/// else.
func parseTime(_ text: String) -> Int64? {
    if text.hasPrefix("@") { return Int64(text.dropFirst()) }
    let isDay = text.utf8.count == 10
    guard let date = try? Date(isDay ? text + "T00:00:00Z" : text, strategy: .iso8601) else { return nil }
    return Int64(exactly: date.timeIntervalSince1970.rounded(.down))
}

/// Parses `key=value`. The key must not be empty.
func parseLabel(_ text: String) -> (key: String, value: String)? {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
}
