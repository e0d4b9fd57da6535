import SnapshotModel

extension SnapReport {
    /// The number of inputs that were taken, the snapshots, what changed of those that were known, and the failures.
    func page(_ report: Report) -> Page {
        func count(_ outcome: Taken.Outcome) -> Int { snapshots.count { $0.outcome == outcome } }
        var parts = ["\(count(.taken)) taken"]
        if count(.known) > 0 {
            let changed = snapshots.count { $0.outcome == .known && !$0.changes.isEmpty }
            parts.append("\(count(.known)) known already" + (changed > 0 ? " (\(changed) changed)" : ""))
        }
        if count(.copied) > 0 { parts.append("\(count(.copied)) copied") }
        if count(.renewed) > 0 { parts.append("\(count(.renewed)) read anew") }
        if !failed.isEmpty { parts.append("\(failed.count) failed") }
        var blocks: [PageBlock] = [.sentence(PageSentence(text: PageText(parts.joined(separator: ", ") + ".")))]
        if !snapshots.isEmpty { blocks.append(.table(table)) }
        for taken in snapshots where taken.outcome == .renewed || !taken.changes.isEmpty {
            let first = taken.outcome == .renewed ? ["a new reading took its place"] : taken.copyOf.map { ["a copy of @\($0)"] } ?? []
            let (id, words) = ("@\(taken.id)", (first + taken.changes.words).joined(separator: "; "))
            blocks.append(.fact(PageFact("changed", PageText("\(id): \(words)"), mostLines: .max)))
        }
        for taken in snapshots where taken.trust.level < .exact {
            if let fact = PageFact(taken.trust, of: "@\(taken.id)", report.hints) { blocks.append(.fact(fact)) }
        }
        for failed in failed {
            blocks.append(.fact(PageFact("failed", PageText("\(failed.path): \(failed.message)"), mostLines: .max)))
        }
        return Page(name: "snap", title: "\(report.tool.name): \(parts.joined(separator: ", "))", blocks: blocks)
    }

    private var table: PageTable {
        func column(_ title: String, isNumber: Bool = false, rank: Int = 0, isFlexible: Bool = false) -> PageTable.Column {
            PageTable.Column(title: title, isNumber: isNumber, rank: rank, isFlexible: isFlexible)
        }
        return PageTable(
            "snapshots",
            [
                column("id", isNumber: true), column("series", rank: 2), column("objects", isNumber: true, rank: 1),
                column("bytes", isNumber: true), column("trust", rank: 3), column("", rank: 4), column("file", isFlexible: true),
            ], rows: Array(snapshots.indices)
        ) { row in
            let taken = snapshots[row]
            return [
                PageCell(.literal("@\(taken.id)")), PageCell(.literal(taken.series ?? "")),
                PageCell(.number(taken.totals.objects.map { Int128($0) }, .objects)),
                PageCell(.number(taken.totals.bytes.map { Int128($0) }, .bytes)), PageCell(.literal(taken.trust.level.rawValue)),
                PageCell(.words(taken.outcome.word)), PageCell(.literal(taken.path)),
            ]
        }
    }
}

extension SnapReport.Taken.Outcome {
    fileprivate var word: String {
        switch self {
        case .taken: ""
        case .known: "known"
        case .renewed: "read anew"
        case .copied: "copy"
        }
    }
}
