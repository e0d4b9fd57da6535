import Testing

@testable import CommandLineTable

@Suite struct HelpTextTests {
    @Test func aVerbsPageHoldsAllThatTheTableSays() {
        let expected = """
            sample toss: Toss coins and compare.

            Usage:
              sample toss [OPTION...] A B [C...]

            The order counts.

            Arguments:
              A  The first coin.
              B  The second.
              C  More.

            Output:
              -o, --output FILE            Write to FILE. (repeatable)
                  --top N                  Show N rows. (default: 20)
                  --sort bytes|count|name  Order of the rows.
                  --only PART,...          Parts to look at. (any of heads, tails, edges)

            General:
              -q, --quiet                  Say less.
              -l, --loud                   Say more.
                  --box PATH               Where everything is kept. (environment:
                                           SAMPLE_BOX)
              -h, --help                   Print this help and exit.

            Examples:
              sample toss dime penny
                  Compares two coins.

            """
        #expect(Sample.table.help(["toss"], width: 80) == expected)
    }

    @Test func theProgramsPageListsItsVerbs() {
        let page = Sample.table.help([], width: 80)
        for word in [
            "sample: tosses coins", "toss A B [C...]", "box empty", "help [VERB...]", "version", "the same as 'toss'", "powers of 1000",
            "The short way.",
        ] {
            #expect(page.contains(word), "\(word) is missing")
        }
        let group = Sample.table.help(["box"], width: 80)
        #expect(group.contains("box ls"))
        #expect(!group.contains("toss"))
    }

    @Test(arguments: [1, 40, 59, 60, 72, 80, 100, 1000])
    func linesKeepToTheWidth(_ width: Int) {
        for verb in Sample.table.verbs {
            for line in Sample.table.help(verb.words, width: width).split(separator: "\n")
            where line.contains("  ") && !line.contains("sample ") {
                #expect(line.count <= min(max(width, 40), 100), "\(line)")
                #expect(line.last != " ")
            }
        }
    }

    @Test func wrapping() {
        #expect(wrapped("one two three", width: 9, indent: 2) == "  one two\n  three\n")
        #expect(wrapped("incomprehensibilities", width: 5, indent: 1) == " incomprehensibilities\n")
        #expect(wrapped("", width: 5, indent: 1) == "")
    }
}
