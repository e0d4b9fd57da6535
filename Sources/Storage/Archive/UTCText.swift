import FoundationEssentials

/// The seconds since 1970 of the years 1 to 9999.
let utcTextYears: Range<Int64> = -62_135_596_800..<253_402_300_800

/// `2026-11-21T10:31:07Z`; `@SECONDS` outside of the years 1 to 9999.
package func utcText(_ secondsSince1970: Int64) -> String {
    guard utcTextYears.contains(secondsSince1970) else { return "@\(secondsSince1970)" }
    return Date(timeIntervalSince1970: Double(secondsSince1970)).formatted(.iso8601)
}
