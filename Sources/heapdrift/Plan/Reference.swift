import CommandLineTable
import Storage
import Wording

/// The meaning of REF.
enum Reference: Equatable, Sendable {
    case file(String)
    case stored(SnapshotReference, text: String)

    /// A text that names an existing file or a member of an archive is a file, whatever its name. Any other text with an `@` must be a
    /// valid reference to the store, or this throws.
    init(_ text: String) throws(UsageError.Problem) {
        guard !fileExists(text), !isBelowAFile(text), let at = text.lastIndex(of: "@") else {
            self = .file(text)
            return
        }
        guard let reference = SnapshotReference(text) else {
            let meant = nearestWord(to: String(text[text.index(after: at)...]), among: ["latest"]).map { String(text[...at]) + $0 }
            throw .badValue(
                of: "REF", found: text,
                expected:
                    "a file or a snapshot of the store like series@latest, series@latest~1, series@2026-08-01, series@baseline or @42",
                nearest: meant)
        }
        self = .stored(reference, text: text)
    }

    /// As typed.
    var text: String {
        switch self {
        case .file(let text), .stored(_, let text): text
        }
    }
}
