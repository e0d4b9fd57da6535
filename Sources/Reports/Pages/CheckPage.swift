import Budgets
import Growth
import SnapshotModel

extension CheckReport {
    /// The verdict, what was compared, what is wrong and by how much, then what grew most.
    func page(_ report: Report, _ numbers: NumberText) -> Page {
        let heads = self.heads
        let word = verdict.rawValue.uppercased()
        let basis = baseline.isEmpty ? "nothing" : baseline
        var blocks: [PageBlock] = [
            .sentence(PageSentence(word: word, text: PageText(countsText), role: role, weight: .verdict))
        ]
        if let naming = namingText(report.hints) {
            blocks.append(.sentence(PageSentence(text: PageText(naming), weight: .explanation)))
        }
        if let grown = grownWithin(numbers) { blocks.append(.sentence(PageSentence(text: PageText(grown), weight: .explanation))) }
        blocks += [
            .snapshots(heads.map { PageSnapshot(label: $0.0, head: $0.1) }),
            .fact(
                PageFact("against", "\(basis); rules of \(budget == Budget.standardName ? "the " : "")\(name: budget)", mostLines: .max)),
        ]
        if let next { blocks.append(.fact(PageFact("next", PageText(next), mostLines: .max))) }
        blocks += OrderDoubts(order, isOneSnapshot: isOneSnapshot, isChain: before == nil || (diff?.steps ?? 1) > 1, report.hints).clauses
            .map {
                .fact(PageFact("careful", PageText($0), mostLines: .max))
            }
        blocks += (diff?.comparability.gaps ?? []).map { .fact(PageFact("careful", PageText($0.words(report.hints)), mostLines: .max)) }
        if let restart = diff?.restartFact { blocks.append(.fact(restart)) }
        if let sampled { blocks.append(.fact(sampled)) }
        if let processes = diff?.comparability.processes, !notComparable.contains(processes) {
            blocks.append(.fact(PageFact("careful", PageText(processes), mostLines: .max)))
        }
        blocks += notComparable.map { .fact(PageFact("careful", PageText($0), mostLines: .max)) }
        for (label, head) in heads where head.trust.level < .exact {
            if let fact = PageFact(head.trust, of: label, report.hints) { blocks.append(.fact(fact)) }
        }
        blocks += [.section(PageSection()), .table(FindingTable(self, report.hints).table), .notes(notes)]
        if let diff, let main = diff.main {
            blocks.append(.section(PageSection(title: "What changed most")))
            blocks += DiffFacts(diff, main: main.section, report.catalog, numbers).moved(mostLines: 2).map { .fact($0) }
            var table = ChangeTable(main, steps: diff.steps).table
            table.room = .filling(least: 2)
            table.usualRows = 10
            table.emptyText = "No \(VisibleText.brief(main.section)) changed by \(VisibleText.brief(diff.minChange.text))."
            blocks.append(.table(table))
        }
        return Page(name: name, title: "\(word): \(name: name, .columns(80))", blocks: blocks)
    }

    /// How types without names get them, when a rule could not be judged for want of them.
    private func namingText(_ hints: ReportHints) -> String? {
        let isWanted = findings.contains { finding in
            switch finding.obstacle {
            case .namesMissing(let missing): missing.rows > missing.replaced
            case .rowsUnmatched: true
            default: false
            }
        }
        guard isWanted, let remedy = hints.namesRemedy else { return nil }
        let list = hints.unnamed.map { "; '\($0)' lists the files" } ?? ""
        return "Types of these snapshots have no names, so not every rule could be judged. They get them by \(remedy)\(list)."
    }

    /// The snapshots of the two ends. Of many samples the first ones are shown.
    private var heads: [(String, SnapshotHead)] {
        let most = 4
        let earlier = samples.before.isEmpty ? before.map { [$0] } ?? [] : Array(samples.before.prefix(most))
        let later = samples.after.isEmpty ? [after] : Array(samples.after.prefix(most))
        return earlier.map { ("before", $0) } + later.map { ("after", $0) }
    }

    private var sampled: PageFact? {
        if samples.isEmpty { return nil }
        func count(_ samples: [SnapshotHead], else single: Int) -> Int { samples.isEmpty ? single : samples.count }
        let earlier = count(samples.before, else: before == nil ? 0 : 1)
        let later = count(samples.after, else: 1)
        let text = earlier == 0 ? "the median of \(later)" : "the median of \(earlier) before and of \(later) after"
        let rows = earlier > 0 && diff != nil ? "; the last table compares the two nearest to it" : ""
        return PageFact("samples", PageText("each number is \(text)\(rows)"))
    }

    private var role: PageRole {
        switch verdict {
        case .pass: .good
        case .fail: .bad
        case .inconclusive: .doubtful
        }
    }
}
