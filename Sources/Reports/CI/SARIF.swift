import Budgets

/// SARIF 2.1.0 with one run. A rule that holds has no result, because every result is an alert for the tools that read it.
func renderSARIF(_ report: Report) throws -> String {
    var driver: [String: JSONValue] = [
        "name": .text(report.tool.name), "version": .text(report.tool.version), "semanticVersion": .text(report.tool.version),
    ]
    var invocation: [String: JSONValue] = ["exitCode": JSONValue(report.exitCode)]
    var run: [String: JSONValue] = ["columnKind": .text("unicodeCodePoints")]
    switch report.content {
    case .check(let given):
        let check = given.located(in: report.workingCopy)
        let findings = check.notable
        let shown = check.shown(SARIF.mostResults).filter { $0.state != .pass }
        let rules = SARIF.Rules(shown)
        driver["rules"] = .array(rules.json)
        run["results"] = .array(
            zip(shown, FindingIdentity.all(shown)).map {
                SARIF.result($0, rules.positions[CIText.name($0.rule)] ?? 0, identity: $1, report.hints)
            })
        run["automationDetails"] = .object(["id": .text("heapdrift/\(CIText.name(check.name))/")])
        run["properties"] = .object([
            "verdict": .text(check.verdict.rawValue), "baseline": .text(CIText.message(check.baseline)),
            "budget": .text(CIText.message(check.budget)), "held": JSONValue(check.count(.pass)),
        ])
        invocation["executionSuccessful"] = .flag(true)
        let hidden = findings.count - shown.count
        let notes = (hidden > 0 ? ["\(hidden) more findings" + CIText.rest(report.hints)] : []) + check.notes
        if !notes.isEmpty { invocation["toolExecutionNotifications"] = .array(notes.map { SARIF.notification("note", $0) }) }
    case .failure(let failure):
        driver["rules"] = .array([])
        run["results"] = .array([])
        invocation["executionSuccessful"] = .flag(false)
        invocation["toolExecutionNotifications"] = .array([SARIF.notification("error", "\(failure.code): \(failure.message)")])
    default: throw UnwritableReport(.sarif, report)
    }
    run["tool"] = .object(["driver": .object(driver)])
    run["invocations"] = .array([.object(invocation)])
    return try JSONValue.object([
        "$schema": .text("https://json.schemastore.org/sarif-2.1.0.json"), "version": .text("2.1.0"), "runs": .array([.object(run)]),
    ]).text()
}

private enum SARIF {
    /// Results of one run that GitHub takes. It drops the others silently.
    static let mostResults = 25_000

    /// The rules of a run, each once, in the order of the findings.
    struct Rules {
        var positions: [String: Int] = [:]
        var json: [JSONValue] = []

        init(_ findings: [Finding]) {
            for finding in findings {
                // Two long names that are shortened alike are one rule.
                let id = CIText.name(finding.rule)
                if positions[id] != nil { continue }
                positions[id] = json.count
                json.append(
                    .object([
                        "id": .text(id),
                        "shortDescription": SARIF.message("\(finding.rule): \(finding.limit.text)"),
                        "defaultConfiguration": .object(["level": .text(finding.severity == .error ? "error" : "warning")]),
                    ]))
            }
        }
    }

    static func result(_ finding: Finding, _ rule: Int, identity: String, _ hints: ReportHints) -> JSONValue {
        var members: [String: JSONValue] = [
            "ruleId": .text(CIText.name(finding.rule)), "ruleIndex": JSONValue(rule), "level": .text(level(finding)),
            "message": message(([finding.message(hints)] + finding.evidence.map { "+ " + $0.text }).joined(separator: "; ")),
            "locations": .array([location(finding)]),
            // GitHub knows an alert by the second. If it were made from the line, all types that one rule finds would be one alert.
            "partialFingerprints": .object(["heapdriftFinding/v1": .text(identity), "primaryLocationLineHash": .text(identity)]),
        ]
        if finding.state == .suppressed {
            members["suppressions"] = .array([
                .object([
                    "kind": .text("external"), "status": .text("accepted"), "justification": .text(CIText.message(finding.remark(hints))),
                ])
            ])
        }
        return .object(members)
    }

    private static func level(_ finding: Finding) -> String {
        switch finding.state {
        case .inconclusive, .pass: "note"
        case .fail, .warn, .suppressed: finding.severity == .error ? "error" : "warning"
        }
    }

    private static func location(_ finding: Finding) -> JSONValue {
        var members: [String: JSONValue] = [:]
        if let position = finding.place.position {
            var file: [String: JSONValue] = ["uri": .text(finding.place.uri)]
            if !finding.place.source.hasPrefix("/") { file["uriBaseId"] = .text("%SRCROOT%") }
            members["physicalLocation"] = .object([
                "artifactLocation": .object(file),
                "region": .object(["startLine": JSONValue(max(1, position.line)), "startColumn": JSONValue(max(1, position.column))]),
            ])
        }
        if finding.followed != nil || finding.place.position == nil {
            var subject: [String: JSONValue] = ["fullyQualifiedName": .text(CIText.name(finding.subjectAndModule))]
            if let followed = finding.followed { subject["kind"] = .text(followed.noun) }
            members["logicalLocations"] = .array([.object(subject)])
        }
        return .object(members)
    }

    static func notification(_ level: String, _ text: String) -> JSONValue {
        .object(["level": .text(level), "message": message(text)])
    }

    /// A plain text message may hold links, `[text](target)`. A blank takes a name apart that looks like one.
    static func message(_ text: String) -> JSONValue {
        .object(["text": .text(CIText.message(text).split(separator: "](", omittingEmptySubsequences: false).joined(separator: "] ("))])
    }
}
