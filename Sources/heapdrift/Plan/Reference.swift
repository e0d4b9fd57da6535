/// What REF means.
enum Reference: Hashable, Sendable {
    case file(String)
    /// `@42`.
    case id(UInt64)
    /// `orders@latest~1`: the series and what stands after the `@`.
    case series(String, at: String)

    /// A file that exists is a file whatever its name. Otherwise what has an `@` is meant for the store.
    init(_ text: String) {
        guard !fileExists(text), let at = text.lastIndex(of: "@") else {
            self = .file(text)
            return
        }
        let series = String(text[..<at])
        let place = String(text[text.index(after: at)...])
        if series.isEmpty, let id = UInt64(place) {
            self = .id(id)
        } else {
            self = .series(series, at: place)
        }
    }
}
