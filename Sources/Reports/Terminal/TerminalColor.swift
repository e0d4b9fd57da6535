extension PageRole {
    /// The text in the role's colour. Everything that the colour says is in the text too.
    func painted(_ text: String, _ isColored: Bool) -> String {
        guard isColored, self != .plain, !text.isEmpty else { return text }
        let code =
            switch self {
            case .plain: "0"
            case .heading: "1"
            case .dim: "2"
            case .bad: "31"
            case .good: "32"
            case .doubtful: "33"
            }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }
}
