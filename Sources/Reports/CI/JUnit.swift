import Budgets

/// Test results: one test case for each rule and subject, with the rule as its class. A violated rule is a failure, and one that is
/// excused or could not be judged is skipped. An input that cannot be read is an error. A warning passes and has a text in its output.
func renderJUnit(_ report: Report) throws(UnwritableReport) -> String {
    let suite: TestSuite
    switch report.content {
    case .check(let check): suite = TestSuite(check.located(in: report.workingCopy), report.hints)
    case .failure(let failure): suite = TestSuite(failure)
    default: throw UnwritableReport(.junit, report)
    }
    var xml = XMLText()
    xml.element("testsuites", [("name", report.tool.name)] + suite.counts) { xml in
        xml.element("testsuite", [("name", suite.name)] + suite.counts + suite.time) { xml in
            if !suite.properties.isEmpty {
                xml.element("properties") { xml in
                    for (name, value) in suite.properties { xml.element("property", [("name", name), ("value", value)]) }
                }
            }
            for test in suite.cases { test.write(to: &xml) }
        }
    }
    return xml.text
}

/// A report as a test suite.
private struct TestSuite {
    /// Test cases at most: CI systems draw every one.
    static let mostCases = 1_000

    var name: String
    var time: [(String, String)] = []
    var properties: [(String, String)] = []
    var cases: [TestCase] = []

    var counts: [(String, String)] {
        func count(_ element: String) -> String { String(cases.count { $0.outcome?.element == element }) }
        return [
            ("tests", String(cases.count)), ("failures", count("failure")), ("errors", count("error")), ("skipped", count("skipped")),
            ("time", "0"),
        ]
    }

    init(_ report: CheckReport, _ hints: ReportHints) {
        name = CIText.name(report.name)
        // The schema has local time without a zone. A snapshot's time is UTC.
        time = report.after.time.isEmpty ? [] : [("timestamp", String(report.after.time.dropLast()))]
        properties = [
            ("verdict", report.verdict.rawValue), ("baseline", CIText.message(report.baseline)), ("budget", CIText.message(report.budget)),
        ]
        let findings = report.findings
        let shown = report.shown(findings.count > TestSuite.mostCases ? TestSuite.mostCases - 1 : nil)
        cases = shown.map { TestCase($0, hints) }
        if shown.count < findings.count {
            let failed = report.count(.fail) - shown.count { $0.state == .fail }
            cases.append(TestCase(more: findings.count - shown.count, failed: failed, hints))
        }
    }

    init(_ failure: FailureReport) {
        name = "heapdrift"
        var test = TestCase(className: "heapdrift.input", name: CIText.name(failure.code))
        test.outcome = ("error", CIText.message(failure.message), CIText.name(failure.code), CIText.message(failure.message))
        cases = [test]
    }
}

private struct TestCase {
    var className: String
    var name: String
    var place: [(String, String)] = []
    /// `nil` when the test passed.
    var outcome: (element: String, message: String, type: String, text: String)?
    var output: String?

    init(className: String, name: String) {
        self.className = className
        self.name = name
    }

    init(_ finding: Finding, _ hints: ReportHints) {
        className = CIText.name("heapdrift.\(finding.rule)")
        name = CIText.name(finding.subjectAndModule)
        if let position = finding.place.position {
            place = [("file", CIText.name(finding.place.relativePath)), ("line", String(position.line))]
        }
        let message = CIText.message(finding.message(hints))
        let lines = [message] + finding.evidence.map { "+ " + CIText.name($0.text) } + ["rule at \(CIText.name(finding.place.text))"]
        let text = lines.joined(separator: "\n")
        switch finding.state {
        case .fail: outcome = ("failure", message, CIText.name(finding.rule), text)
        case .inconclusive: outcome = ("skipped", message, "inconclusive", text)
        case .suppressed: outcome = ("skipped", message, "suppressed", text)
        case .warn: output = "warning: " + text
        case .pass: output = message.isEmpty ? nil : message
        }
    }

    /// One test case for all findings without one. It fails if one of them does.
    init(more hidden: Int, failed: Int, _ hints: ReportHints) {
        className = "heapdrift"
        name = "\(hidden) more findings"
        let message = "\(hidden) more findings, \(failed) of them failed" + CIText.rest(hints)
        if failed > 0 { outcome = ("failure", message, "more", message) } else { output = message }
    }

    func write(to xml: inout XMLText) {
        let attributes = [("classname", className), ("name", name), ("time", "0")] + place
        guard outcome != nil || output != nil else {
            xml.element("testcase", attributes)
            return
        }
        xml.element("testcase", attributes) { xml in
            if let outcome { xml.element(outcome.element, [("message", outcome.message), ("type", outcome.type)], text: outcome.text) }
            if let output { xml.element("system-out", text: output) }
        }
    }
}
