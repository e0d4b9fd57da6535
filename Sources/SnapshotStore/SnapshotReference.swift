import FoundationEssentials

/// How a stored snapshot is named: `@42`, `orders@latest`, `orders@latest~1`, `orders@2026-08-01`.
package enum SnapshotReference: Equatable, Sendable {
    case id(Int64)
    /// `back` 0 is the newest.
    case latest(series: String, back: Int64)
    /// The newest at or before that second (of a day: before the next day begins, UTC).
    case at(series: String, time: Int64)

    /// nil: not a reference to a stored snapshot.
    package init?(_ text: String) {
        guard let at = text.lastIndex(of: "@") else { return nil }
        let series = String(text[..<at])
        let place = text[text.index(after: at)...]
        if series.isEmpty {
            guard place.allSatisfy({ $0.isASCII && $0.isNumber }), let id = Int64(place) else { return nil }
            self = .id(id)
        } else if place == "latest" {
            self = .latest(series: series, back: 0)
        } else if place.hasPrefix("latest~"), let back = Int64(place.dropFirst(7)), back >= 0 {
            self = .latest(series: series, back: back)
        } else if place.utf8.count == 10, let day = SnapshotReference.seconds(place + "T00:00:00Z") {
            self = .at(series: series, time: day + 86_399)
        } else if let time = SnapshotReference.seconds(String(place)) {
            self = .at(series: series, time: time)
        } else {
            return nil
        }
    }

    private static func seconds(_ text: some StringProtocol) -> Int64? {
        (try? Date(String(text), strategy: .iso8601)).flatMap { Int64(exactly: $0.timeIntervalSince1970.rounded(.down)) }
    }

    /// What a reference may look like, for errors.
    package static let forms = "expected series@latest, series@latest~1, series@2026-08-01 or @42"
}
