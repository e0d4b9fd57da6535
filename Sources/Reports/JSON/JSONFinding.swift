import Budgets
import Growth
import SnapshotModel
import Suspects

extension Finding {
    /// The strings that people read, and the same facts as data: `threshold` for `limit`, `evidence_rows` for `evidence`, `reason` and
    /// `excuses` for `message`.
    func json(_ hints: ReportHints) -> JSONValue {
        .object([
            "rule": .text(rule), "place": .text(place.text), "subject": .text(subject), "module": JSONValue(module),
            "metric": .text(measured.word), "unit": .text(unit.name), "limit": .text(limit.text), "before": JSONValue(before, unit),
            "after": JSONValue(after, unit), "delta": JSONValue(delta, unit), "severity": .text(severity.rawValue),
            "state": .text(state.rawValue), "message": .text(message(hints)), "evidence": .array(evidence.map { .text($0.text) }),
            "threshold": limit.json(unit), "reason": reason.json(self, hints), "rule_message": JSONValue(ruleMessage),
            "evidence_rows": .array(evidence.map(\.json)), "excuses": .array(excuses.map(\.json)),
            "samples": samples.map {
                .object([
                    "before": $0.before.isEmpty ? .null : JSONValue(samples: $0.before, unit), "after": JSONValue(samples: $0.after, unit),
                ])
            } ?? .null,
        ])
    }
}

extension JSONValue {
    /// The values of samples with their spread.
    fileprivate init(samples: [Int128], _ unit: Unit) {
        self = .object([
            "count": JSONValue(samples.count), "min": JSONValue(samples.min(), unit), "max": JSONValue(samples.max(), unit),
            "values": .array(samples.map { JSONValue($0, unit) }),
        ])
    }
}

extension Finding.Limit {
    fileprivate func json(_ unit: Unit) -> JSONValue {
        var members: [String: JSONValue] = ["kind": .text(kind.rawValue)]
        func growth(_ millionths: Int128?, _ amount: Int128?, needsBoth: Bool) {
            members["percent"] = JSONValue(millionths, .percent)
            members["amount"] = JSONValue(amount)
            members["needs_both"] = millionths != nil && amount != nil ? .flag(needsBoth) : .null
        }
        switch value {
        case .most(let most): members["value"] = JSONValue(most, unit)
        case .growth(let change): growth(change.millionths, change.bytes ?? change.pieces, needsBoth: change.needsBoth)
        case .perWork(let millionths, let unit):
            members["amount"] = JSONValue(millionths, .ratio)
            members["per"] = .text(unit)
        case .trend(let change):
            let limit = change.limit(unit)
            growth(limit.millionths, limit.amount, needsBoth: limit.needsBoth)
        case .rules: members["value"] = JSONValue(1)
        }
        return .object(members)
    }
}

extension Finding.Reason {
    fileprivate func json(_ finding: Finding, _ hints: ReportHints) -> JSONValue {
        let unit = finding.unit
        func object(_ word: String, _ members: [String: JSONValue] = [:]) -> JSONValue {
            .object(members.merging(["case": .text(word)]) { _, own in own })
        }
        func members(_ steps: Steps?) -> [String: JSONValue] {
            steps.map { ["steps_grown": JSONValue($0.grown), "steps": JSONValue($0.of)] } ?? [:]
        }
        func members(_ work: WorkDone) -> [String: JSONValue] {
            ["work": JSONValue(work.amount), "work_unit": .text(work.unit), "rate": JSONValue(finding.millionthsPerWork(work), .ratio)]
        }
        switch self {
        case .exceeded(let steps): return object("exceeded", members(steps))
        case .uncollected(let growth): return object("uncollected", ["growth": JSONValue(growth, unit)])
        case .within(let steps): return object("within", members(steps))
        case .unchanged: return object("unchanged")
        case .workExceeded(let work): return object("exceeded", members(work))
        case .workWithin(let work): return object("within", members(work))
        case .rowsWithin(let count, let unit): return object("within", ["rows": JSONValue(count), "rows_unit": .text(unit.name)])
        case .noNamesMatch: return object("no_names_match")
        case .growing(let growth):
            return object(
                "growing",
                [
                    "since": JSONValue(growth.since), "smallest_step": JSONValue(growth.smallestStep, unit), "seen": JSONValue(growth.seen),
                    "of": JSONValue(growth.of), "needed": JSONValue(growth.needed), "confirmed": .flag(growth.isConfirmed),
                ])
        case .nothingGrows(let snapshots): return object("nothing_grows", ["snapshots": JSONValue(snapshots)])
        case .suspected(let suspected):
            return object(
                "suspected",
                [
                    "cause": .text(suspected.cause.rawValue), "holder": .text(suspected.holder), "confidence": .real(suspected.confidence),
                    "bytes": JSONValue(suspected.bytes),
                ])
        case .suspectsWithin(let count, let snapshots):
            return object("within", ["suspects": JSONValue(count), "snapshots": JSONValue(snapshots)])
        case .notJudged(let obstacle):
            return object("not_judged", ["because": .text(obstacle.word)].merging(obstacle.json(hints)) { own, _ in own })
        }
    }
}

