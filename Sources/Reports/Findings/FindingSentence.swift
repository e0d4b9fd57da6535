package import Budgets
import Growth
import SnapshotModel
import Suspects

/// The sentences of findings, made from their data. Nothing else words a finding, and nothing takes a sentence apart.
extension Finding {
    /// The whole sentence, with the numbers: `heap.total is 600 kB, within the 1 MB allowed`.
    package func message(_ hints: ReportHints) -> String {
        switch reason {
        case .notJudged: numbers(hints)
        default: numbers(hints) + additions.map { $0.joint + $0.text }.joined()
        }
    }

    /// The part of the message that a table does not show in other columns: in which steps it grew, the rule's own words, who excuses it,
    /// or why it was not judged.
    package func remark(_ hints: ReportHints) -> String {
        switch reason {
        case .notJudged(let obstacle): return "not judged: \(obstacle.words(hints))"
        case .growing, .suspected: return message(hints)
        case .rowsWithin, .noNamesMatch, .nothingGrows, .suspectsWithin, .unchanged: return numbers(hints)
        case .exceeded, .uncollected, .within: return joined(additions)
        // The columns show the number before and after, and the limit is on its growth for each unit of work.
        case .workExceeded(let work), .workWithin(let work):
            return joined([("", "\(rate(work)) over \(QuantityText.grouped(work.amount)) \(work.unit)")] + additions)
        }
    }

    private func joined(_ parts: [(joint: String, text: String)]) -> String {
        (parts.first?.text ?? "") + parts.dropFirst().map { $0.joint + $0.text }.joined()
    }

    /// The sentence without what follows the numbers.
    private func numbers(_ hints: ReportHints) -> String {
        switch reason {
        case .exceeded, .uncollected: numbers("more than")
        case .within: numbers("within")
        case .unchanged: "\(subject) did not change"
        case .workExceeded(let work): numbers(work, "more than")
        case .workWithin(let work): numbers(work, "within")
        case .rowsWithin(let count, let unit): "\(subject): \(rows(count, unit)) within the limit"
        case .noNamesMatch: "no \(measured.noun) matches \(subject)"
        case .growing(let growth): numbers(growth)
        case .nothingGrows(let snapshots): "\(subject): nothing grows over \(snapshots) snapshots"
        case .suspected(let suspected): "\(subject): \(suspected.words)"
        case .suspectsWithin(0, let snapshots): "no suspect in \(snapshots) snapshots"
        case .suspectsWithin(let count, let snapshots):
            "\(count) suspect\(count == 1 ? "" : "s") in \(snapshots) snapshots, within the \(limit.text) allowed"
        case .notJudged(let obstacle): "\(subject): not judged: \(obstacle.words(hints))"
        }
    }

    /// `1 type`, `2 types`.
    private func rows(_ count: Int, _ unit: Unit) -> String {
        let phrase = QuantityText.phrase(Int128(count), unit)
        return count == 1 && phrase.hasSuffix("s") ? String(phrase.dropLast()) : phrase
    }

    private func numbers(_ relation: String) -> String {
        let allowed = "\(relation) the \(limit.text) allowed"
        guard limit.kind.isGrowth else { return "\(subject) is \(QuantityText.phrase(after ?? 0, unit)), \(allowed)" }
        guard let before, let after, let delta else { return "\(subject) did not change" }
        let percent = before > 0 ? " (\(share(delta, before)))" : ""
        return "\(subject) \(delta > 0 ? "grew" : "shrank") from \(QuantityText.value(before, unit)) to "
            + "\(QuantityText.phrase(after, unit)): \(QuantityText.signed(delta, unit))\(percent), \(allowed)"
    }

    private func share(_ delta: Int128, _ before: Int128) -> String {
        let (scaled, overflow) = delta.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? "far more" : QuantityText.signed(scaled / before, .percent)
    }

    private func numbers(_ work: Reason.WorkDone, _ relation: String) -> String {
        "\(subject) grew by \(QuantityText.phrase(delta ?? 0, unit)) over \(QuantityText.grouped(work.amount)) \(work.unit): "
            + "\(rate(work)), \(relation) the \(limit.text) allowed"
    }

    /// The growth for each unit of work: `4.1 B/request`.
    private func rate(_ work: Reason.WorkDone) -> String {
        let value = millionthsPerWork(work).map { QuantityText.value($0, .ratio) + (unit == .bytes ? " B" : "") } ?? "far more"
        return "\(value)/\(work.unit)"
    }

    /// The same in millionths of the unit; `nil` when it is too large for a number.
    func millionthsPerWork(_ work: Reason.WorkDone) -> Int128? {
        let (scaled, overflow) = (delta ?? 0).multipliedReportingOverflow(by: 1_000_000)
        return overflow ? nil : scaled / max(work.amount, 1)
    }

