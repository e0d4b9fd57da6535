import FoundationEssentials

/// The name of a stored snapshot: `@42`, `orders@latest`, `orders@latest~1`, `orders@2026-08-01`, `orders@release-3`.
package enum SnapshotReference: Equatable, Sendable {
    case id(Int64)
    /// `back` 0 is the newest.
    case latest(series: String, back: Int64)
    /// The newest at or before that second; for a day (or a minute) its last one, UTC.
    case at(series: String, time: Int64)
    /// The baseline of that name.
    case baseline(series: String, name: String)

    /// `nil` when the text is not a reference to a stored snapshot.
    package init?(_ text: String) {
        guard let at = text.lastIndex(of: "@") else { return nil }
        let series = String(text[..<at])
        let place = text[text.index(after: at)...]
        if series.isEmpty {
            guard place.allSatisfy({ $0.isASCII && $0.isNumber }), let id = Int64(place) else { return nil }
            self = .id(id)
        } else if place == "latest" {
            self = .latest(series: series, back: 0)
        } else if place.hasPrefix("latest~") {
            let digits = place.dropFirst(7)
            guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let back = Int64(digits) else { return nil }
            self = .latest(series: series, back: back)
        } else if let time = SnapshotReference.lastSecond(of: String(place)) {
            self = .at(series: series, time: time)
        } else if BaselineName.isValid(String(place)) {
            self = .baseline(series: series, name: String(place))
        } else {
            return nil
        }
    }

    /// The series it names.
    package var series: String? {
        switch self {
        case .id: nil
        case .latest(let series, _), .at(let series, _), .baseline(let series, _): series
        }
    }

    /// The last second of `2026-08-01`, `2026-08-01T12:30` or `2026-08-01T12:30:05` (with or without a Z), in seconds since 1970, UTC. `nil`
    /// for a day that the calendar does not have, which the library's parser takes for one of the next month.
    private static func lastSecond(of text: String) -> Int64? {
        let bare = text.hasSuffix("Z") ? String(text.dropLast()) : text
        let (full, span): (String, Int64)
        switch bare.utf8.count {
        case 10 where bare == text: (full, span) = (bare + "T00:00:00Z", 86_400)
        case 16: (full, span) = (bare + ":00Z", 60)
        case 19: (full, span) = (bare + "Z", 1)
        default: return nil
        }
        guard let date = try? Date(full, strategy: .iso8601), date.formatted(.iso8601) == full else { return nil }
        return Int64(exactly: date.timeIntervalSince1970).map { $0 + span - 1 }
    }
}
