import Testing

@testable import CommandLineTable

@Suite struct CompletionScriptTests {
    @Test func placeholdersSayWhatAWordNames() {
        #expect(ValueKind(placeholder: "FILE") == .file)
        #expect(ValueKind(placeholder: "REF") == .snapshot)
        #expect(ValueKind(placeholder: "GLOB") == .anything)
        #expect(Argument("SHELL", choices: ["bash"], meaning: "").candidates == .words(["bash"]))
        #expect(Sample.only.candidates == .list(["heads", "tails", "edges"]))
        #expect(Sample.quiet.candidates == nil)
    }

    @Test func theLastArgumentMayRepeat() {
        let toss = Sample.table.verb(["toss"])
        #expect(toss?.candidates(at: 7) == .named(.snapshot))
        #expect(Sample.table.verb(["show"])?.candidates(at: 2) == nil)
    }

    @Test(arguments: [
        ("Say less.", "Say less"), ("Only types. Nothing else.", "Only types"), ("Format of FILE.json or so", "Format of FILE.json or so"),
        ("diff A B [C...] it.", "diff A B [C...] it"),
    ])
    func theFirstSentenceEndsAtAFullStop(_ text: String, _ expected: String) { #expect(firstSentence(text) == expected) }

    @Test func quotationMarksOfAMeaningStayInside() {
        let odd = Option("odd", .text("X"), meaning: "Don't: it's `odd` $(touch me) [so] \\.")
        let table = CommandTable(program: "sample", summary: "s", verbs: [Verb("toss", "It's a toss.", groups: [OptionGroup("G", [odd])])])
        let zsh = table.completion(for: .zsh, seriesCommand: "true")
        #expect(zsh.contains(#"'toss:It'\''s a toss'"#))
        #expect(zsh.contains(#"'--odd=[Don'\''t]:odd: '"#))
        #expect(table.completion(for: .fish, seriesCommand: "true").contains(#"-d 'It\'s a toss'"#))
    }

    @Test func everyVerbAndOptionIsInEachScript() {
        for shell in Shell.allCases {
            let script = Sample.table.completion(for: shell, seriesCommand: "true")
            for option in Sample.table.verbs.flatMap(\.options) { #expect(script.contains(option.name), "\(shell) \(option.name)") }
            for word in Sample.table.verbs.flatMap(\.words) { #expect(script.contains(word), "\(shell) \(word)") }
        }
    }
}

@Suite struct ManPageTests {
    @Test func roffReadsTextAsItStands() {
        #expect(RoffText.escaped(".so /etc/passwd") == "\\&.so /etc/passwd")
        #expect(RoffText.escaped("'--a-b' \\ \"~^`") == "\\(aq\\-\\-a\\-b\\(aq \\e \\(dq\\(ti\\(ha\\(ga")
    }

    @Test func aVerbsPageHoldsAllThatTheTableSays() throws {
        let pages = Sample.table.manPages(version: "1.2", date: "2026-08-01")
        #expect(
            pages.map(\.fileName) == [
                "sample.1", "sample-toss.1", "sample-show.1", "sample-dig.1", "sample-box-ls.1", "sample-box-empty.1",
            ])
        let toss = try #require(pages.dropFirst().first).text
        let expected = """
            .TH "SAMPLE\\-TOSS" 1 2026-08-01 "sample 1.2" "User Commands"
            .nh
            .ad l
            .SH "NAME"
            sample\\-toss \\- Toss coins and compare
            .SH "SYNOPSIS"
            \\fBsample toss\\fR \\fI[OPTION...]\\fR \\fIA\\fR \\fIB\\fR \\fI[C...]\\fR
            .SH "DESCRIPTION"
            Toss coins and compare.
            .PP
            The order counts.
            .TP
            \\fIA\\fR
            The first coin.
            """
        #expect(toss.hasPrefix(expected), "\(toss)")
        #expect(toss.contains(".TP\n\\fB\\-\\-top\\fR \\fIN\\fR\nShow N rows. (default: 20)\n"))
        #expect(toss.contains(".nf\nsample toss dime penny\n.fi"))
    }
}
