import Budgets
import CommandLineTable
import Growth
import Reduction
import Reports
import SnapshotModel
import Storage

/// Converts the options of a parsed command into values: sizes, times, labels, formats. Each error names the option and the expected form.
struct TypedCommand {
    let command: ParsedCommand
    let surroundings: Surroundings

    init(_ command: ParsedCommand, _ surroundings: Surroundings) {
        self.command = command
        self.surroundings = surroundings
    }

    var arguments: [String] { command.arguments }

    /// The arguments as paths of inputs: `-` is standard input.
    var inputPaths: [String] { arguments.map(inputPath) }

    func reference(_ text: String) throws(UsageError) -> Reference {
        do throws(UsageError.Problem) { return try Reference(text) } catch { throw UsageError(error, verb: command.verb.words) }
    }

    func references(_ texts: [String]) throws(UsageError) -> [Reference] {
        try texts.map { text throws(UsageError) in try reference(text) }
    }

    /// The format of standard output. Throws when the verb's report does not have that format.
    /// The last of `--json`, `--format` and `-o FORMAT:-` decides.
    func format(_ known: [OutputFormat]) throws(UsageError) -> OutputFormat {
        var chosen = OutputFormat.text
        for (option, text) in command.options {
            switch option {
            case .json: chosen = .json
            case .format: if let format = OutputFormat(word: text) { chosen = try possible(format, known, option, text) }
            case .output:
                let target = try target(text, known)
                if target.path == OutputFormat.standardOutput { chosen = target.format }
            default: break
            }
        }
        return chosen
    }

    private func target(_ text: String, _ known: [OutputFormat]) throws(UsageError) -> OutputTarget {
        do throws(UnreadableValue) {
            let target = try OutputFormat.target(text, among: known)
            if let folder = missingFolder(of: target.path) {
                throw UnreadableValue(text, expected: "a file in a folder that exists ('\(folder)' does not)", found: folder)
            }
            return OutputTarget(path: target.path, format: target.format)
        } catch { throw bad(.output, text, error.expected) }
    }

    private func possible(_ format: OutputFormat, _ known: [OutputFormat], _ option: Option, _ text: String) throws(UsageError)
        -> OutputFormat
    {
        if known.contains(format) { return format }
        throw bad(option, text, "a format that '\(command.verb.name)' has: " + known.map(\.rawValue).joined(separator: ", "))
    }

    func files(_ known: [OutputFormat]) throws(UsageError) -> [OutputTarget] {
        try command.values(.output).map { text throws(UsageError) in try target(text, known) }.filter {
            $0.path != OutputFormat.standardOutput
        }
    }

    /// The folder of a file to write, if there is none. The file is written after long work, so this is looked at before.
    private func missingFolder(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
        let folder = String(path[..<slash])
        return isFolder(folder) ? nil : folder
    }

    /// The value of an option that must not be empty.
    func nonEmpty(_ option: Option) throws(UsageError) -> String? {
        guard let text = command.value(option) else { return nil }
        if text.isEmpty { throw bad(option, text, "something that is not empty") }
        return text
    }

    /// The name of a series. It cannot contain `@`, because `series@latest` would not find it then.
    func series() throws(UsageError) -> String? {
        guard let name = try nonEmpty(.series) else { return nil }
        if name.contains("@") { throw bad(.series, name, "a name without '@'") }
        return name
    }

    /// `--since`, in seconds since 1970.
    func since() throws(UsageError) -> Int64? {
        guard let text = command.value(.since) else { return nil }
        guard let time = CalendarTime.parse(text) else {
            throw bad(.since, text, "a time that exists, like 2026-08-01T10:30 (UTC), 2026-08-01 or @SECONDS")
        }
        return time
    }

    /// The series that an argument names, and the snapshot that ends it: `orders` and `orders@latest` are the whole series.
    func series(at place: Int) throws(UsageError) -> (name: String, end: SnapshotReference) {
        let text = arguments[place]
        guard text.contains("@") else { return (text, .latest(series: text, back: 0)) }
        guard let reference = SnapshotReference(text), let series = reference.series else {
            throw UsageError(
                .badValue(of: "SERIES", found: text, expected: "a series, or one up to a snapshot like series@latest~1", nearest: nil),
                verb: command.verb.words)
        }
        return (series, reference)
    }

    /// The name of the series that an argument names, also as `orders@latest`.
    func seriesName(_ text: String) throws(UsageError) -> String {
        guard let reference = SnapshotReference(text) else { return text }
        if case .latest(let series, 0) = reference { return series }
        throw UsageError(
            .badValue(
                of: "SERIES", found: text, expected: "the name of a series",
                nearest: reference.series), verb: command.verb.words)
    }

    func rows() throws(UsageError) -> RowChoice {
        RowChoice(
            top: command.number(.top), all: command.has(.all), exact: command.has(.exact),
            sort: command.value(.sort).flatMap(RowSort.init(rawValue:)) ?? .bytes,
            types: command.has(.type) ? NameFilter(command.values(.type).map { NamePattern($0) }) : nil,
            minChange: try typed(.minChange) { text throws(UnreadableValue) in try MinChange(parsing: text) } ?? .standard)
    }

