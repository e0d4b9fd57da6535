import Growth
import SnapshotModel

/// The rule on growth over the whole series.
extension Evaluation {
    func findings(_ rule: TrendRule, minTrust: Trust.Level) -> [Finding] {
        var open = Finding(
            rule: "trend", place: rule.place, subject: "trend", metric: "trend", unit: .none, limit: rule.minChange.text,
            severity: rule.severity, state: .inconclusive, message: "")
        guard let history = input.history else {
            // Two dumps have no trend: the rule is about series, and says nothing here.
            open.state = .pass
            open.message = "trend: looked at with a series alone"
            return [open]
        }
        guard history.points.count >= rule.minHistory else {
            open.message =
                "trend: not judged: the series has \(history.points.count) snapshots, and the rule asks for \(rule.minHistory) (min_history)"
            return [open]
        }
        if let level = history.points.map(\.trust).min(), level < minTrust {
            open.message = "trend: not judged: a snapshot's trust is \(level.rawValue), and the budget asks for \(minTrust.rawValue)"
            return [open]
        }
        // The verdicts of the last nights, each made with what was known then.
        let nights = (0..<min(rule.of, history.points.count - 2)).map { back in
            Evaluation.growing(history.prefix(history.points.count - back), rule)
        }
        let findings = nights[0].map { row in
            let seen = nights.count { night in night.contains { $0.section == row.section && $0.key == row.key } }
            return finding(row, rule, history, isConfirmed: seen >= rule.confirm, seen: seen)
        }
        if !findings.isEmpty { return findings }
        open.state = .pass
        open.message = "trend: nothing grows over \(history.points.count) snapshots"
        return [open]
    }

    private static func growing(_ history: SeriesHistory, _ rule: TrendRule) -> [TrendRow] {
        trend(history).rows.filter { row in
            guard row.shape == .growing, row.isCertain, let ends = ends(row) else { return false }
            return rule.minChange.isReached(ends.before, ends.after, row.unit)
        }
    }

    /// What it was before it began to grow, and what it is now.
    private static func ends(_ row: TrendRow) -> (before: Int128, after: Int128)? {
        guard let after = row.values.last ?? nil else { return nil }
        let start = max((row.began ?? 1) - 1, 0)
        return row.values[start...].lazy.compactMap(\.self).first.map { ($0, after) }
    }

    private func finding(_ row: TrendRow, _ rule: TrendRule, _ history: SeriesHistory, isConfirmed: Bool, seen: Int) -> Finding {
        let ends = Evaluation.ends(row)
        let isType = row.section != nil
        let metric = !isType ? row.key.first ?? "" : row.unit == .bytes ? TypeSet.Measure.bytes.metric : TypeSet.Measure.count.metric
        let since = row.began.flatMap { history.points[$0].id }.map { "@\($0)" } ?? "the first snapshot"
        let name = row.key.first ?? ""
        var finding = Finding(
            rule: "trend", place: rule.place, subject: isType ? input.shown(name) : name,
            module: isType && row.key.count > 1 ? input.shown(row.key[1]) : nil,
            metric: metric, unit: row.unit, limit: rule.minChange.text, before: ends?.before, after: ends?.after, severity: rule.severity,
            state: isConfirmed && rule.severity == .error ? .fail : .warn, message: "")
        finding.realSubject = name
        finding.message =
            "\(finding.subject) grows since \(since): from \(QuantityText.value(ends?.before ?? 0, row.unit)) to "
            + "\(QuantityText.phrase(ends?.after ?? 0, row.unit)), at least \(QuantityText.signed(row.smallestStep, row.unit)) at every step"
            + (isConfirmed ? "" : "; seen in \(seen) of the last \(rule.of) snapshots, \(rule.confirm) confirm it")
        return finding
    }
}
