import Budgets

/// Workflow commands that GitHub Actions shows at the lines of the budget file: `::error file=heapdrift.yml,line=14,col=5,title=…::…`.
///
/// A step keeps ten annotations of a kind and drops the others silently. So there are nine, and one with the number of the others.
func renderGitHubAnnotations(_ report: Report) throws(UnwritableReport) -> String {
    switch report.content {
    case .check(let check): return Annotation.all(check, report.hints).map { $0.text + "\n" }.joined()
    case .failure(let failure):
        return Annotation(kind: "error", title: "heapdrift: \(failure.code)", message: failure.message).text + "\n"
    default: throw UnwritableReport(.github, report)
    }
}

private struct Annotation {
    static let most = 9

    var kind: String
    var place: RulePlace?
    var title: String
    var message: String
    var evidence: [String] = []

    /// Errors, then warnings, then notices; a single notice when every rule holds.
    static func all(_ report: CheckReport, _ hints: ReportHints) -> [Annotation] {
        let name = report.name
        if report.notable.isEmpty {
            return [Annotation(kind: "notice", title: name, message: "heapdrift: \(report.verdict.rawValue), \(report.countsText)")]
        }
        return ["error", "warning", "notice"].flatMap { kind in
            let findings = report.notable.filter { self.kind($0, report.verdict) == kind }
            let shown = findings.prefix(most).map { finding in
                Annotation(
                    kind: kind, place: finding.place, title: finding.subject, message: finding.message(hints),
                    evidence: finding.state == .fail || finding.state == .warn ? finding.evidence.map(\.text) : [])
            }
            let hidden = findings.count - shown.count
            if hidden == 0 { return shown }
            return shown + [Annotation(kind: kind, title: name, message: "and \(hidden) more" + CIText.rest(hints))]
        }
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
        let lines = [CIText.message(message)] + evidence.map { "+ " + CIText.name($0) }
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
