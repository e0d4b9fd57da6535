/// Writes help as text.
extension CommandTable {
    /// Help on the verbs that begin with `words`, or on the program when there are none. Lines have at most `width` columns (the
    /// terminal's) and at most 100.
    package func help(_ words: [String], width: Int) -> String {
        var page = HelpPage(width: min(max(width, 40), 100))
        if let verb = verb(words) {
            explain(verb, &page)
        } else {
            list(words.isEmpty ? verbs : verbs(under: words), words, &page)
        }
        return page.text
    }

    private func list(_ verbs: [Verb], _ words: [String], _ page: inout HelpPage) {
        let start = ([program] + words).joined(separator: " ")
        page.paragraph(words.isEmpty ? "\(program): \(summary)" : "\(start): one of \(verbs.count) verbs.")
        page.heading("Usage")
        page.line("\(start) VERB [OPTION...] [ARGUMENT...]")
        if words.isEmpty, let fallback {
            page.line(
                "\(program) [OPTION...] \(fallback.arguments.map(\.usage).joined(separator: " "))", note: "the same as '\(fallback.name)'")
        }
        page.heading("Verbs")
        page.entries(verbs.map { ($0.synopsis, $0.summary) })
        if words.isEmpty {
            examples(examples, &page)
            for note in notes { page.paragraph(note) }
        }
        page.paragraph("'\(program) help VERB' explains a verb with its options.")
    }

    private func explain(_ verb: Verb, _ page: inout HelpPage) {
        page.paragraph("\(program) \(verb.name): \(verb.summary)")
        page.heading("Usage")
        let options = verb.groups.isEmpty ? [] : ["[OPTION...]"]
        page.line(([program] + verb.words + options + verb.arguments.map(\.usage)).joined(separator: " "))
        for paragraph in verb.details { page.paragraph(paragraph) }
        if !verb.arguments.isEmpty {
            page.heading("Arguments")
            page.entries(verb.arguments.map { ($0.name, $0.meaning) })
        }
        // All groups have the explanations in the same column.
        let left = page.column(for: verb.options.map(\.usage))
        for group in verb.groups {
            page.heading(group.title)
            page.entries(group.options.map { ($0.usage, $0.explanation) }, column: left)
        }
        examples(verb.examples, &page)
    }

    private func examples(_ examples: [Example], _ page: inout HelpPage) {
        guard !examples.isEmpty else { return }
        page.heading("Examples")
        for example in examples {
            page.line(example.command)
            page.text += wrapped(example.purpose, width: page.width, indent: 6)
        }
    }
}

extension Option {
    /// `-o, --output FILE`. An option without a short form is indented, so that all long forms begin in one column.
    var usage: String {
        (short.map { "-\($0), " } ?? "    ") + spelling + (placeholder.isEmpty ? "" : " " + placeholder)
    }

    /// The option's meaning, with allowed words, default and environment variable.
    var explanation: String {
        var remarks: [String] = []
        if case .choices(_, let words) = value { remarks.append("any of " + words.joined(separator: ", ")) }
        if case .choice(let words) = value, hasManyWords { remarks.append("one of " + words.joined(separator: ", ")) }
        if isRepeatable { remarks.append("repeatable") }
        if let standard { remarks.append("default: " + standard) }
        if let environment { remarks.append("environment: " + environment) }
        return remarks.isEmpty ? meaning : meaning + " (" + remarks.joined(separator: "; ") + ")"
    }
}
