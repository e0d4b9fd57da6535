import CommandLineTable
import Glibc

extension Answer {
    static let completion = Answer(
        Verb(
            "completion", "Print a completion script for a shell.",
            details: [
                "The script knows every verb, option and word of this version; it asks the store for the names of series. Where a release was "
                    + "unpacked, the scripts lie in its folder 'completions'."
            ],
            arguments: [Argument("SHELL", choices: Shell.words, meaning: "The shell that reads it.")],
            groups: [OptionGroup("General", [.help])],
            examples: [
                Example("source <(heapdrift completion bash)", "In ~/.bashrc; for zsh the same with 'zsh' in ~/.zshrc, after compinit."),
                Example("heapdrift completion fish > ~/.config/fish/completions/heapdrift.fish", "For fish."),
            ])
    ) { command, _ in
        guard let shell = command.arguments.first.flatMap(Shell.init(rawValue:)) else {
            throw Failure(.internalError, "internal", "completion was asked for an unknown shell")
        }
        try writeAll(Array(VerbTable.table.completion(for: shell, seriesCommand: seriesCommand).utf8), to: STDOUT_FILENO)
    }

    /// Prints the names of series, one on each line, after a line with the column's name. That name is a dash, which the scripts ignore.
    /// `tr` removes the carriage returns of CSV.
    private static let seriesCommand =
        "\(Product.name) store sql --quiet --format csv "
        + #"'select distinct series as "-" from snapshots where series is not null order by 1' 2>/dev/null </dev/null | tr -d '\r'"#
}
