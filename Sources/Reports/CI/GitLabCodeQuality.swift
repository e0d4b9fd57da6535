import Budgets
import RawMemory

/// GitLab's code quality report: an array of what is wrong. GitLab compares the report of a branch with that of its target by the
/// fingerprints, so rules that hold are absent.
func renderGitLabCodeQuality(_ report: Report) throws -> String {
    switch report.content {
    case .check(let given):
        let check = given.located(in: report.workingCopy)
        let findings = check.notable
        let issues = zip(findings, FindingIdentity.all(findings)).map { finding, identity in
            issue(
                finding.message(report.hints), rule: finding.rule, identity, severity(finding), path: finding.place.relativePath,
                line: finding.place.position?.line ?? 1)
        }
        return try JSONValue.array(issues).text()
    case .failure(let failure):
        let identity = FNV1a.hash([failure.code]).hexadecimal(digits: 32)
        return try JSONValue.array([
            issue(failure.message, rule: failure.code, identity, "blocker", path: report.tool.name, line: 1)
        ]).text()
    default: throw UnwritableReport(.gitlab, report)
    }
}

private func issue(_ text: String, rule: String, _ identity: String, _ severity: String, path: String, line: Int) -> JSONValue {
    .object([
        "description": .text(CIText.message(text)), "check_name": .text(CIText.name(rule)), "fingerprint": .text(identity),
        "severity": .text(severity),
        "location": .object(["path": .text(CIText.name(path)), "lines": .object(["begin": JSONValue(max(1, line))])]),
    ])
}

private func severity(_ finding: Finding) -> String {
    switch finding.state {
    case .fail: "critical"
    case .inconclusive: finding.severity == .error ? "major" : "minor"
    case .warn: "minor"
    case .suppressed, .pass: "info"
    }
}
