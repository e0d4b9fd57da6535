import CommandLineTable
import Reports

/// `help`, `--help`: pages of the table, in the terminal's width.
func helpPage(_ words: [String], _ terminal: TerminalFacts) -> [UInt8] {
    let text = VerbTable.table.help(words, width: terminal.width)
    return Array((terminal.showsUTF8 ? text : ASCIISigns.written(text)).utf8)
}

/// `version`, `--version`.
func versionLine() -> [UInt8] { Array("\(Product.name) \(Product.version)\n".utf8) }
