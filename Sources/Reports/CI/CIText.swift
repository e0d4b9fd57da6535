/// Text of a dump for the files that CI systems read: visible, and no longer than what people read there.
enum CIText {
    /// A type, a rule, a path.
    static func name(_ text: String) -> String { text.isEmpty ? "(no name)" : Shortening.visible(text, to: 400) }

    /// The columns of a sentence.
    static let mostOfMessage = 1_200

    /// A sentence with names in it.
    static func message(_ text: String) -> String {
        text.isEmpty ? "(no message)" : Shortening.visible(text, to: mostOfMessage)
    }

    /// Ends a sentence about findings that are left out.
    static func rest(_ hints: ReportHints) -> String { hints.everyFinding.map { "; \($0) has all" } ?? "" }
}
