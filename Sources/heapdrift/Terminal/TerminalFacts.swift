import Glibc

/// `--color` and `--progress`.
enum When: String, CaseIterable {
    case auto, always, never

    static let words = allCases.map(\.rawValue)
}

/// What is known of the terminal before any work starts.
struct TerminalFacts {
    /// Columns; 100 where there is no terminal to ask.
    let width: Int
    let colorOnOutput: Bool
    let outputIsTerminal: Bool
    let messagesAreTerminal: Bool

    /// Columns where nobody says how many there are: the width that every table is made for.
    static let standardWidth = 100

    init(color: When, environment: [String: String]) {
        outputIsTerminal = isatty(STDOUT_FILENO) == 1
        messagesAreTerminal = isatty(STDERR_FILENO) == 1
        colorOnOutput = TerminalFacts.usesColor(color, isTerminal: outputIsTerminal, environment)
        width = TerminalFacts.width(environment) ?? TerminalFacts.standardWidth
    }

    /// The option wins; then NO_COLOR (when not empty), then CLICOLOR_FORCE, then whether it is a terminal that can.
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

    /// What COLUMNS says, else what the terminal on standard output or error says.
    private static func width(_ environment: [String: String]) -> Int? {
        if let columns = environment["COLUMNS"].flatMap({ Int($0) }), (20...10_000).contains(columns) { return columns }
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            var size = winsize()
            if unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        }
        return nil
    }
}
