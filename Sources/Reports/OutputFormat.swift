package import Growth

/// A format in which a report can be written.
package enum OutputFormat: String, CaseIterable, Sendable {
    case text, json, csv
    /// For a job's summary or a comment on a pull request.
    case markdown
    /// Test results, which every CI system shows.
    case junit
    /// Static analysis results, for code scanning.
    case sarif
    /// Workflow commands of GitHub Actions: annotations on the lines of the budget.
    case github
    /// GitLab's code quality report.
    case gitlab
    /// A file for node_exporter's textfile collector and other readers of OpenMetrics.
    case openmetrics

    /// The words for the formats.
    package static var words: [String] { allCases.map(\.rawValue) }

    /// One of `words`, `txt` or `md`; case does not matter.
    package init?(word: String) {
        let word = word.lowercased()
        guard let format = ["txt": .text, "md": .markdown][word] ?? OutputFormat(rawValue: word) else { return nil }
        self = format
    }

    /// Extensions of files by which a format is known. GitHub's and GitLab's formats have none.
    private static let extensions: [(String, OutputFormat)] = [
        ("txt", .text), ("json", .json), ("csv", .csv), ("md", .markdown), ("xml", .junit), ("sarif", .sarif), ("prom", .openmetrics),
    ]

    /// The file that stands for standard output.
    package static let standardOutput = "-"

    /// Reads `FORMAT:FILE`, or a file with the extension of a format. `known` are the formats that the report has. `-` alone is text on standard
    /// output.
    package static func target(_ argument: String, among known: [OutputFormat] = allCases) throws(UnreadableValue)
        -> (format: OutputFormat, path: String)
    {
        let endings = extensions.filter { known.contains($0.1) }
        let expected =
            "a file that ends in \(list(endings.map { ".\($0.0)" })), or FORMAT:FILE with \(list(known.map(\.rawValue)))"
        if argument == standardOutput { return (.text, argument) }
        if let colon = argument.firstIndex(of: ":") {
            let word = String(argument[..<colon])
            let path = String(argument[argument.index(after: colon)...])
            if let format = OutputFormat(word: word), known.contains(format) {
                guard !path.isEmpty else { throw UnreadableValue(argument, expected: expected, found: "no file after the colon") }
                return (format, path)
            }
            // A single word before a colon is meant as a format; `./a:b.json` is a file.
            if !word.isEmpty, word.allSatisfy({ $0.isLetter }) {
                throw UnreadableValue(argument, expected: expected, found: "the format '\(word)'")
            }
        }
        let name = argument.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
            throw UnreadableValue(argument, expected: expected, found: "no extension")
        }
        let ending = name[name.index(after: dot)...].lowercased()
        guard let format = endings.first(where: { $0.0 == ending })?.1 else {
            throw UnreadableValue(argument, expected: expected, found: "the extension '\(name[dot...])'")
        }
        return (format, argument)
    }

    private static func list(_ words: [String]) -> String { words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "") }
}
