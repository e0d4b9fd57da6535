import Growth
import SnapshotModel
import Suspects

extension DiffReport {
    func json(_ options: ReportOptions) -> [String: JSONValue] {
        var totals: [String: JSONValue] = [:]
        for total in diff.totals where total.change != Change(nil, nil) {
            var members = total.change.members.merging(grewMember(total.stepsGrown)) { own, _ in own }
            if total.young != Change(nil, nil) { members["gen0"] = .object(total.young.members) }
            totals[total.name] = .object(members)
        }
        var sections: [String: JSONValue] = [:]
        for part in diff.notComparable
        where part.column == nil && part.missingIn != .both && (section == nil || part.section == section) {
            sections[part.section] = .null
        }
        for table in self.sections { sections[table.section] = json(table, options) }
        var members: [String: JSONValue] = [
            "before": before.json, "after": after.json, "comparable": .flag(diff.comparability.isComparable),
            "reasons": .array(diff.comparability.reasons.map { .text($0) }), "metric": .text("total"),
            "verdict": .text(diff.verdict.rawValue), "not_looked_at": .array([]),
            "time_order": .text(diff.order.word), "same_snapshot": .flag(isOneSnapshot),
            "restart": diff.hasRestart.map { .flag($0) } ?? .null,
            "min_change": .text(diff.minChange.text), "totals": .object(totals), "sections": .object(sections),
            "not_comparable": .array(
                diff.notComparable.map { .object(["name": .text($0.name), "missing_in": .text($0.missingIn.rawValue)]) }),
        ]
        members["suspects"] = suspects?.jsonOfSuspects ?? .null
        members["suspect_rules"] = suspects?.jsonOfRules ?? .null
        if !between.isEmpty { members["between"] = .array(between.map(\.json)) }
        return members
    }

    func json(_ table: SectionDiff, _ options: ReportOptions) -> JSONValue {
        let (shown, hidden) = table.split(top: options.all ? nil : options.top, all: options.all)
        let rows = shown.map { row in
            var members: [String: JSONValue] = ["status": .text(table.statuses[row].rawValue)]
            for column in table.aligned.attributes + table.aligned.keys {
                members[column.info.name] = column.words[row].map { column.info.json($0, table.aligned.texts) } ?? .null
            }
            for measure in table.measures.indices {
                members[table.measures[measure].info.name] = .object(table.change(measure, row).members)
            }
            return JSONValue.object(members.merging(grewMember(table.stepsGrown?[row])) { own, _ in own })
        }
        var remainder: [String: JSONValue] = [:]
        var sums: [String: JSONValue] = [:]
        for measure in table.measures.indices {
            let name = table.measures[measure].info.name
            remainder[name] = .object(table.sum(measure, hidden).members)
            sums[name] = .object(table.sum(measure).members)
        }
        // The number of rows that are left out takes the place of the sum of the measure `rows`.
        remainder["rows"] = JSONValue(hidden.count)
        return .object(["rows": .array(rows), "hidden": .object(remainder), "sums": .object(sums)])
    }

    /// Whether the row grew at every step; only in a chain.
    private func grewMember(_ stepsGrown: Int?) -> [String: JSONValue] {
        diff.steps > 1 ? ["grew_every_step": stepsGrown.map { .flag($0 == diff.steps) } ?? .null] : [:]
    }
}

extension Change {
    var members: [String: JSONValue] {
        ["before": JSONValue(before), "after": JSONValue(after), "delta": JSONValue(delta)]
    }
}
