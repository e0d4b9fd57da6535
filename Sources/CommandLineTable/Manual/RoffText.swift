/// Builds a page in roff.
struct RoffText {
    private(set) var text: String
    /// Whether a heading comes directly before. A paragraph there needs no macro, and mandoc warns about one.
    private var isAfterHeading = true

    init(title: String, date: String, source: String) {
        text = ".TH \(RoffText.argument(title.uppercased())) 1 \(date) \(RoffText.argument(source)) \"User Commands\"\n"
        text += ".nh\n.ad l\n"
    }

    mutating func section(_ title: String) {
        text += ".SH \(RoffText.argument(title))\n"
        isAfterHeading = true
    }

    mutating func subsection(_ title: String) {
        text += ".SS \(RoffText.argument(title))\n"
        isAfterHeading = true
    }

    /// Adds a line that is in roff.
    mutating func line(_ roff: String) {
        text += roff + "\n"
        isAfterHeading = false
    }

    mutating func paragraph(_ words: String) {
        if !isAfterHeading { text += ".PP\n" }
        fill(words)
    }

    /// Adds text in source lines of at most 78 columns. Roff fills the lines itself.
    private mutating func fill(_ words: String) { fill(escaped: words.split(separator: " ").map { RoffText.escaped(String($0)) }) }

    private mutating func fill(escaped words: [String]) {
        for source in wrapped(words.joined(separator: " "), width: 78, indent: 0).split(separator: "\n") { line(String(source)) }
    }

    /// The line that `whatis` and `apropos` read.
    mutating func name(_ name: String, _ summary: String) {
        section("NAME")
        fill(escaped: [RoffText.escaped(name), "\\-"] + summary.split(separator: " ").map { RoffText.escaped(String($0)) })
    }

    /// `literal` is typed as shown, and `rest` are placeholders.
    mutating func synopsis(_ literal: [String], _ rest: [String]) {
        if !isAfterHeading { text += ".PP\n" }
        line(RoffText.usage(literal, rest))
    }

    mutating func entry(words: [String], rest: [String], _ meaning: String) {
        line(".TP\n" + RoffText.usage(words, rest))
        fill(meaning)
    }

    mutating func entry(_ option: Option) {
        let placeholder = option.placeholder.isEmpty ? "" : " " + RoffText.italic(option.placeholder)
        line(".TP\n" + option.spellings.map(RoffText.bold).joined(separator: ", ") + placeholder)
        fill(option.explanation)
    }

    mutating func examples(_ examples: [Example]) {
        guard !examples.isEmpty else { return }
        section("EXAMPLES")
        for example in examples {
            paragraph(example.purpose)
            line(".PP\n.RS 4\n.nf\n\(RoffText.escaped(example.command))\n.fi\n.RE")
        }
    }

    mutating func seeAlso(_ names: [String]) {
        section("SEE ALSO")
        line(names.sorted().map { "\(RoffText.bold($0))(1)" }.joined(separator: ",\n"))
    }

    // MARK: Roff

    private static func usage(_ literal: [String], _ rest: [String]) -> String {
        ((literal.isEmpty ? [] : [bold(literal.joined(separator: " "))]) + rest.map(italic)).joined(separator: " ")
    }

    private static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }
    private static func italic(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }
    private static func argument(_ text: String) -> String { "\"\(escaped(text))\"" }

    /// Text that roff prints unchanged. Dashes stay dashes that can be copied, and no line begins like a macro.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            case "'": escaped += "\\(aq"
            case "\"": escaped += "\\(dq"
            case "`": escaped += "\\(ga"
            case "^": escaped += "\\(ha"
            case "~": escaped += "\\(ti"
            case "." where escaped.isEmpty: escaped += "\\&."
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
