import CommandLineTable
import Reports
import SnapshotModel
import Storage

extension Command {
    static let namesList = Command(
        Verb(
            "names ls", "List the builds of which the store keeps the names of types.",
            details: [
                "The build is the time stamp and the size in the file's header, as the column 'build' of section types has it. 'types' counts the "
                    + "definitions, 'bytes' what their names take in the store."
            ],
            arguments: [Argument("GLOB", .optional, meaning: "Only files whose names match, like 'Orders*'.")],
            groups: [OptionGroup("Output", Options.output), OptionGroup("General", Options.general)],
            examples: [
                Example("heapdrift names ls", "Every build."), Example("heapdrift names ls 'Orders*' --json", "Some, for a script."),
            ]),
        formats: commonFormats + [.markdown]
    ) { values throws(UsageError) in NamesListTask(pattern: values.arguments.first.map(FilePattern.init)) }
}

/// `names ls [GLOB]`: by file, then by build.
struct NamesListTask: VerbTask {
    let pattern: FilePattern?

    func run(_ session: Session) throws -> ExitCode {
        let kept = try session.storeToRead().listModuleNames().filter { pattern?.matches($0.build.file) ?? true }
        if kept.isEmpty { session.messages.note("no names are kept\(pattern == nil ? "" : " of such files"); \(NamesList.advice)") }
        let rows = kept.map { names -> [ResultTable.Cell] in
            [.text(names.build.file), .text(names.build.text), .integer(names.types), .integer(names.bytes)]
        }
        return try session.deliver(.done, .result(ResultTable(.names, columns: ["file", "build", "types", "bytes"], rows: rows)))
    }
}

enum NamesList {
    static let advice = "'\(Product.name) \(Command.namesAdd.verb.name) FOLDER' keeps those of a published program"
}

/// A pattern for file names: `*` is any text, `?` any letter, whatever the case.
struct FilePattern: Sendable {
    let text: String
    private let pattern: NamePattern

    init(_ text: String) {
        self.text = text
        // A single '*' of a name's pattern stops at '.', which is meant for namespaces.
        let parts = text.lowercased().split(separator: "*", omittingEmptySubsequences: false)
        pattern = NamePattern(parts.joined(separator: "**"))
    }

    func matches(_ file: String) -> Bool { pattern.matches(file.lowercased()) }
}
