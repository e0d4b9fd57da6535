import FoundationEssentials

/// Times as ISO 8601 in UTC: `2026-11-21T10:31:07Z`.
enum TimeText {
    /// `nil` outside of the years 1 to 9999, which ISO 8601 cannot write without an agreement.
    static func iso8601(_ secondsSince1970: Int64) -> String? {
        guard (-62_135_596_800..<253_402_300_800).contains(secondsSince1970) else { return nil }
        return Date(timeIntervalSince1970: Double(secondsSince1970)).formatted(.iso8601)
    }

    /// The same for a sentence: `@SECONDS` for a time that cannot be written.
    static func spoken(_ secondsSince1970: Int64) -> String { iso8601(secondsSince1970) ?? "@\(secondsSince1970)" }

    /// `2026-11-21`; empty for a time that cannot be written.
    static func day(_ secondsSince1970: Int64) -> String { iso8601(secondsSince1970).map { String($0.prefix(10)) } ?? "" }
}
