import CommandLineTable

/// `help`, `--help`: pages of the table, in the terminal's width.
func helpPage(_ words: [String], _ terminal: TerminalFacts) -> [UInt8] { Array(VerbTable.table.help(words, width: terminal.width).utf8) }

/// `version`, `--version`.
func versionLine() -> [UInt8] { Array("\(Product.name) \(Product.version)\n".utf8) }
