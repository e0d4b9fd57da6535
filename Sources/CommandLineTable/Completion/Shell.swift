/// A shell for which a completion script can be written.
package enum Shell: String, CaseIterable, Sendable {
    case bash, zsh, fish

    package static var words: [String] { allCases.map(\.rawValue) }
}

extension CommandTable {
    /// A script with which `shell` completes the program's verbs, options and arguments. `seriesCommand` is a command line that prints the
    /// names of the series, one on each line, and no errors. The script runs it to complete a name, and ignores lines that are not plain
    /// names.
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
