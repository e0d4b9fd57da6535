import Growth
import SnapshotModel
import Suspects

/// Evaluates the rule on what leaks.
extension Evaluation {
    func findings(_ rule: SuspectRule) -> [Finding] {
        func whole(_ state: Finding.State, _ reason: Finding.Reason) -> [Finding] {
            [
                Finding(
                    rule: SuspectRule.name, place: rule.place, subject: SuspectRule.name, measured: .suspect, unit: .none,
                    limit: rule.limit, severity: rule.severity, state: state, reason: reason)
            ]
        }
        if let obstacle = obstacle(rule) { return whole(.inconclusive, .notJudged(obstacle)) }
        guard let chains else { return whole(.inconclusive, .notJudged(.noBaseline(input.noBaseline))) }
        let count = chains[0].count
        // What no number of suspects could violate has not held either.
        let most = Evaluation.hundredths(SuspectReport.mostConfidence(snapshots: count))
        if most < rule.leastConfidence {
            return whole(.inconclusive, .notJudged(.neverSoSure(snapshots: count, most: most, wanted: rule.leastConfidence)))
        }
        let reports = chains.map { suspects(builds.joining($0)) }
        let found = Evaluation.common(reports.map { $0.suspects.filter { isWanted($0, rule) } })
        if found.count > rule.most { return found.map { finding($0, rule) } }
        if let section = missing(reports, rule) { return whole(.inconclusive, .notJudged(.sectionNotHeld(section))) }
        return whole(.pass, .suspectsWithin(found.count, snapshots: count))
    }

    private func isWanted(_ suspect: Suspect, _ rule: SuspectRule) -> Bool {
        suspect.severity == .error && Evaluation.hundredths(suspect.confidence) >= rule.leastConfidence
            && rule.causes?.contains(suspect.cause) ?? true
    }

    private static func hundredths(_ part: Double) -> Int { Int((min(max(part, 0), 1) * 100).rounded()) }

    /// From the earlier end to the judged snapshot. With several samples of both ends there are as many chains: what leaks is in each of them.
    private var chains: [[Snapshot]]? {
        guard let before = input.before?.snapshots, !before.isEmpty else { return nil }
        return zip(before.suffix(input.judged.count), input.judged.suffix(before.count)).map {
            [$0] + (input.between.isEmpty ? input.stages : input.between) + [$1]
        }
    }

    /// The suspects of the last chain that are in all others.
    private static func common(_ chains: [[Suspect]]) -> [Suspect] {
        (chains.last ?? []).filter { suspect in
            chains.dropLast().allSatisfy { $0.contains { $0.cause == suspect.cause && bytewiseEqual($0.subject, suspect.subject) } }
        }
    }

    /// Why nothing can be said of any suspect; `nil` when something can be.
    private func obstacle(_ rule: SuspectRule) -> Finding.Obstacle? {
        if let (before, after) = order.certainContradiction { return .reversed(before: before, after: after) }
        if input.isOneSnapshot || input.repeatsASnapshot { return .sameSnapshot }
        if !differences.isEmpty { return .notComparable(differences) }
        let parts = [SnapshotPart(HolderRow.section.info.name)]
        return doubt((Array(input.groups.joined()) + input.stages).map(\.trust), about: parts, wanted: rule.minTrust, by: .rule)
    }

    /// The section without which a rule for a wanted cause could not look; `nil` when all did.
    private func missing(_ reports: [SuspectReport], _ rule: SuspectRule) -> String? {
        for outcome in reports.flatMap(\.rules) {
            guard case .couldNotLook(let missing) = outcome.state else { continue }
            // A rule has the word of its first cause.
            if rule.causes.map({ $0.contains { $0.rawValue == outcome.rule } }) ?? true { return missing.section }
        }
        return nil
    }

    private func finding(_ suspect: Suspect, _ rule: SuspectRule) -> Finding {
        var finding = Finding(
            rule: SuspectRule.name, place: rule.place, subject: input.shown(suspect.subject), measured: .suspect, unit: .objects,
            limit: rule.limit, before: suspect.objects.first, after: suspect.objects.last, severity: rule.severity,
            state: rule.severity == .error ? .fail : .warn,
            reason: .suspected(
                Finding.Reason.Suspected(
                    cause: suspect.cause, holder: suspect.holder.isEmpty ? "" : HolderRow.words(suspect.holder, naming: input.shown),
                    confidence: suspect.confidence, bytes: suspect.weight)),
            ruleMessage: rule.message)
        finding.realSubject = suspect.subject
        return finding
    }
}