    /// The value of an option, parsed by a type of another target.
    func typed<Value>(_ option: Option, _ read: (String) throws(UnreadableValue) -> Value) throws(UsageError) -> Value? {
        guard let text = command.value(option) else { return nil }
        do throws(UnreadableValue) {
            return try read(text)
        } catch {
            throw bad(option, text, error.expected)
        }
    }

    /// `--store`, `--no-store` and the environment.
    func store() throws(UsageError) -> StoreChoice {
        let given = try nonEmpty(.store)
        let path = StorePath.resolve(option: given, environment: surroundings.environment, folder: surroundings.folder)
        guard command.has(.noStore) else { return path.map { .used($0) } ?? .nowhere }
        if given != nil {
            throw UsageError(
                .contradiction("'\(Option.noStore.spelling)' uses no store, and '\(Option.store.spelling)' names one"),
                verb: command.verb.words)
        }
        return .leftOut(path)
    }

    func reduction(_ store: StoreChoice) throws(UsageError) -> ReductionOptions {
        var options = ReductionOptions()
        options.only = command.words(.only).map(Set.init)
        options.layout = command.value(.layout)
        options.runtime = command.number(.runtime)
        options.reading.threadNames = command.has(.threadNames)
        options.reading.addresses = command.has(.addresses)
        options.reading.holders = !command.has(.noHolders)
        options.reading.retained = command.has(.retained)
        for (option, isGiven) in [(Option.retained, options.reading.retained), (.addresses, options.reading.addresses)]
        where isGiven && !options.reading.holders {
            throw UsageError(
                .contradiction("'\(option.spelling)' follows references, and '\(Option.noHolders.spelling)' does not"),
                verb: command.verb.words)
        }
        options.from = command.value(.from).flatMap(InputKind.init(rawValue:))
        options.splitsTexts = command.has(.split)
        options.modulePaths = command.values(.modulePath)
        if options.modulePaths.isEmpty, let given = surroundings.environment["HEAPDRIFT_MODULE_PATH"] {
            options.modulePaths = given.split(separator: ":").map(String.init)
        }
        options.workers = command.number(.jobs) ?? max(surroundings.processors, 1)
        (options.at, options.labels) = (try time(), try labels())
        if let work = try work() { options.labels["work"] = "\(work.amount) \(work.unit)" }
        options.maxMemory = try typed(.maxMemory) { text throws(UnreadableValue) in try ByteSize.parse(text) }
        if let size = try typed(.maxUnpacked, { text throws(UnreadableValue) in try ByteSize.parse(text) }) { options.maxUnpacked = size }
        // A dump is large, and /tmp may be in memory. So dumps are unpacked on the store's disk if it can be written to.
        if let folder = store.writableFolder {
            options.temporaryFolder = folder
        } else if let folder = surroundings.environment["TMPDIR"], folder.hasPrefix("/") {
            options.temporaryFolder = folder
        }
        return options
    }

    /// `--at`, in seconds since 1970.
    func time() throws(UsageError) -> Int64? {
        guard let text = command.value(.at) else { return nil }
        guard let time = CalendarTime.parse(text) else {
            throw bad(.at, text, "a time that exists, like 2026-08-01T10:30 (UTC), 2026-08-01 or @SECONDS")
        }
        return time
    }

    /// `--label`. The last one of a key counts.
    func labels() throws(UsageError) -> [String: String] {
        var labels: [String: String] = [:]
        for text in command.values(.label) {
            guard let (key, value) = parseLabel(text) else { throw bad(.label, text, "KEY=VALUE") }
            labels[key] = value
        }
        return labels
    }

    /// `--work`.
    func work() throws(UsageError) -> Work? {
        guard let text = command.value(.work) else { return nil }
        guard let work = Work(text) else { throw bad(.work, text, "a number and a unit like '5000 requests'") }
        return work
    }

    func redaction(_ store: StoreChoice) throws(UsageError) -> RedactionChoice? {
        guard command.has(.redact) else {
            if command.has(.keepNames) {
                throw UsageError(
                    .contradiction("'--keep-names' needs '--redact', which replaces the other names"), verb: command.verb.words)
            }
            return nil
        }
        var salt: RedactionChoice.Salt
        switch store {
        case .used(let path): salt = .file(path.beside(RedactionChoice.saltFile))
        case .leftOut(let path):
            // The salt of the store that is left out, if there is one, so that names have the stand-ins that they have elsewhere.
            let file = path?.beside(RedactionChoice.saltFile)
            salt = file.flatMap { fileExists($0) ? .file($0) : nil } ?? .once
        case .nowhere: salt = .once
        }
        if let given = surroundings.environment[RedactionChoice.saltVariable], !given.isEmpty {
            guard given.utf8.count >= RedactionChoice.leastSalt else {
                throw UsageError(
                    .contradiction(
                        "$\(RedactionChoice.saltVariable) has \(given.utf8.count) bytes and needs at least \(RedactionChoice.leastSalt), "
                            + "or names can be found by trying; make one with 'openssl rand -hex 32'"), verb: command.verb.words)
            }
            salt = .given(given)
        }
        let kept = Redaction.standardKeep + command.values(.keepNames)
        return RedactionChoice(keep: NameFilter(kept.map { NamePattern($0) }), salt: salt)
    }

    func bad(_ option: Option, _ found: String, _ expected: String) -> UsageError {
        UsageError(.badValue(of: option.spelling, found: found, expected: expected, nearest: nil), verb: command.verb.words)
    }
}
