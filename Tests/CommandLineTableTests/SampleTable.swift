import CommandLineTable

/// A made-up program, so that the tests do not depend on the verbs of the real one.
enum Sample {
    static let out = Option("output", short: "o", .text("FILE"), repeatable: true, meaning: "Write to FILE.")
    static let quiet = Option("quiet", short: "q", .flag, meaning: "Say less.")
    static let loud = Option("loud", short: "l", .flag, meaning: "Say more.")
    static let top = Option("top", .number("N", 1...1000), standard: "20", meaning: "Show N rows.")
    static let sort = Option("sort", .choice(["bytes", "count", "name"]), meaning: "Order of the rows.")
    static let only = Option("only", .choices("PART", ["heads", "tails", "edges"]), meaning: "Parts to look at.")
    static let depth = Option("depth", .number("N", 0...Int.max), meaning: "How deep.")
    static let box = Option("box", .text("PATH"), environment: "SAMPLE_BOX", meaning: "Where everything is kept.")

    static let common = OptionGroup("General", [quiet, loud, box, .help])

    static let table = CommandTable(
        program: "sample", summary: "tosses coins",
        verbs: [
            Verb(
                "toss", "Toss coins and compare.", details: ["The order counts."],
                arguments: [
                    Argument("A", meaning: "The first coin."), Argument("B", meaning: "The second."),
                    Argument("C", .many(atLeast: 0), meaning: "More."),
                ],
                groups: [OptionGroup("Output", [out, top, sort, only]), common],
                examples: [Example("sample toss dime penny", "Compares two coins.")]),
            Verb(
                "show", "Show one coin.",
                arguments: [
                    Argument("COIN", meaning: "The coin."), Argument("SIDE", .optional, choices: ["heads", "tails"], meaning: "One side."),
                ],
                groups: [common]),
            Verb(
                "dig", "Dig for coins.", arguments: [Argument("PLACE", .many(atLeast: 1), meaning: "Where.")],
                groups: [OptionGroup("Digging", [depth]), common]),
            Verb("box ls", "List the box.", groups: [common]),
            Verb("box empty", "Empty the box.", groups: [common]),
        ],
        fallback: "toss", notes: ["Sizes are powers of 1000."], examples: [Example("sample dime penny", "The short way.")])

    /// The request for these words. Words with a dot count as arguments.
    static func parse(_ words: String...) throws(UsageError) -> Request { try table.parse(words) { $0.contains(".") } }

    static func command(_ words: [String]) throws -> ParsedCommand {
        guard case .run(let command) = try table.parse(words, looksLikeArgument: { $0.contains(".") }) else { throw NotACommand() }
        return command
    }

    /// The sentence and the hint of the error for these words; `nil` when there is no error.
    static func complaint(_ words: String...) -> String? {
        do throws(UsageError) {
            _ = try table.parse(words) { $0.contains(".") }
            return nil
        } catch {
            return error.sentence + " | " + error.hint(program: table.program)
        }
    }

    struct NotACommand: Error {}
}
