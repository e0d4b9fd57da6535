import CommandLineTable

/// A form in which results are written.
enum Format: String, CaseIterable {
    case text, json, csv

    static let words = allCases.map(\.rawValue)

    /// The format that a file's extension names.
    init?(extensionOf path: String) {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
        switch path[dot...].lowercased() {
        case ".json": self = .json
        case ".csv": self = .csv
        case ".txt", ".text": self = .text
        default: return nil
        }
    }
}

/// A file of `-o`.
struct OutputTarget: Equatable {
    let path: String
    let format: Format

    /// `growth.json`, `csv:growth.dat`.
    init?(_ text: String) {
        if let colon = text.firstIndex(of: ":"), let format = Format(rawValue: String(text[..<colon])) {
            path = String(text[text.index(after: colon)...])
            self.format = format
        } else if let format = Format(extensionOf: text) {
            path = text
            self.format = format
        } else {
            return nil
        }
        if path.isEmpty { return nil }
    }
}
