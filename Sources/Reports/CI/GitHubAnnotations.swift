import Budgets

/// Workflow commands that GitHub Actions shows at the lines of the budget file: `::error file=heapdrift.yml,line=14,col=5,title=…::…`.
///
/// A step keeps ten annotations of a kind and drops the others silently. So all rules that could not be judged for one reason are one, each
/// failed rule has one before any has a second, and the last one names the rules for which no annotation is left.
func renderGitHubAnnotations(_ report: Report) throws(UnwritableReport) -> String {
    switch report.content {
    case .check(let check): return Annotation.all(check.located(in: report.workingCopy), report.hints).map { $0.text + "\n" }.joined()
    case .failure(let failure):
        return Annotation(kind: "error", title: "heapdrift: \(failure.code)", message: failure.message).text + "\n"
    default: throw UnwritableReport(.github, report)
    }
}

private struct Annotation {
    /// Annotations of a kind that a step keeps.
    static let most = 10

    var kind: String
    var place: RulePlace?
    var title: String
    var message: String
    /// Further lines.
    var lines: [String] = []

    /// The last one says what can be done about violated rules.
    static func all(_ report: CheckReport, _ hints: ReportHints) -> [Annotation] {
        var annotations = ofFindings(report, hints)
        if let next = report.next, !annotations.isEmpty { annotations[annotations.count - 1].lines.append("next: \(next)") }
        return annotations
    }

    /// Errors, then warnings, then notices; a single notice when every rule holds.
    private static func ofFindings(_ report: CheckReport, _ hints: ReportHints) -> [Annotation] {
        let name = report.name
        let numbers = NumberText(exact: false)
        let grown = report.grownWithin(numbers)
        let passed = Annotation(
            kind: "notice", title: name,
            message: [
                "heapdrift: \(report.verdict.rawValue), \(report.countsText)", grown,
                report.becomesBaseline ? "against \(report.baseline)" : nil,
            ].compactMap(\.self).joined(separator: ". "))
        // One annotation says that the snapshot is the first of its series; none is needed for each rule.
        let notable = report.notable.filter { !(report.becomesBaseline && $0.lacksBaseline) }
        if notable.isEmpty { return [passed] }
        return ["error", "warning", "notice"].flatMap { kind in
            let findings = notable.filter { self.kind($0, report.verdict) == kind }
            return annotations(FindingGroup.all(findings, hints), kind, name, hints)
        } + (grown == nil && !report.becomesBaseline ? [] : [passed])
    }

    private static func annotations(_ groups: [FindingGroup], _ kind: String, _ name: String, _ hints: ReportHints) -> [Annotation] {
        let shown = groups.prefix(groups.count > most ? most - 1 : most)
        var room = most - groups.count
        var annotations: [Annotation] = []
        for group in shown {
            if group.isUnjudged {
                annotations.append(Annotation(unjudged: group, kind, hints))
                continue
            }
            let count = min(group.findings.count, 1 + max(0, room))
            room -= count - 1
            annotations += group.findings.prefix(count).map { Annotation($0, kind, hints) }
            let hidden = group.findings.count - count
            if hidden > 0 {
                annotations[annotations.count - 1].lines.append("and \(hidden) more that this rule finds" + CIText.rest(hints))
            }
        }
        let others = groups.dropFirst(shown.count)
        if others.isEmpty { return annotations }
        let lines = others.map { group in
            let more = group.findings.count > 1 ? " (and \(group.findings.count - 1) more)" : ""
            return group.isUnjudged ? group.remark(hints, room: CIText.mostOfMessage) : group.first.message(hints) + more
        }
        return annotations + [
            Annotation(kind: kind, title: name, message: "\(others.count) more rules" + CIText.rest(hints), lines: lines)
        ]
    }

    init(kind: String, title: String, message: String, lines: [String] = []) {
        (self.kind, self.title, self.message, self.lines) = (kind, title, message, lines)
    }

    private init(_ finding: Finding, _ kind: String, _ hints: ReportHints) {
        self.init(kind: kind, title: finding.subject, message: finding.message(hints))
        place = finding.place
        if finding.state == .fail || finding.state == .warn { lines = finding.evidence.map { "+ " + $0.text } }
    }

    /// All rules of a group in one annotation.
    private init(unjudged group: FindingGroup, _ kind: String, _ hints: ReportHints) {
        self.init(group.first, kind, hints)
        guard group.findings.count > 1 else { return }
        title = "\(group.findings.count) rules"
        message = group.remark(hints, room: CIText.mostOfMessage)
    }

    /// A finding that could not be judged is an error when the verdict depends on it.
    private static func kind(_ finding: Finding, _ verdict: CheckVerdict) -> String {
        switch finding.state {
        case .fail: "error"
        case .inconclusive: finding.severity == .error && verdict == .inconclusive ? "error" : "warning"
        case .warn: "warning"
        case .suppressed, .pass: "notice"
        }
    }

    var text: String {
        var properties: [String] = []
        if let place, let position = place.position {
            properties += [
                "file=\(Annotation.property(CIText.name(place.relativePath)))", "line=\(position.line)", "col=\(position.column)",
            ]
        }
        properties.append("title=\(Annotation.property(CIText.name(title)))")
        let lines = [CIText.message(message)] + lines.map(CIText.message)
        return "::\(kind) \(properties.joined(separator: ","))::\(lines.map(Annotation.data).joined(separator: "%0A"))"
    }

    private static func data(_ text: String) -> String { escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A"]) }

    private static func property(_ text: String) -> String {
        escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
    }

    private static func escaped(_ text: String, _ codes: [Unicode.Scalar: String]) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let code = codes[scalar] { shown.append(contentsOf: code.unicodeScalars) } else { shown.append(scalar) }
        }
        return String(shown)
    }
}