extension Finding.Obstacle {
    fileprivate func json(_ hints: ReportHints) -> [String: JSONValue] {
        switch self {
        case .noBaseline(let words): ["detail": .text(words)]
        case .notComparable(let differences): ["differences": .array(differences.map { .text($0) })]
        case .sameSnapshot: [:]
        case .reversed(let before, let after):
            ["before_time": JSONValue(TimeText.iso8601(before)), "after_time": JSONValue(TimeText.iso8601(after))]
        case .trustTooLow(let level, let sections, let wanted, _):
            [
                "trust": .text(level.rawValue), "wanted_trust": .text(wanted.rawValue),
                "sections": sections.isEmpty ? .null : .array(sections.map { .text($0) }),
            ]
        case .metricNeverHeld(let name): ["name": .text(name)]
        case .metricNotHeld(let name, let holder): ["name": .text(name), "in": .text(holder.rawValue)]
        case .sectionNotHeld(let name, let measure): ["name": .text(measure.map { "\(name).\($0)" } ?? name)]
        case .namesMissing(let missing):
            [
                "rows": JSONValue(missing.rows), "rows_unit": .text(missing.unit.name), "replaced_names": JSONValue(missing.replaced),
                "modules": .array(missing.modules.map { .object(["name": .text($0.name), "path": .text($0.path)]) }),
                "unknown_modules": .flag(missing.hasUnknownModules),
            ]
        case .rowsUnmatched(let unmatched):
            [
                "rows": JSONValue(unmatched.rows), "rows_unit": .text(unmatched.unit.name),
                "modules": .array(unmatched.modules.map { .object(["name": .text($0), "path": .text("")]) }),
                "other_builds": .flag(unmatched.isOfOtherBuilds),
            ]
        case .noDivisor(let name): ["name": .text(name)]
        case .workUnknown: ["detail": .text(words(hints))]
        case .seriesTooShort(let snapshots, let wanted): ["snapshots": JSONValue(snapshots), "wanted_snapshots": JSONValue(wanted)]
        case .neverSoSure(let snapshots, let most, let wanted):
            ["snapshots": JSONValue(snapshots), "confidence": .real(Double(most) / 100), "wanted_confidence": .real(Double(wanted) / 100)]
        case .notASeries, .noRule: [:]
        }
    }
}

extension Finding.Evidence {
    fileprivate var json: JSONValue { .object(["name": .text(name), "count": JSONValue(count), "bytes": JSONValue(bytes)]) }
}

extension Finding.Excuse {
    fileprivate var json: JSONValue {
        .object([
            "place": .text(place.text), "owner": .text(owner), "reason": .text(reason), "until": JSONValue(until?.text),
            "accepted": .flag(refusal == nil), "refused": JSONValue(refusal?.word), "up_to": JSONValue(refusal?.upTo),
        ])
    }
}

extension Finding.Excuse.Refusal {
    fileprivate var word: String {
        switch self {
        case .valueUnknown: "value_unknown"
        case .otherUnit: "other_unit"
        case .above: "above"
        }
    }

    fileprivate var upTo: String? {
        switch self {
        case .valueUnknown: nil
        case .otherUnit(let text), .above(let text): text
        }
    }
}
