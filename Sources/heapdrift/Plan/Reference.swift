import CommandLineTable
import Storage
import Wording

/// What REF means.
enum Reference: Equatable, Sendable {
    case file(String)
    case stored(SnapshotReference, text: String)

    /// A file that exists is a file whatever its name, and so is what lies in one (an archive). Otherwise what has an `@` is meant for the store; throws when it says nothing there.
    init(_ text: String) throws(UsageError.Problem) {
        guard !fileExists(text), !goesOnBehindAFile(text), let at = text.lastIndex(of: "@") else {
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
