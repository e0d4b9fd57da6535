/// A manual page in roff, with the `man` macros that man-db and mandoc read.
package struct ManPage: Sendable {
    /// Like `heapdrift-store-ls.1`.
    package let fileName: String
    package let text: String
}

extension CommandTable {
    /// The page of the program and one for each verb except `help` and `version`. `version` and `date` (like 2026-08-01) are shown in the
    /// head and the foot of the page.
    package func manPages(version: String, date: String) -> [ManPage] {
        let subjects = verbs.filter { $0 != CommandTable.helpVerb && $0 != CommandTable.versionVerb }
        let source = "\(program) \(version)"
        return [programPage(subjects, source, date)] + subjects.map { page(of: $0, subjects, source, date) }
    }

    private func programPage(_ subjects: [Verb], _ source: String, _ date: String) -> ManPage {
        var page = RoffText(title: program, date: date, source: source)
        page.name(program, summary)
        page.section("SYNOPSIS")
        page.synopsis([program], ["VERB", "[OPTION...]", "[ARGUMENT...]"])
        if let fallback { page.synopsis([program], ["[OPTION...]"] + fallback.arguments.map(\.usage)) }
        page.section("DESCRIPTION")
        page.paragraph("Each verb has a page of its own.")
        if let fallback { page.paragraph("Without a verb, '\(fallback.name)' is meant.") }
        page.section("VERBS")
        for verb in verbs { page.entry(words: verb.words, rest: verb.arguments.map(\.usage), verb.summary) }
        page.section("OPTIONS")
        for option in [Option.help, .version] { page.entry(option) }
        page.section("NOTES")
        for note in notes { page.paragraph(note) }
        page.examples(examples)
        page.seeAlso(subjects.map(manName))
        return ManPage(fileName: "\(program).1", text: page.text)
    }

    private func page(of verb: Verb, _ subjects: [Verb], _ source: String, _ date: String) -> ManPage {
        let name = manName(verb)
        var page = RoffText(title: name, date: date, source: source)
        page.name(name, firstSentence(verb.summary))
        page.section("SYNOPSIS")
        page.synopsis([program] + verb.words, (verb.groups.isEmpty ? [] : ["[OPTION...]"]) + verb.arguments.map(\.usage))
        page.section("DESCRIPTION")
        page.paragraph(verb.summary)
        for paragraph in verb.details { page.paragraph(paragraph) }
        for argument in verb.arguments { page.entry(words: [], rest: [argument.name], argument.meaning) }
        if !verb.groups.isEmpty { page.section("OPTIONS") }
        for group in verb.groups {
            page.subsection(group.title)
            for option in group.options { page.entry(option) }
        }
        page.examples(verb.examples)
        page.seeAlso([program] + subjects.filter { $0 != verb }.map(manName))
        return ManPage(fileName: "\(name).1", text: page.text)
    }

    private func manName(_ verb: Verb) -> String { ([program] + verb.words).joined(separator: "-") }
}
