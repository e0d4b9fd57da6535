/// Text of a dump for the files that CI systems read: visible, and no longer than what anybody looks at there.
enum CIText {
    /// A type, a rule, a path.
    static func name(_ text: String) -> String { text.isEmpty ? "(no name)" : Shortening.shortened(VisibleText.brief(text), to: 400) }

    /// A sentence with names in it.
    static func message(_ text: String) -> String {
        text.isEmpty ? "(no message)" : Shortening.shortened(VisibleText.brief(text), to: 1_200)
    }
}