    private func numbers(_ growth: Reason.SeriesGrowth) -> String {
        "\(subject) grows since \(growth.since.map { "@\($0)" } ?? "the first snapshot"): "
            + "from \(QuantityText.value(before ?? 0, unit)) to \(QuantityText.phrase(after ?? 0, unit)), "
            + "at least \(QuantityText.signed(growth.smallestStep, unit)) at every step"
            + (growth.isConfirmed ? "" : "; seen in \(growth.seen) of the last \(growth.of) snapshots, \(growth.needed) confirm it")
    }

    /// The parts after the numbers, each with the text that joins it to the words before.
    private var additions: [(joint: String, text: String)] {
        var parts: [(joint: String, text: String)] = []
        switch reason {
        case .exceeded(let steps?): parts.append((", ", "growing in each of \(steps.grown) steps"))
        case .uncollected(let growth):
            parts.append((", ", "\(QuantityText.signed(growth, unit)) of it since the last full collection, so it may be garbage"))
        case .within(let steps?): parts.append((", ", "but in \(steps.grown) of \(steps.of) steps only"))
        default: break
        }
        if let samples { parts.append((", ", words(samples))) }
        // The rule's own words are a sentence, so no number follows them.
        switch reason {
        case .exceeded, .workExceeded: if let ruleMessage { parts.append((". ", ruleMessage)) }
        default: break
        }
        return parts + excuses.map { ("; ", words($0)) }
    }

    /// `median of 3 before (115 kB to 120 kB) and of 3 after (118 kB to 548 kB)`.
    private func words(_ samples: Samples) -> String {
        func end(_ values: [Int128], _ place: String, isFirst: Bool = false) -> String {
            guard values.count > 1, let least = values.min(), let most = values.max() else { return "one" + place }
            return "\(isFirst ? "median " : "")of \(values.count)\(place) "
                + "(\(QuantityText.value(least, unit)) to \(QuantityText.value(most, unit)))"
        }
        if samples.before.isEmpty { return end(samples.after, "", isFirst: true) }
        return end(samples.before, " before", isFirst: true) + " and " + end(samples.after, " after", isFirst: samples.before.count == 1)
    }

    /// Why the finding is excused or not: `excused until 2027-12-31 by team-data: bounded by design`.
    private func words(_ excuse: Excuse) -> String {
        let why: String
        switch excuse.refusal {
        case nil: return "excused\(excuse.until.map { " until \($0.text)" } ?? "") by \(excuse.owner): \(excuse.reason)"
        case .valueUnknown: why = "its value is not known"
        case .otherUnit(let upTo): why = "its up_to of \(upTo) is of another unit"
        case .above(let upTo): why = "\(QuantityText.phrase(after ?? 0, unit)) is more than its up_to of \(upTo)"
        }
        return "\(why), so it is not excused (\(excuse.place.text))"
    }
}

extension Finding.Quantity {
    /// One of the things that a glob matches, in a word.
    fileprivate var noun: String { if case .rows(let measure) = self { measure.noun } else { word } }
}

extension Finding.Evidence {
    /// `System.EventHandler<…> +40,000 objects, +2.56 MB`.
    package var text: String { amount.isEmpty ? name : "\(name) \(amount)" }

    /// `+40,000 objects, +2.56 MB`; empty when nothing is known.
    var amount: String {
        let counted = count.map { QuantityText.signed($0, unit) + (unit.noun.map { " " + $0 } ?? "") }
        return [counted, bytes.map { QuantityText.signed($0, .bytes) }].compactMap(\.self).joined(separator: ", ")
    }
}

extension Finding.Obstacle {
    /// A clause like `the snapshot does not hold process.threads`.
    package func words(_ hints: ReportHints) -> String {
        switch self {
        case .noBaseline(let words): words
        case .notComparable(let differences): "the snapshots are not comparable: " + differences.joined(separator: "; ")
        case .sameSnapshot: "the snapshot would be compared with itself; growth shows in a later one"
        case .reversed(let before, let after):
            "the snapshot before (\(TimeText.spoken(before))) is newer than the one after (\(TimeText.spoken(after)))"
                + (hints.asOrdered.map { "; give them in the order of time, or \($0)" } ?? "")
        case .trustTooLow(let level, let sections, let wanted, let demander):
            "a snapshot's trust is \(level.rawValue)\(SectionList.inside(sections)), and the \(demander.rawValue) asks for \(wanted.rawValue)"
        case .metricNeverHeld(let metric): "no snapshot of this version of heapdrift holds \(metric)"
        case .metricNotHeld(let metric, let holder):
            "\(holder == .either ? "a snapshot" : "the \(holder.rawValue)") does not hold \(metric)"
        case .sectionNotHeld(let section, let measure):
            "a snapshot does not hold " + (measure.map { "the \(section)' \($0)" } ?? section)
        case .namesMissing(let missing): missing.words(hints)
        case .rowsUnmatched(let unmatched): unmatched.words(hints)
        case .noDivisor(let name): "there is no \(name) to divide by, or a snapshot does not hold one of the two"
        case .workUnknown(let obstacle): obstacle.words(hints.work)
        case .seriesTooShort(let snapshots, let wanted):
            "the series has \(snapshots) snapshots, and the rule asks for \(wanted) (min_history)"
        case .neverSoSure(let snapshots, let most, let wanted):
            "\(snapshots) snapshots make \(most)% sure of a suspect at most, and the rule asks for \(wanted)% (min_confidence)"
        case .notASeries: "only a check of a series can judge a trend"
        case .noRule: "the budget holds no rule, so nothing was looked at"
        }
    }
}

