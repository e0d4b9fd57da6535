import CommandLineTable
import Reduction

extension Plan {
    /// Resolves what was typed. Touches nothing: looks at the environment, at which files exist and at the terminal alone.
    static func resolve(_ command: ParsedCommand, _ surroundings: Surroundings) throws(UsageError) -> Plan {
        let values = TypedCommand(command)
        let color = command.value(.color).flatMap(When.init(rawValue:)) ?? .auto
        guard
            let store = StorePath.resolve(
                option: try values.nonEmpty(.store), environment: surroundings.environment, folder: surroundings.folder)
        else {
            throw UsageError(
                .contradiction("no place for the store: neither a repository nor a home folder; give --store PATH"),
                verb: command.verb.words)
        }
        return Plan(
            task: try task(command, values), format: values.format(), files: try values.files(),
            verbosity: command.last(of: [.quiet, .verbose]).map { $0 == .quiet ? .quiet : .verbose } ?? .normal,
            progress: command.value(.progress).flatMap(When.init(rawValue:)) ?? .auto,
            terminal: TerminalFacts(color: color, environment: surroundings.environment), store: store, rows: try values.rows(),
            reduction: try values.reduction(surroundings, store))
    }

    private static func task(_ command: ParsedCommand, _ values: TypedCommand) throws(UsageError) -> Task {
        let arguments = command.arguments
        switch command.verb {
        case VerbTable.diff:
            return .diff(
                try arguments.map { text throws(UsageError) in try reference(text, command.verb) }, exitCode: command.has(.exitCode))
        case VerbTable.snap: return .snap(arguments, series: try values.series())
        case VerbTable.show: return .show(try reference(arguments[0], command.verb), section: arguments.dropFirst().first)
        case VerbTable.storeList: return .storeList(series: arguments.first)
        default: return .storeSQL(arguments[0])
        }
    }

    private static func reference(_ text: String, _ verb: Verb) throws(UsageError) -> Reference {
        do throws(UsageError.Problem) { return try Reference(text) } catch { throw UsageError(error, verb: verb.words) }
    }
}
