import Budgets
import Glibc
import Growth
import SnapshotModel
import Testing

@testable import Reports

@Suite struct CheckTests {
    private func text(_ report: Report, width: Int = 100, _ change: (inout ReportOptions) -> Void = { _ in }) -> String {
        var options = ReportOptions()
        options.width = width
        change(&options)
        return renderTerminal(report, options)
    }
    private func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }

    @Test(arguments: [60, 80, 100, 200]) func looksAsAPersonSawItLast(_ width: Int) throws {
        try Golden.expect(text(Gate.failed, width: width), equals: "check-\(width).txt")
    }

    @Test func otherVerdicts() throws {
        try Golden.expect(text(Gate.passed), equals: "check-pass.txt")
        try Golden.expect(text(Gate.open), equals: "check-open.txt")
        try Golden.expect(text(Gate.many(3_000)), equals: "check-many.txt")
        try Golden.expect(text(Gate.failed) { $0.all = true }, equals: "check-all.txt")
        try Golden.expect(text(Gate.failed) { $0.color = true }, equals: "check-color.txt")
    }

    @Test(arguments: OutputFormat.allCases.filter { $0 != .text }) func inEveryFormatAsItWasLast(_ format: OutputFormat) throws {
        let ending: [OutputFormat: String] = [
            .json: "json", .csv: "csv", .markdown: "md", .junit: "xml", .sarif: "sarif", .github: "github.txt", .gitlab: "gitlab.json",
            .openmetrics: "prom",
        ]
        try Golden.expect(render(Gate.failed, as: format), equals: "check.\(try #require(ending[format]))")
    }

    @Test func otherReportsInMarkdownAndOpenMetrics() throws {
        try Golden.expect(render(Orders.diff(Orders.calm, Orders.grown), as: .markdown), equals: "diff.md")
        try Golden.expect(render(Orders.show(Orders.grown), as: .markdown), equals: "show.md")
        try Golden.expect(render(Orders.list, as: .markdown), equals: "list.md")
        try Golden.expect(render(Orders.show(Orders.grown), as: .openmetrics), equals: "show.prom")
    }

    @Test(arguments: [40, 60, 80, 100, 137, 200]) func fitsTheScreen(_ width: Int) {
        for report in [Gate.failed, Gate.passed, Gate.open, Gate.many(3_000)] {
            for exact in [false, true] {
                let lines = lines(text(report, width: width) { $0.exact = exact })
                for line in lines { #expect(VisibleText.width(line) <= width, "\(line)") }
                if width >= 80 { #expect(lines.count <= 24) }
            }
        }
    }

    @Test func theVerdictComesFirstAndNeedsNoColour() {
        #expect(text(Gate.failed).hasPrefix("FAIL  2 errors, 1 not judged, 1 warning, 1 excused, 5 rules held\n"))
        #expect(text(Gate.passed).hasPrefix("PASS  5 rules held\n"))
        #expect(text(Gate.open).hasPrefix("INCONCLUSIVE  1 not judged\n"))
        let failed = text(Gate.failed)
        #expect(failed.contains("\nFAIL     heap.total"))
        #expect(failed.contains("\nexcused  "))
    }

    /// Nobody looks further when a build is green.
    @Test func warningsOfAGreenCheckAreNamedInItsFirstLine() {
        let warnings = ["a", "b", "c"].map { name in
            Finding(
                rule: "heap.\(name)/warn_growth", place: Gate.place(10), subject: "heap.\(name)", measured: .metric("heap.\(name)"),
                unit: .bytes, limit: Gate.growth("10%", .bytes, .warnGrowth), before: 1_000, after: 3_000, severity: .warn, state: .warn,
                reason: .exceeded())
        }
        func first(_ findings: [Finding]) -> Substring? {
            text(Gate.answer(Gate.report(findings + Gate.held, after: Orders.calm))).split(separator: "\n").first
        }
        #expect(first([warnings[0]]) == "PASS  1 warning (heap.a +2.00 kB), 5 rules held")
        #expect(first(warnings) == "PASS  3 warnings (heap.a +2.00 kB, heap.b +2.00 kB, …), 5 rules held")
    }

    @Test func whatTheTableSaysAlreadyIsNotSaidTwice() {
        let failed = text(Gate.failed, width: 200)
        #expect(failed.contains("\n          a session that nobody closed?\n"))
        #expect(!failed.contains("more than the 50 allowed"))
        #expect(failed.contains("\n          excused until 2027-12-31 by team-data: bounded by design\n"))
        // The place of the rule, which has no column at this width.
        #expect(text(Gate.failed, width: 80).contains("heapdrift.yml:21:7"))
    }

    @Test func passedRulesAreCountedAndShownOnlyWhenAskedFor() {
        #expect(!text(Gate.failed).contains("process.threads"))
        #expect(text(Gate.failed) { $0.all = true }.contains("pass     process.threads"))
    }

    @Test func hiddenFindingsAreCounted() throws {
        #expect(text(Gate.many(3_000)).contains("errors among them: 2,9"))
        var options = ReportOptions()
        options.top = 2
        let json = try render(Gate.many(10), as: .json, options)
        #expect(json.contains("\"hidden\" : {\n    \"rows\" : 8\n  }"))
        #expect(try render(Gate.many(10), as: .csv, options).contains("\r\nhidden,,,,,,,,,,,,,,8 more findings,\r\n"))
        #expect(try render(Gate.many(3_000), as: .markdown).contains("\n2,980 more findings are not shown here;"))
        #expect(try render(Gate.many(3_000), as: .junit).contains("name=\"2001 more findings\""))
        #expect(try render(Gate.many(12), as: .github).hasSuffix("%0Aand 2 more that this rule finds; heapdrift check --json has all\n"))
        #expect(
            try render(Gate.many(600), as: .openmetrics).contains("heapdrift_types_left_out{series=\"orders\",process=\"orders\"} 100\n"))
    }

    @Test func sizesStayBelowWhatTheirReadersTake() throws {
        let many = Gate.many(26_000)
        #expect(try render(many, as: .markdown).utf8.count < 65_536)
        var options = ReportOptions()
        options.all = true
        #expect(try render(many, as: .markdown, options).utf8.count <= 900_000)
        let sarif = try render(many, as: .sarif)
        #expect(count("\"ruleIndex\"", sarif) == 25_000)
        #expect(count("1000 more findings", sarif) == 1)
        #expect(count("<testcase ", try render(many, as: .junit)) == 1_000)
        #expect(try render(many, as: .github).split(separator: "\n").count == 10)
    }

    /// Counts in the bytes, because a search by characters takes minutes in long texts.
    private func count(_ word: String, _ text: String) -> Int {
        unsafe text.withCString { start in
            var (count, rest) = unsafe (0, start)
            while let found = unsafe strstr(rest, word) {
                count += 1
                unsafe rest = unsafe UnsafePointer(found) + word.utf8.count
            }
            return count
        }
    }

    @Test func aGateThatHoldsSaysSoEverywhere() throws {
        #expect(try render(Gate.passed, as: .github) == "::notice title=orders::heapdrift: pass, 5 rules held\n")
        #expect(try render(Gate.passed, as: .gitlab) == "[\n\n]\n")
        #expect(try render(Gate.passed, as: .markdown).contains("## PASS: `orders`"))
        #expect(try render(Gate.passed, as: .openmetrics).contains("verdict=\"pass\"} 1\n"))
    }

    @Test func troubleWithTheInputIsAnErrorEverywhere() throws {
        #expect(try render(Orders.failure, as: .junit).contains("<error message=\"dumps/notes.txt: expected"))
        #expect(try render(Orders.failure, as: .sarif).contains("\"executionSuccessful\" : false"))
        #expect(try render(Orders.failure, as: .github).hasPrefix("::error title=heapdrift%3A not-a-core::dumps/notes.txt: expected"))
        #expect(try render(Orders.failure, as: .gitlab).contains("\"severity\" : \"blocker\""))
        #expect(try render(Orders.failure, as: .openmetrics).hasSuffix("heapdrift_exit_code 3\n# EOF\n"))
    }

    @Test func percentagesAndRatiosAreDecimals() throws {
        let json = try render(Gate.failed, as: .json)
        #expect(json.contains("\"after\" : 1.0125"))
        #expect(json.contains("\"after\" : 0.5258"))
        #expect(try render(Gate.failed, as: .csv).contains(",0.8428,0.5258,-0.317,"))
        #expect(
            try render(Gate.failed, as: .openmetrics).contains("heapdrift_heap_free_ratio{series=\"orders\",process=\"orders\"} 0.005258\n")
        )
    }

    @Test func identitiesHoldNoNumberAndDiffer() {
        var later = Gate.findings
        for index in later.indices { later[index].after = 99 }
        #expect(FindingIdentity.all(Gate.findings) == FindingIdentity.all(later))
        let twice = FindingIdentity.all(Gate.findings + Gate.findings)
        #expect(Set(twice).count == twice.count)
        #expect(FindingIdentity.all([Gate.findings[0]]) == ["e9a2240384f6cacb7127ad777fc04fca"])
        // A boundary between texts counts.
        #expect(FNV1a.hash(["ab", "c"]) != FNV1a.hash(["a", "bc"]))
    }

    @Test(arguments: [
        ("heapdrift.yml", "heapdrift.yml", "heapdrift.yml"), ("./ci/./gate.yml", "ci/gate.yml", "ci/gate.yml"),
        ("ci/../gate.yml", "gate.yml", "gate.yml"), ("/build/repo/gate.yml", "build/repo/gate.yml", "file:///build/repo/gate.yml"),
        ("a b%:é.yml", "a b%:é.yml", "a%20b%25%3A%C3%A9.yml"), ("../x.yml", "../x.yml", "../x.yml"),
    ])
    func pathsWithinTheRepository(_ source: String, _ path: String, _ uri: String) {
        let place = RulePlace(source, .init(line: 1, column: 1))
        #expect(place.relativePath == path)
        #expect(place.uri == uri)
    }
}