extension Finding.MissingNames {
    /// The most files that a sentence lists.
    private static let filesShown = 4

    /// `types without names: 150, and the rule may mean some of them; named by the files of /app/Orders.dll, System.Net.Http.dll`.
    /// `types with names that were replaced when the snapshot was exported: 150, and the rule may mean some of them`.
    fileprivate func words(_ hints: ReportHints) -> String {
        let noun = unit.noun ?? "rows"
        let redacted =
            "\(noun) with names that were replaced when the snapshot was exported: \(QuantityText.grouped(Int128(replaced)))"
            + ", and the rule may mean some of them"
        if replaced == rows { return redacted }
        var text = "\(noun) without names: \(QuantityText.grouped(Int128(rows - replaced))), and the rule may mean some of them"
        if !modules.isEmpty {
            let files = modules.prefix(Self.filesShown).map { $0.path.isEmpty ? $0.name : $0.path }
            let more = modules.count - files.count
            text +=
                "; named by the file\(modules.count == 1 ? "" : "s") of " + files.joined(separator: ", ")
                + (more > 0 ? " and \(QuantityText.grouped(Int128(more))) more" : "")
            if let remedy = hints.namesRemedy { text += " (\(remedy))" }
        }
        return text + (hasUnknownModules ? "; the input does not say the module of some" : "") + (replaced > 0 ? "; " + redacted : "")
    }
}

extension Finding.UnmatchedRows {
    /// `types that cannot be compared, because a snapshot has no names for them: 165, of App.dll, whose builds differ
    /// between the snapshots`.
    fileprivate func words(_ hints: ReportHints) -> String {
        let shown = modules.prefix(3)
        let more = modules.count - shown.count
        return
            "\(unit.noun ?? "rows") that cannot be compared, because a snapshot has no names for them: \(QuantityText.grouped(Int128(rows)))"
            + ", of \(shown.joined(separator: ", "))\(more > 0 ? " and \(QuantityText.grouped(Int128(more))) more" : "")"
            + (isOfOtherBuilds ? ", whose builds differ between the snapshots" : ", whose builds are not known")
            + (hints.namesRemedy.map { " (\($0))" } ?? "")
    }
}

extension Finding.WorkObstacle {
    /// `option`: the option that gives the amount of work.
    fileprivate func words(_ option: String?) -> String {
        switch self {
        case .givenInOtherUnit(let given, let unit): return "\(option ?? "the given work") counts \(given), and the rule asks for \(unit)"
        case .noneGiven: return "no work was done"
        case .median: return "a median has done no work" + (option.map { "; give \($0)" } ?? "")
        case .notSaid(let unit):
            let given = option.map { "give \($0) 'N \(unit)', or " } ?? ""
            return "nobody says how much work was done; \(given)label both snapshots with work"
        case .labelInOtherUnit(let label, let unit): return "the label work=\(label) counts no \(unit)"
        case .earlierLabelInOtherUnit(let unit): return "the earlier label work counts no \(unit)"
        case .restarted:
            return "the process was started anew between the two, and the label work counts from its start"
                + (option.map { "; \($0) gives the amount" } ?? "")
        case .noneBetween: return "no work was done between the two (label work)"
        }
    }
}

extension Finding.Reason.Suspected {
    /// `handlers of an event that are not removed, +7.68 MB, held by static Lab.mux > Failed; 90% sure`
    var words: String {
        let size = bytes > 0 ? ", \(QuantityText.signed(bytes, .bytes))" : ""
        let place = holder.isEmpty ? "" : cause.isHeldByACall ? "; \(holder)" : ", held by \(HeldByText.shortened(holder, to: 100))"
        return "\(cause.words)\(size)\(place); \(NumberText.percent(confidence)) sure"
    }
}
