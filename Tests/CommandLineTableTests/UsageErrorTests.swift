import CommandLineTable
import Testing

@Suite struct UsageErrorTests {
    @Test func mistypedVerbs() {
        #expect(Sample.complaint("tosss", "a", "b") == "unknown verb 'tosss'; did you mean 'toss'? | see 'sample help'")
        #expect(Sample.complaint("shwo", "--depth", "4", "a") == "unknown verb 'shwo'; did you mean 'show'? | see 'sample help'")
        #expect(Sample.complaint("umbrella") == "unknown verb 'umbrella', and there is no file or folder of that name | see 'sample help'")
    }

    @Test func mistypedOptions() {
        #expect(
            Sample.complaint("toss", "a", "b", "--sotr=bytes")
                == "unknown option '--sotr' for 'toss'; did you mean '--sort'? | see 'sample help toss'")
        #expect(Sample.complaint("--tpo", "5", "toss", "a", "b") == "unknown option '--tpo'; did you mean '--top'? | see 'sample help'")
        #expect(
            Sample.complaint("a.b", "b", "--qiet") == "unknown option '--qiet' for 'toss'; did you mean '--quiet'? | see 'sample help toss'"
        )
        #expect(Sample.complaint("toss", "-qz", "a", "b") == "unknown option '-z' for 'toss' | see 'sample help toss'")
        #expect(Sample.complaint("show", "--xyzzy", "a") == "unknown option '--xyzzy' for 'show' | see 'sample help show'")
    }

    @Test func anOptionOfAnotherVerbIsSentHome() {
        #expect(
            Sample.complaint("toss", "a", "b", "--depth", "3")
                == "unknown option '--depth' for 'toss' (it belongs to 'dig') | see 'sample help toss'")
        #expect(
            Sample.complaint("show", "a", "-ox") == "unknown option '--output' for 'show' (it belongs to 'toss') | see 'sample help show'")
    }

    @Test func valuesThatDoNotFit() {
        #expect(
            Sample.complaint("toss", "a", "b", "--sort", "nmae")
                == "'--sort' takes bytes, count or name, not 'nmae'; did you mean 'name'? | see 'sample help toss'")
        #expect(
            Sample.complaint("toss", "a", "b", "--only", "heads,tials")
                == "'--only' takes heads, tails or edges (several with commas), not 'tials'; did you mean 'tails'? | see 'sample help toss'"
        )
        #expect(
            Sample.complaint("toss", "a", "b", "--only=heads,")
                == "'--only' takes heads, tails or edges (several with commas), not '' | see 'sample help toss'")
        #expect(
            Sample.complaint("show", "a", "haeds")
                == "'SIDE' takes heads or tails, not 'haeds'; did you mean 'heads'? | see 'sample help show'")
        for wrong in ["0", "1001", "x", "", "99999999999999999999", "1.5"] {
            #expect(
                Sample.complaint("toss", "a", "b", "--top", wrong)
                    == "'--top' takes a whole number from 1 to 1000, not '\(wrong)' | see 'sample help toss'")
        }
        #expect(Sample.complaint("dig", "a", "--depth=-1") == "'--depth' takes a whole number from 0, not '-1' | see 'sample help dig'")
    }

    @Test func valuesMissingOrTooMany() {
        #expect(Sample.complaint("toss", "a", "b", "-o") == "option '-o' needs a value: -o FILE | see 'sample help toss'")
        #expect(Sample.complaint("toss", "a", "b", "--top") == "option '--top' needs a value: --top N | see 'sample help toss'")
        #expect(
            Sample.complaint("toss", "--box", "--quiet", "a", "b") == "option '--box' needs a value: --box PATH | see 'sample help toss'")
        #expect(Sample.complaint("toss", "--box", "-q", "a", "b") == "option '--box' needs a value: --box PATH | see 'sample help toss'")
        #expect(Sample.complaint("toss", "--box", "--", "a", "b") == "option '--box' needs a value: --box PATH | see 'sample help toss'")
        #expect(Sample.complaint("toss", "a", "b", "--quiet=yes") == "option '--quiet' takes no value | see 'sample help toss'")
    }

    @Test func argumentsMissingOrTooMany() {
        #expect(Sample.complaint("toss", "a") == "missing argument B for 'toss' | see 'sample help toss'")
        #expect(Sample.complaint("dig") == "missing argument PLACE for 'dig' | see 'sample help dig'")
        #expect(Sample.complaint("show", "a", "heads", "c") == "unexpected argument 'c' for 'show' | see 'sample help show'")
        #expect(Sample.complaint("box", "ls", "x") == "unexpected argument 'x' for 'box ls' | see 'sample help box ls'")
        #expect(Sample.complaint("toss", "a", "b", "c", "d", "e") == nil)
        #expect(Sample.complaint("dig", "a", "b") == nil)
    }
}
