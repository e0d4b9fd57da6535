/// What a piece of terminal text is, for those who see colours. Everything it says is in the text too.
enum Tone: Sendable {
    case plain, heading, faint, grew, shrank, warned

    func painted(_ text: String, _ isColored: Bool) -> String {
        guard isColored, self != .plain, !text.isEmpty else { return text }
        let code =
            switch self {
            case .plain: "0"
            case .heading: "1"
            case .faint: "2"
            case .grew: "31"
            case .shrank: "32"
            case .warned: "33"
            }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }

    /// By the sign of a difference.
    init(_ delta: Int128?) {
        self = (delta ?? 0) > 0 ? .grew : (delta ?? 0) < 0 ? .shrank : .plain
    }
}
