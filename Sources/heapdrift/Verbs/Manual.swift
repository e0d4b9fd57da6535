import CommandLineTable
import FoundationEssentials
import Glibc

extension Answer {
    static let manual = Answer(
        Verb(
            "man", "Write the manual pages into a folder.",
            details: [
                "One page for the program and one for each verb, with the text of 'help'. Their date is today, or that of "
                    + "$SOURCE_DATE_EPOCH if it is set."
            ],
            arguments: [Argument("DIR", meaning: "The folder; it is created if it does not exist.")],
            groups: [OptionGroup("General", [.help])],
            examples: [
                Example("heapdrift man ~/.local/share/man/man1", "Then 'man heapdrift-diff' works."),
                Example("heapdrift man . && man ./heapdrift-diff.1", "To read one without installing it."),
            ])
    ) { command, surroundings in
        let folder = command.arguments[0]
        for page in VerbTable.table.manPages(version: Product.version, date: try date(surroundings.environment)) {
            let path = join(folder, page.fileName)
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try writeFile(Array(page.text.utf8), to: path)
            } catch OutputFailure.failed(let code) {
                throw Failure(.usage, "cannot-write", "\(path): cannot be written: \(reason(code))")
            } catch {
                throw Failure(.usage, "cannot-write", "\(folder): the folder cannot be made; give another or make it first")
            }
        }
    }

    /// The date of the pages. Reproducible builds give it in SOURCE_DATE_EPOCH (seconds since 1970).
    private static func date(_ environment: [String: String]) throws -> String {
        guard let text = environment["SOURCE_DATE_EPOCH"] else { return day(Date.now) }
        guard let seconds = Int64(text), (0...253_402_300_799).contains(seconds) else {
            throw Failure(.usage, "usage", "SOURCE_DATE_EPOCH is '\(text)' and not seconds since 1970; unset it or correct it")
        }
        return day(Date(timeIntervalSince1970: Double(seconds)))
    }

    private static func day(_ date: Date) -> String { String(date.formatted(.iso8601).prefix(10)) }
}
