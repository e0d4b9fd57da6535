import Growth
import SnapshotModel

extension DiffReport {
    /// The verdict, what was compared, what moved beside the main table, then that table with its remainder and its total.
    func page(_ report: Report, _ numbers: NumberText) -> Page {
        let verdict = DiffVerdictText(self, numbers)
        var blocks: [PageBlock] = [
            .sentence(PageSentence(text: PageText(verdict.sentence), role: verdict.role, weight: .verdict))
        ]
        let leaks = section == nil ? suspects?.blocks(steps: diff.steps, numbers) : nil
        if let leaks {
            blocks += leaks
        } else if let part = LargestPartText(diff, main, numbers) {
            // The largest part may be memory of which nothing is known, and the heap grew too.
            let types = diff.table(TypeRow.section.info.name)
            let hasHeapGrown =
                part.section != TypeRow.section.info.name && diff.deciding.grown.contains { $0.metric.total?.topic == "heap" }
            let heap = hasHeapGrown && section == nil ? LargestPartText(diff, types, numbers) : nil
            blocks += [part.largest, part.own, part.specific, heap?.largestOfHeap, heap?.own, heap?.specific].compactMap(\.self).map {
                .sentence(PageSentence(text: PageText($0), weight: .explanation))
            }
        }
        blocks += OrderDoubts(diff.order, isOneSnapshot: isOneSnapshot, isChain: diff.steps > 1, report.hints).clauses.map {
            .fact(PageFact("careful", PageText($0)))
        }
        if isSorted {
            let asGiven = report.hints.asOrdered.map { "; \($0) keeps the order given" } ?? ""
            blocks.append(.fact(PageFact("careful", PageText("the snapshots are compared in the order of their times\(asGiven)"))))
        }
        blocks += diff.comparability.gaps.map { .fact(PageFact("careful", PageText($0.words(report.hints)), mostLines: .max)) }
        blocks += diff.comparability.reasons.dropFirst(diff.comparability.gaps.count).map { .fact(PageFact("careful", PageText($0))) }
        blocks.append(
            .snapshots(
                [PageSnapshot(label: "before", head: before)]
                    + between.map { PageSnapshot(label: "between", head: $0, isBetween: true) }
                    + [PageSnapshot(label: "after", head: after)]))
        let facts = DiffFacts(diff, main: main?.section, report.catalog, numbers)
        if let restart = diff.restartFact { blocks.append(.fact(restart)) }
        // A suspect says who holds it.
        if section == nil, leaks == nil, let roots = HeldByText(diff)?.roots(diff.minChange, numbers) {
            blocks.append(.fact(PageFact("held by", PageText(roots), mostLines: 3)))
        }
        blocks  // Whoever asks for one section wants its rows.
        += (section == nil ? facts.moved(mostLines: leaks == nil ? 3 : 2) + [facts.heap, facts.small].compactMap(\.self) : []).map {
            .fact($0)
        }
        if section == nil { blocks += [leaks == nil ? facts.steady : nil, facts.unknown].compactMap(\.self).map { .fact($0) } }
        blocks += [("before", before), ("after", after)].compactMap { PageFact($1.trust, of: $0, report.hints).map { .fact($0) } }
        if let section, main == nil {
            blocks.append(.sentence(PageSentence(text: PageText(absence(of: section)))))
        }
        if let main {
            var table = ChangeTable(main, steps: diff.steps, showsSmall: section != nil).table
            table.shortensCounts = true
            blocks += [.section(PageSection()), .table(table)]
        }
        return Page(name: after.pageName, title: "\(report.tool.name): \(diff.verdict.rawValue)", blocks: blocks)
    }
}

extension DiffReport {
    /// Why a section that was asked for cannot be compared.
    private func absence(of section: String) -> String {
        let end = diff.notComparable.first { $0.section == section && $0.column == nil }?.missingIn
        let inputs =
            switch end {
            case .before: "the earlier input does not have it"
            case .after: "the later input does not have it"
            case .both: "neither input was read with it"
            case nil: "neither input has it"
            }
        return "\(section) cannot be compared: \(inputs)."
    }
}

extension SnapshotDiff {
    /// That the process has another life in the later snapshot, so that everything in it was allocated since its start.
    var restartFact: PageFact? {
        hasRestart == true
            ? PageFact("restart", "the process was started anew \(steps > 1 ? "among these snapshots" : "between the two")") : nil
    }
}
