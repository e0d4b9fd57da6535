package import Growth

/// A form in which a report can be written.
package enum OutputFormat: String, CaseIterable, Sendable {
    case text, json, csv

    /// Words for `--format`.
    package static var words: [String] { allCases.map(\.rawValue) }

    /// `text`, `json`, `csv`, and the extension `txt`; case does not matter.
    package init?(word: String) {
        let word = word.lowercased()
        guard let format = word == "txt" ? .text : OutputFormat(rawValue: word) else { return nil }
        self = format
    }

    /// What `-o` names: `FORMAT:FILE`, or a file whose extension says the format.
    package static func target(_ argument: String) throws(UnreadableValue) -> (format: OutputFormat, path: String) {
        let expected = "a file that ends in .txt, .json or .csv, or FORMAT:FILE with text, json or csv"
        if let colon = argument.firstIndex(of: ":") {
            let word = String(argument[..<colon])
            let path = String(argument[argument.index(after: colon)...])
            if let format = OutputFormat(word: word) {
                guard !path.isEmpty else { throw UnreadableValue(argument, expected: expected, found: "no file behind the colon") }
                return (format, path)
            }
            // One word before a colon was meant as a format; `./a:b.json` is a file.
            if !word.isEmpty, word.allSatisfy({ $0.isLetter }) {
                throw UnreadableValue(argument, expected: expected, found: "the format '\(word)'")
            }
        }
        let name = argument.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
            throw UnreadableValue(argument, expected: expected, found: "no extension")
        }
        guard let format = OutputFormat(word: String(name[name.index(after: dot)...])) else {
            throw UnreadableValue(argument, expected: expected, found: "the extension '\(name[dot...])'")
        }
        return (format, argument)
    }
}
