import CommandLineTable
import Reduction

/// A parsed command's options as values of this program: sizes, times, labels, formats. Each error names the option and what it takes.
struct TypedCommand {
    let command: ParsedCommand

    init(_ command: ParsedCommand) { self.command = command }

    func format() throws(UsageError) -> Format {
        switch command.last(of: [.json, .format]) {
        case .json: .json
        default: command.value(.format).flatMap(Format.init(rawValue:)) ?? .text
        }
    }

    func files() throws(UsageError) -> [OutputTarget] {
        try command.values(.output).map { text throws(UsageError) in
            guard let target = OutputTarget(text) else {
                throw bad(
                    .output, text,
                    "a file that ends in .json, .csv or .txt, or FORMAT:FILE with one of \(Format.words.joined(separator: ", "))")
            }
            return target
        }
    }

    /// A value that must say something.
    func nonEmpty(_ option: Option) throws(UsageError) -> String? {
        guard let text = command.value(option) else { return nil }
        if text.isEmpty { throw bad(option, text, "something that is not empty") }
        return text
    }

    /// A series' name; `@` would make it unreachable as `series@latest`.
    func series() throws(UsageError) -> String? {
        guard let name = try nonEmpty(.series) else { return nil }
        if name.contains("@") { throw bad(.series, name, "a name without '@'") }
        return name
    }

    func reduction(_ surroundings: Surroundings) throws(UsageError) -> ReductionOptions {
        var options = ReductionOptions()
        options.only = command.words(.only).map(Set.init)
        options.workers = command.number(.jobs) ?? max(surroundings.processors, 1)
        if let text = command.value(.at) {
            guard let time = parseTime(text) else { throw bad(.at, text, "a time like 2026-08-01T10:30:00Z, 2026-08-01 or @SECONDS") }
            options.at = time
        }
        for text in command.values(.label) {
            guard let (key, value) = parseLabel(text) else { throw bad(.label, text, "KEY=VALUE") }
            options.labels[key] = value
        }
        if let text = command.value(.maxUnpacked) {
            guard let size = parseSize(text) else { throw bad(.maxUnpacked, text, "a size like 20 GB or 512MiB") }
            options.maxUnpacked = size
        }
        if let folder = surroundings.environment["TMPDIR"], folder.hasPrefix("/") { options.temporaryFolder = folder }
        return options
    }

    func bad(_ option: Option, _ found: String, _ expected: String) -> UsageError {
        UsageError(.badValue(of: option.spelling, found: found, expected: expected, nearest: nil), verb: command.verb.words)
    }
}
