/// A shell for which the table can be written as a completion script.
package enum Shell: String, CaseIterable, Sendable {
    case bash, zsh, fish

    package static var words: [String] { allCases.map(\.rawValue) }
}

extension CommandTable {
    /// A script that teaches `shell` the program's verbs, options and arguments. `seriesCommand` is a command line that prints the names of
    /// the series, one a line, and no error; the script runs it when a person asks for one. Lines that are no plain names are passed over.
    package func completion(for shell: Shell, seriesCommand: String) -> String {
        switch shell {
        case .bash: BashCompletion(table: self, seriesCommand: seriesCommand).script
        case .zsh: ZshCompletion(table: self, seriesCommand: seriesCommand).script
        case .fish: FishCompletion(table: self, seriesCommand: seriesCommand).script
        }
    }
}

/// A word that a POSIX shell takes literally.
func singleQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
