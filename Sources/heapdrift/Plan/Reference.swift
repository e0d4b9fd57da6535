import CommandLineTable
import Reduction
import Storage
import Wording

/// The meaning of REF, as far as it is known without the store.
enum Reference: Equatable, Sendable {
    case file(String)
    case stored(SnapshotReference, text: String)
    /// Neither a file nor a text with an `@`: the latest snapshot of the series of this name. What it is instead is known when the store is
    /// open (`Session.settled`).
    case named(String)

    /// A text that names an existing file or a member of an archive is a file, whatever its name, and so is one that begins like a path. A
    /// folder is not, because no verb reads one. Any other text with an `@` must be a valid reference to the store, or this throws.
    ///
    /// `-` is standard input.
    init(_ text: String) throws(UsageError.Problem) {
        let text = inputPath(text)
        guard !beginsLikeAPath(text), !isFile(text), !isBelowAFile(text) else {
            self = .file(text)
            return
        }
        guard let at = text.lastIndex(of: "@") else {
            self = .named(text)
            return
        }
        guard let reference = SnapshotReference(text) else {
            let meant = nearestWord(to: String(text[text.index(after: at)...]), among: ["latest"]).map { String(text[...at]) + $0 }
            throw .badValue(
                of: "REF", found: text,
                expected:
                    "a file or a snapshot of the store like series, series@latest, series@latest~1, series@2026-08-01, series@baseline or @42",
                nearest: meant)
        }
        self = .stored(reference, text: text)
    }

    /// The series that it names.
    var series: String? { if case .stored(let stored, _) = self { stored.series } else { nil } }

    /// As typed, but for standard input.
    var text: String {
        switch self {
        case .file(let text), .stored(_, let text), .named(let text): text
        }
    }
}

/// `/dumps/a.core`, `./orders`, `..`: no name of a series.
private func beginsLikeAPath(_ text: String) -> Bool {
    ["/", "./", "../"].contains { text.hasPrefix($0) } || text == "." || text == ".."
}

/// Whether anything but a folder has this path, readable or not.
private func isFile(_ path: String) -> Bool { fileExists(path) && !isFolder(path) }

/// The word for standard input and standard output in the place of a file.
let standardStream = "-"

/// The path of an input as typed. `-` is standard input.
func inputPath(_ text: String) -> String { text == standardStream ? Inputs.standardInput : text }

/// An input as messages name it: its path in quotes, or `standard input`.
func quotedInput(_ path: String) -> String {
    [Inputs.standardInput, Inputs.standardInputName].contains(path) ? Inputs.standardInputName : "'\(path)'"
}
