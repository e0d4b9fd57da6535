import Budgets
import SnapshotModel

/// A text file for node_exporter and similar collectors: the totals of one snapshot, and for a check the verdict and the types that its
/// budget names. All types would be too many time series.
func renderOpenMetrics(_ report: Report) throws(UnwritableReport) -> String {
    let exit = (name: "heapdrift_exit_code", help: "what heapdrift ended with: 0 done, 1 policy, 2 usage, 3 input, 4 inconclusive")
    switch report.content {
    case .snapshot(let shown):
        var text = OpenMetricsText(shown.head.metricLabels)
        for metric in report.catalog.metrics { if let value = metric.value(shown.snapshot) { text.metric(metric, value) } }
        text.taken(shown.head)
        text.end()
        return text.text
    case .check(let check):
        var text = OpenMetricsText(check.after.metricLabels)
        for (metric, value) in check.metrics { text.metric(metric, value) }
        text.taken(check.after)
        text.budgetedTypes(check.findings)
        text.family(
            "heapdrift_check_verdict", "1 for the verdict of the gate",
            CheckVerdict.allCases.map { ([("verdict", $0.rawValue)], .integer($0 == check.verdict ? 1 : 0)) })
        text.family(
            "heapdrift_check_findings", unit: "findings", "rules and subjects by what became of them",
            Finding.State.allCases.map { ([("state", $0.rawValue)], .integer(Int128(check.count($0)))) })
        text.failedRules(check.findings)
        text.family(exit.name, exit.help, .integer(Int128(report.exitCode)))
        text.end()
        return text.text
    case .failure:
        var text = OpenMetricsText([])
        text.family(exit.name, exit.help, .integer(Int128(report.exitCode)))
        text.end()
        return text.text
    default: throw UnwritableReport(.openmetrics, report)
    }
}

extension SnapshotHead {
    /// The series and the process. Labels without a value are left out.
    fileprivate var metricLabels: [(String, String)] {
        [("series", place.series ?? ""), ("process", capture.process)].filter { !$0.1.isEmpty }.map { ($0.0, CIText.name($0.1)) }
    }
}

extension OpenMetricsText {
    /// Types with samples at most.
    private static let mostTypes = 500

    fileprivate mutating func taken(_ head: SnapshotHead) {
        family(
            "heapdrift_snapshot_timestamp_seconds", unit: "seconds", "when the dump was taken, since 1970 in UTC",
            .integer(Int128(head.capture.time)))
    }

    /// The rules that failed, each with the number of what it found. Two rules of one name are one.
    fileprivate mutating func failedRules(_ findings: [Finding]) {
        var counts: [BytewiseText: Int128] = [:]
        var rules: [String] = []
        for finding in findings where finding.state == .fail {
            let rule = CIText.name(finding.rule)
            if counts[BytewiseText(rule)] == nil { rules.append(rule) }
            counts[BytewiseText(rule), default: 0] += 1
        }
        family(
            "heapdrift_check_failed", unit: "findings", "failed findings of each rule that failed",
            rules.map { ([("rule", $0)], .integer(counts[BytewiseText($0)] ?? 0)) })
    }

    /// Counts and bytes of the types that rules found. A type has one sample, however many rules found it.
    fileprivate mutating func budgetedTypes(_ findings: [Finding]) {
        var left = 0
        for (metric, name, unit, help) in [
            ("type", "heapdrift_type_objects", "objects", "objects of a type that the budget names"),
            ("type-bytes", "heapdrift_type_bytes", "bytes", "bytes of a type that the budget names"),
        ] {
            let found = findings.filter { $0.measured.word == metric && $0.after != nil }
            let names = Shortening.shortened(found.map { VisibleText.brief($0.subject) }, to: 400)
            let modules = Shortening.shortened(found.map { VisibleText.brief($0.module ?? "") }, to: 200)
            // Several rules may find one type, and long names may be shortened alike: the first has the sample.
            var seen: Set<[BytewiseText]> = []
            var samples: [(labels: [(String, String)], value: Value)] = []
            for (index, finding) in found.enumerated() {
                guard let after = finding.after, seen.insert([BytewiseText(names[index]), BytewiseText(modules[index])]).inserted else {
                    continue
                }
                if samples.count == OpenMetricsText.mostTypes {
                    left += 1
                    continue
                }
                let labels = [("type", names[index]), ("module", modules[index])].filter { !$0.1.isEmpty }
                samples.append((labels, .integer(after)))
            }
            family(name, unit: unit, help, samples)
        }
        family(
            "heapdrift_types_left_out", "types that rules found and that have no sample, since there are too many", .integer(Int128(left)))
    }
}
