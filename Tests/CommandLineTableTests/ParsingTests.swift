import CommandLineTable
import Testing

@Suite struct ParsingTests {
    @Test(arguments: [
        ["toss", "a", "b", "-o", "x"], ["toss", "-o", "x", "a", "b"], ["-o", "x", "toss", "a", "b"], ["toss", "a", "-ox", "b"],
        ["toss", "a", "b", "--output", "x"], ["toss", "a", "--output=x", "b"],
    ])
    func optionsStandAnywhereInEverySpelling(_ words: [String]) throws {
        let command = try Sample.command(words)
        #expect(command.verb.name == "toss")
        #expect(command.arguments == ["a", "b"])
        #expect(command.values(Sample.out) == ["x"])
    }

    @Test func shortFlagsCombineAndTheLastMayTakeTheRest() throws {
        let command = try Sample.command(["toss", "-qlofile", "a", "b"])
        #expect(command.has(Sample.quiet))
        #expect(command.has(Sample.loud))
        #expect(command.value(Sample.out) == "file")
        #expect(try Sample.command(["toss", "-qo", "file", "a", "b"]).value(Sample.out) == "file")
    }

    @Test func afterTwoDashesEverythingIsAnArgument() throws {
        let command = try Sample.command(["toss", "-q", "--", "--loud", "-o"])
        #expect(command.arguments == ["--loud", "-o"])
        #expect(!command.has(Sample.loud))
        #expect(try Sample.command(["--", "show", "toss"]).verb.name == "toss")
    }

    @Test func aLoneDashIsAnArgument() throws {
        #expect(try Sample.command(["toss", "-", "b"]).arguments == ["-", "b"])
    }

    @Test func anOptionOfSeveralTakesEveryWordUpToTheNextOption() throws {
        let pair = Option("pair", .text("COIN"), several: true, meaning: "Coins to pair with.")
        let table = CommandTable(
            program: "sample", summary: "tosses coins",
            verbs: [
                Verb(
                    "match", "Match coins.", arguments: [Argument("A", .many(atLeast: 0), meaning: "Coins.")],
                    groups: [OptionGroup("Coins", [pair, Sample.quiet])])
            ])
        func command(_ words: String...) throws -> (arguments: [String], pairs: [String]) {
            guard case .run(let command) = try table.parse(["match"] + words, looksLikeArgument: { _ in false }) else { return ([], []) }
            return (command.arguments, command.values(pair))
        }
        #expect(try command("a", "b", "--pair", "c", "d", "@1") == (["a", "b"], ["c", "d", "@1"]))
        #expect(try command("--pair", "c", "-", "-q", "a") == (["a"], ["c", "-"]))
        #expect(try command("--pair", "c", "--", "a") == (["a"], ["c"]))
        #expect(try command("a", "--pair", "c", "-q", "--pair", "d") == (["a"], ["c", "d"]))
        #expect(try command("--pair=c", "a") == (["a"], ["c"]))
        #expect(throws: UsageError.self) { _ = try command("a", "--pair") }
        #expect(pair.placeholder == "COIN...")
    }

    @Test func repeatableOptionsKeepAllOthersTheLast() throws {
        let command = try Sample.command(["toss", "a", "b", "-o1", "--top", "3", "-o", "2", "--top=4"])
        #expect(command.values(Sample.out) == ["1", "2"])
        #expect(command.number(Sample.top) == 4)
        #expect(try Sample.command(["show", "a", "-q", "-l"]).last(of: [Sample.quiet, Sample.loud]) == Sample.loud)
        #expect(try Sample.command(["show", "a"]).last(of: [Sample.quiet, Sample.loud]) == nil)
    }

    @Test func wordsWithCommasComeApart() throws {
        #expect(try Sample.command(["toss", "a", "b", "--only", "heads,edges"]).words(Sample.only) == ["heads", "edges"])
        #expect(try Sample.command(["toss", "a", "b"]).words(Sample.only) == nil)
    }

    @Test func valuesMayHoldEqualSignsAndBeginWithADash() throws {
        #expect(try Sample.command(["toss", "a", "b", "--box=k=v"]).value(Sample.box) == "k=v")
        #expect(try Sample.command(["toss", "a", "b", "--box", "-x"]).value(Sample.box) == "-x")
        #expect(try Sample.command(["toss", "a", "b", "--box=--quiet"]).value(Sample.box) == "--quiet")
        #expect(try Sample.command(["toss", "a", "b", "--box="]).value(Sample.box) == "")
    }

    @Test func aFirstWordThatLooksLikeAnArgumentMeansTheFallback() throws {
        let command = try Sample.command(["dime.x", "penny"])
        #expect(command.verb.name == "toss")
        #expect(command.arguments == ["dime.x", "penny"])
    }

    @Test func verbsOfTwoWords() throws {
        #expect(try Sample.command(["box", "-q", "ls"]).verb.name == "box ls")
        #expect(Sample.complaint("box") == "'box' needs one of ls or empty after it | see 'sample help box'")
        #expect(Sample.complaint("box", "emtpy") == "unknown verb 'box emtpy'; did you mean 'box empty'? | see 'sample help box'")
    }

    @Test func helpWhereverItIsAskedFor() throws {
        func topic(_ words: String...) throws -> [String]? {
            if case .help(let words) = try Sample.table.parse(words, looksLikeArgument: { $0.contains(".") }) { words } else { nil }
        }
        #expect(try topic("--help") == [])
        #expect(try topic("-h") == [])
        #expect(try topic("help") == [])
        #expect(try topic("toss", "-h") == ["toss"])
        #expect(try topic("toss", "--nonsense", "a", "--help") == ["toss"])
        #expect(try topic("-qh", "show") == ["show"])
        #expect(try topic("help", "box", "ls") == ["box", "ls"])
        #expect(try topic("help", "box") == ["box"])
        #expect(try topic("box", "--help") == ["box"])
        #expect(try topic("a.b", "--help") == ["toss"])
        #expect(Sample.complaint("help", "tos") == "unknown verb 'tos'; did you mean 'toss'? | see 'sample help'")
        #expect(Sample.complaint("tos", "--help") == "unknown verb 'tos'; did you mean 'toss'? | see 'sample help'")
        #expect(Sample.complaint("toss", "--", "--help") == "missing argument B for 'toss' | see 'sample help toss'")
    }

    @Test func versionInBothSpellings() throws {
        for words in [["--version"], ["version"], ["toss", "--version"]] {
            guard case .version = try Sample.table.parse(words, looksLikeArgument: { _ in false }) else {
                Issue.record("no version for \(words)")
                continue
            }
        }
        #expect(Sample.complaint("version", "x") == "unexpected argument 'x' for 'version' | see 'sample help version'")
    }

    @Test func nothingTyped() throws {
        guard case .nothing = try Sample.parse() else {
            Issue.record("not nothing")
            return
        }
        #expect(Sample.complaint("-q") == "no verb given | see 'sample help'")
    }
}
