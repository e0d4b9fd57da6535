import SnapshotModel

extension SnapReport {
    /// The number of inputs that were taken, the snapshots, and the failures.
    func page(_ report: Report) -> Page {
        let known = snapshots.count { $0.isKnown }
        var parts = ["\(snapshots.count - known) taken"]
        if known > 0 { parts.append("\(known) known already") }
        if !failed.isEmpty { parts.append("\(failed.count) failed") }
        var blocks: [PageBlock] = [.sentence(PageSentence(text: PageText(parts.joined(separator: ", ") + ".")))]
        if !snapshots.isEmpty { blocks.append(.table(table)) }
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
                PageCell(.words(taken.isKnown ? "known" : "")), PageCell(.literal(taken.path)),
            ]
        }
    }
}
