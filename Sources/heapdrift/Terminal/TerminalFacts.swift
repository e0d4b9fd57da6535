import Glibc

/// The values of `--color` and `--progress`.
enum When: String, CaseIterable {
    case auto, always, never

    static let words = allCases.map(\.rawValue)
}

/// Facts about the terminal, found before any work starts.
struct TerminalFacts {
    /// The width in columns; 100 without a terminal.
    let width: Int
    /// The lines that fit the terminal above its prompt; `nil` without a terminal on standard output.
    let height: Int?
    let colorOnOutput: Bool
    let outputIsTerminal: Bool
    let messagesAreTerminal: Bool
    /// Whether the locale says that characters outside of ASCII are shown.
    let showsUTF8: Bool

    /// The width in columns when it is unknown. Every table is made for it.
    static let standardWidth = 100

    init(color: When, environment: [String: String]) {
        outputIsTerminal = isatty(STDOUT_FILENO) == 1
        messagesAreTerminal = isatty(STDERR_FILENO) == 1
        colorOnOutput = TerminalFacts.usesColor(color, isTerminal: outputIsTerminal, environment)
        showsUTF8 = TerminalFacts.showsUTF8(environment)
        width = TerminalFacts.width(environment) ?? TerminalFacts.standardWidth
        height = TerminalFacts.height(environment)
    }

    /// The option decides first, then NO_COLOR (if not empty), then CLICOLOR_FORCE, then whether the output is a terminal with colours.
    static func usesColor(_ when: When, isTerminal: Bool, _ environment: [String: String]) -> Bool {
        switch when {
        case .always: return true
        case .never: return false
        case .auto:
            if !environment["NO_COLOR", default: ""].isEmpty { return false }
            if !["", "0"].contains(environment["CLICOLOR_FORCE", default: ""]) { return true }
            return isTerminal && environment["TERM"] != "dumb"
        }
    }

    /// By the locale, as programs in C find it: the first that is set of LC_ALL, LC_CTYPE and LANG. Where none is set, as in containers and
    /// CI jobs, a log shows UTF-8.
    static func showsUTF8(_ environment: [String: String]) -> Bool {
        guard let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap({ environment[$0] }).first(where: { !$0.isEmpty }) else { return true }
        return ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
    }

    /// The value of COLUMNS, or else the width of the terminal on standard output or standard error.
    private static func width(_ environment: [String: String]) -> Int? {
        if let columns = environment["COLUMNS"].flatMap({ Int($0) }), (20...10_000).contains(columns) { return columns }
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            if let size = size(descriptor), size.ws_col > 0 { return Int(size.ws_col) }
        }
        return nil
    }

    /// The value of LINES, or else the height of the terminal on standard output, less the line of the prompt.
    private static func height(_ environment: [String: String]) -> Int? {
        if let lines = environment["LINES"].flatMap({ Int($0) }), (2...10_000).contains(lines) { return lines - 1 }
        guard let size = size(STDOUT_FILENO), size.ws_row > 1 else { return nil }
        return Int(size.ws_row) - 1
    }

    private static func size(_ descriptor: Int32) -> winsize? {
        var size = winsize()
        return unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
    }
}
