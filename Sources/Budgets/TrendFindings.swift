import Growth
import SnapshotModel

/// Evaluates the rule on growth over the whole series.
extension Evaluation {
    func findings(_ rule: TrendRule, minTrust: Trust.Level) -> [Finding] {
        func whole(_ state: Finding.State, _ reason: Finding.Reason) -> [Finding] {
            [
                Finding(
                    rule: "trend", place: rule.place, subject: "trend", measured: .trend, unit: .none, limit: rule.limit,
                    severity: rule.severity, state: state, reason: reason)
            ]
        }
        // Two dumps have no trend.
        guard let history = input.history else { return whole(.inconclusive, .notJudged(.notASeries)) }
        guard history.points.count >= rule.minHistory else {
            return whole(.inconclusive, .notJudged(.seriesTooShort(snapshots: history.points.count, wanted: rule.minHistory)))
        }
        if let level = history.points.map(\.trust).min(), level < minTrust {
            return whole(.inconclusive, .notJudged(.trustTooLow(level, wanted: minTrust, by: .budget)))
        }
        // Another runtime or collector makes other numbers; before the last `min_history` snapshots it is history.
        let differences = ComparableFact.differences(budget.comparable, history.points.suffix(rule.minHistory).map(\.capture))
        guard differences.isEmpty else { return whole(.inconclusive, .notJudged(.notComparable(differences))) }
        if let section = unfollowed(rule, history) { return whole(.inconclusive, .notJudged(.sectionNotHeld(section))) }
        // The rows that grew by the history up to each of the last snapshots.
        let growingRows = (0..<min(rule.of, history.points.count - 2)).map { back in
            Evaluation.growing(history.prefix(history.points.count - back), rule)
        }
        let findings = growingRows[0].map { row in
            let seen = growingRows.count { rows in rows.contains { $0.section == row.section && $0.key == row.key } }
            return finding(row, rule, history, seen: seen)
        }
        return findings.isEmpty ? whole(.pass, .nothingGrows(snapshots: history.points.count)) : findings
    }

    /// A section whose rows the rule cannot follow, since the latest snapshot or too many of the others lack it.
    private func unfollowed(_ rule: TrendRule, _ history: SeriesHistory) -> String? {
        let followed = budget.catalog.followed
        return followed.first { info in
            // A section that no snapshot of the series has is one of a later reader, except for the first.
            guard let held = history.section(info.name) else { return info.name == followed.first?.name }
            guard let measure = held.measures.firstIndex(where: { $0.name == info.followed?.count }) else { return true }
            let given = held.isGiven[measure]
            return given.last != true || given.count { $0 } < rule.minHistory
        }?.name
    }

    private static func growing(_ history: SeriesHistory, _ rule: TrendRule) -> [TrendRow] {
        trend(history).rows.filter { row in
            guard row.shape == .growing, row.isCertain, let ends = ends(row) else { return false }
            return rule.minChange.isReached(ends.before, ends.after, row.unit)
        }
    }

    /// The value before the growth began, and the latest one.
    private static func ends(_ row: TrendRow) -> (before: Int128, after: Int128)? {
        guard let after = row.values.last ?? nil else { return nil }
        let start = max((row.began ?? 1) - 1, 0)
        return row.values[start...].lazy.compactMap(\.self).first.map { ($0, after) }
    }

    private func finding(_ row: TrendRow, _ rule: TrendRule, _ history: SeriesHistory, seen: Int) -> Finding {
        let ends = Evaluation.ends(row)
        let name = row.key.first ?? ""
        let growth = Finding.Reason.SeriesGrowth(
            since: row.began.flatMap { history.points[$0].id }, smallestStep: row.smallestStep, seen: seen, of: rule.of,
            needed: rule.confirm)
        var finding = Finding(
            rule: "trend", place: rule.place, subject: row.section == nil ? name : input.shown(name),
            module: row.section != nil && row.key.count > 1 ? input.shown(row.key[1]) : nil, measured: measured(row), unit: row.unit,
            limit: rule.limit, before: ends?.before, after: ends?.after, severity: rule.severity,
            state: growth.isConfirmed && rule.severity == .error ? .fail : .warn, reason: .growing(growth))
        finding.realSubject = name
        return finding
    }

    private func measured(_ row: TrendRow) -> Finding.Quantity {
        guard let section = row.section else { return .metric(row.key.first ?? "") }
        let noun = budget.catalog.section(section)?.followed?.noun ?? section
        return .rows(Finding.FollowedMeasure(noun: noun, isSize: row.unit == .bytes))
    }
}

extension TrendRule {
    var limit: Finding.Limit { Finding.Limit(.trend, minChange.text, .trend(minChange)) }
}
