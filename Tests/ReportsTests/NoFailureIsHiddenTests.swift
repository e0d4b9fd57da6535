import Budgets
import Growth
import SnapshotModel
import Testing

@testable import Reports

/// However little room there is, every rule that failed has its line.
@Suite struct NoFailureIsHiddenTests {
    /// A rule that found some types.
    private static func found(_ rule: Int, _ types: Int) -> [Finding] {
        (0..<types).map { index in
            Finding(
                rule: "type:Orders.Area\(rule).**/max_growth", place: Gate.place(10 + rule), subject: "Orders.Area\(rule).Row\(index)",
                module: "Orders.dll", measured: Gate.types, unit: .objects, limit: Gate.growth("50", .objects), before: 10,
                after: 1_010 + Int128(types - index), state: .fail, reason: .exceeded())
        }
    }

    /// The first rule found ten types, and 18 more rules one each.
    private static let nineteen = Gate.answer(Gate.report(found(0, 10) + (1...18).flatMap { found($0, 1) } + Gate.held))

    private static func isNamed(_ rule: Int, _ text: String) -> Bool { text.contains("Orders.Area\(rule).Row0") }

    @Test(arguments: OutputFormat.allCases, [nil, 1, 3] as [Int?]) func inEveryFormat(_ format: OutputFormat, _ top: Int?) throws {
        var options = ReportOptions()
        options.top = top
        let text = try render(Self.nineteen, as: format, options)
        for rule in 0...18 {
            // The format for metrics has the rules, since it lists no more than some types.
            let isNamed =
                format == .openmetrics
                ? text.contains("rule=\"type:Orders.Area\(rule).**/max_growth\"} \(rule == 0 ? 10 : 1)") : Self.isNamed(rule, text)
            #expect(isNamed, "rule \(rule): \(text)")
        }
    }

    /// Rules that keep a check from its verdict end the build as well.
    @Test(arguments: OutputFormat.allCases.filter { $0 != .openmetrics }, [nil, 1] as [Int?])
    func whatKeepsACheckFromItsVerdictIsNotHidden(_ format: OutputFormat, _ top: Int?) throws {
        let findings = (0..<40).map { number in
            Finding(
                rule: "heap.number\(number)/max", place: Gate.place(3 + number), subject: "heap.number\(number)x",
                measured: .metric("heap.number\(number)x"), unit: .bytes, limit: Gate.most("1 MB", .bytes), state: .inconclusive,
                reason: .notJudged(.metricNotHeld("heap.number\(number)x", in: .snapshot)))
        }
        var options = ReportOptions()
        options.top = top
        let text = try render(Gate.answer(Gate.report(findings + Gate.held)), as: format, options)
        for number in 0..<40 { #expect(text.contains("heap.number\(number)x"), "\(number): \(text)") }
    }

    @Test func onASmallScreen() {
        var options = ReportOptions()
        options.height = 10
        let text = renderTerminal(Self.nineteen, options)
        for rule in 0...18 { #expect(Self.isNamed(rule, text), "rule \(rule): \(text)") }
        #expect(
            text.contains("(other findings: 9, errors among them: 9 of type:Orders.Area0.**/max_growth; --all shows them)"), "\(text)")
    }

    /// A reader who wants the verdict alone gets it.
    @Test func topZeroShowsNone() throws {
        var options = ReportOptions()
        options.top = 0
        #expect(try render(Self.nineteen, as: .json, options).contains("\"findings\" : [\n\n  ]"))
    }

    @Test func aStepKeepsTenAnnotations() throws {
        let lines = try render(Self.nineteen, as: .github).split(separator: "\n")
        #expect(lines.count == 10)
        #expect(lines[0].contains("and 9 more that this rule finds; heapdrift check --json has all"))
        #expect(lines[9].hasPrefix("::error title=orders::10 more rules; heapdrift check --json has all%0AOrders.Area9.Row0 grew from "))
        let few = try render(Gate.answer(Gate.report(Self.found(0, 40) + Self.found(1, 1))), as: .github).split(separator: "\n")
        #expect(few.count == 10)
        #expect(few.count { $0.contains("title=Orders.Area0.") } == 9)
        #expect(few.last?.contains("title=Orders.Area1.Row0") == true)
    }

    /// The rules are named whole on the smallest screen; where a message has a limit, those without room are counted.
    @Test func theListOfUnjudgedRulesHasAnEnd() throws {
        let findings = (0..<200).map { number in
            Finding(
                rule: "heap.number\(number)/max_growth", place: Gate.place(3), subject: "heap.number\(number)",
                measured: .metric("heap.number\(number)"), unit: .bytes, limit: Gate.growth("10%", .bytes), state: .inconclusive,
                reason: .notJudged(.noBaseline("orders has no baseline")))
        }
        let report = Gate.answer(Gate.report(findings, before: nil, baseline: ""))
        var options = ReportOptions()
        (options.width, options.height) = (60, 10)
        let text = renderTerminal(report, options).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.hasSuffix(", heap.number198, heap.number199)"), "\(text)")
        let github = try render(report, as: .github)
        let named = github.split(separator: "heap.number").count - 1
        #expect(named > 20, "\(github)")
        #expect(github.hasSuffix(", heap.number\(named - 1) and \(200 - named) more)\n"), "\(github)")
        #expect(!github.contains("…"), "\(github)")
    }

    /// Ten rules without a baseline say so once.
    @Test func whatCannotBeJudgedForOneReasonIsOneLine() throws {
        func open(_ name: String, _ obstacle: Finding.Obstacle) -> Finding {
            Finding(
                rule: "\(name)/max_growth", place: Gate.place(3), subject: name, measured: .metric(name), unit: .bytes,
                limit: Gate.growth("10%", .bytes), state: .inconclusive, reason: .notJudged(obstacle))
        }
        let rules = (0..<10).map { open("heap.number\($0)", .noBaseline("orders has no baseline")) }
        let report = Gate.answer(
            Gate.report(rules + [open("heap.live", .metricNeverHeld("heap.live"))] + Gate.held, before: nil, baseline: ""))
        let github = try render(report, as: .github).split(separator: "\n")
        #expect(github.count == 2)
        #expect(
            github[0].hasPrefix(
                "::error file=heapdrift.yml,line=3,col=3,title=10 rules::not judged: orders has no baseline (heap.number0, "))
        let text = renderTerminal(report, ReportOptions())
        #expect(text.contains("\nunjudged  10 rules"), "\(text)")
        #expect(text.contains("not judged: orders has no baseline (heap.number0, heap.number1, "), "\(text)")
        #expect(text.contains("\nunjudged  heap.live"), "\(text)")
        let markdown = try render(report, as: .markdown)
        #expect(markdown.contains("| unjudged | 10 rules |"), "\(markdown)")
        #expect(markdown.contains("<summary>Rules that held (5)</summary>"), "\(markdown)")
        #expect(!markdown.contains("| unjudged | `heap.number1` |"), "\(markdown)")
        // Each is a test case of its own.
        #expect(try render(report, as: .junit).contains("tests=\"16\" failures=\"0\" errors=\"0\" skipped=\"11\""))
    }
}
