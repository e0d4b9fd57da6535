import CommandLineTable
import Glibc
import Reduction

extension Plan {
    /// Resolves a command line. It only looks at the environment, the terminal and which files exist, and changes nothing.
    static func resolve(_ command: ParsedCommand, _ surroundings: Surroundings) throws(UsageError) -> Plan {
        let values = TypedCommand(command, surroundings)
        let color = command.value(.color).flatMap(When.init(rawValue:)) ?? .auto
        let store = try values.store()
        let readers = command.arguments + (command.value(.budget).map { [$0] } ?? [])
        guard readers.count(where: { $0 == standardStream }) < 2 else {
            throw UsageError(.contradiction("standard input ('-') can be read once, and is given twice"), verb: command.verb.words)
        }
        if command.arguments.contains(standardStream), isatty(STDIN_FILENO) == 1 {
            throw UsageError(
                .contradiction("'-' reads standard input, which is this terminal; send a dump into it, from a file or through a pipe"),
                verb: command.verb.words)
        }
        guard let planned = VerbTable.command(command.verb) else { throw UsageError(.noVerb) }
        return Plan(
            task: try planned.plan(values), format: try values.format(planned.formats), files: try values.files(planned.formats),
            verbosity: command.last(of: [.quiet, .verbose]).map { $0 == .quiet ? .quiet : .verbose } ?? .normal,
            progress: command.value(.progress).flatMap(When.init(rawValue:)) ?? .auto,
            terminal: TerminalFacts(color: color, environment: surroundings.environment), store: store, rows: try values.rows(),
            reduction: try values.reduction(store), surroundings: surroundings, redaction: try values.redaction(store))
    }
}
