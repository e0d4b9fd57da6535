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
        if let obstacle = obstacle(rule, history) { return whole(.inconclusive, .notJudged(obstacle)) }
        // The rows that grew by the history up to each of the last snapshots.
        let growingRows = (0..<min(rule.of, history.points.count - 2)).map { back in
            Evaluation.growing(history.prefix(history.points.count - back), rule)
        }
        let trusts = history.points.map(\.trust)
        func doubt(_ parts: [SnapshotPart]) -> Finding.Obstacle? { self.doubt(trusts, about: parts, wanted: minTrust, by: .budget) }
        let findings = growingRows[0].filter { doubt(parts($0)) == nil }.map { row in
            let seen = growingRows.count { rows in rows.contains { $0.section == row.section && $0.key == row.key } }
            return finding(row, rule, history, seen: seen)
        }
        // What cannot be followed may grow beside that.
        if let obstacle = doubt(followedParts(history)) ?? unfollowed(rule, history) {
            return findings + whole(.inconclusive, .notJudged(obstacle))
        }
        return findings.isEmpty ? whole(.pass, .nothingGrows(snapshots: history.points.count)) : findings
    }

    /// Why the whole series cannot be judged; `nil` when it can be.
    private func obstacle(_ rule: TrendRule, _ history: SeriesHistory) -> Finding.Obstacle? {
        let captures = history.points.map(\.capture)
        for order in input.isAsOrdered ? [] : [order, TimeOrder(captures.map { [$0] })] {
            if let (before, after) = order.certainContradiction { return .reversed(before: before, after: after) }
        }
        if captures.count < rule.minHistory { return .seriesTooShort(snapshots: captures.count, wanted: rule.minHistory) }
        // Another runtime or collector makes other numbers; before the last `min_history` snapshots it is history.
        let differences = ComparableFact.differences(budget.comparable, captures.suffix(rule.minHistory))
        return differences.isEmpty ? nil : .notComparable(differences)
    }

    /// The parts of the snapshots that a growing row is made of.
    private func parts(_ row: TrendRow) -> [SnapshotPart] {
        guard let section = row.section else { return row.key.first.flatMap { budget.catalog.metric($0) }?.parts ?? [] }
        return [SnapshotPart(section), SnapshotPart(section, row.measure)]
    }

    /// The parts of the snapshots that the rule follows: those of rows, and those of the totals that decide.
    private func followedParts(_ history: SeriesHistory) -> [SnapshotPart] {
        budget.catalog.followed.flatMap { info in
            [SnapshotPart(info.name)] + (info.followed?.measures ?? []).map { SnapshotPart(info.name, $0) }
        }
            + history.metrics.filter { held in
                held.metric.total?.decides == true && held.values.contains { $0 != nil }
            }.flatMap(\.metric.parts)
    }

    /// What the rule cannot follow over the series, since the latest snapshot or too many of the others lack it; `nil` when there is nothing.
    private func unfollowed(_ rule: TrendRule, _ history: SeriesHistory) -> Finding.Obstacle? {
        func isFollowed(_ given: [Bool]) -> Bool { given.last == true && given.count { $0 } >= rule.minHistory }
        let followed = budget.catalog.followed
        for info in followed {
            guard let held = history.section(info.name) else {
                // A section that no snapshot of the series has is one of a later reader, except for the first.
                if info.name == followed.first?.name { return .sectionNotHeld(info.name) }
                continue
            }
            guard let measure = held.measures.firstIndex(where: { $0.name == info.followed?.count }), isFollowed(held.isGiven[measure])
            else { return .sectionNotHeld(info.name) }
            if let gap = history.gaps.first(where: { $0.section == info.name }) {
                return .rowsUnmatched(gap.unmatched(gap.rows, of: info.rowUnit, shown: input.shown))
            }
            if let missing = namesMissing(held, info, history) { return missing }
        }
        for held in history.metrics where held.metric.total?.decides == true {
            let given = held.values.map { $0 != nil }
            if given.contains(true), !isFollowed(given) {
                return .metricNotHeld(held.metric.name, in: given.last == true ? .baseline : .snapshot)
            }
        }
        return nil
    }

    /// The obstacle that rows without names are. Their placeholders are the same in snapshots of one process only, and never those of the
    /// named rows.
    private func namesMissing(_ held: SectionHistory, _ info: SectionInfo, _ history: SeriesHistory) -> Finding.Obstacle? {
        guard let names = held.keys.first, let measure = held.measures.firstIndex(where: { $0.name == info.followed?.count }) else {
            return nil
        }
        var unnamed: [UnnamedType] = []
        var points: Set<Int> = []
        for (row, name) in names.enumerated() {
            guard let type = UnnamedType(name), !type.hasAddress else { continue }
            let present = held.values(measure, row).enumerated().filter { ($0.element ?? 0) > 0 }.map(\.offset)
            if present.isEmpty { continue }
            unnamed.append(type)
            points.formUnion(present)
        }
        if unnamed.isEmpty { return nil }
        let given = held.isGiven[measure].indices.filter { held.isGiven[measure][$0] }
        return ProcessLife.isOne(given.map { history.points[$0].capture }) && points.count == given.count
            ? nil : obstacle(unnamed, of: info, in: [input.after])
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
