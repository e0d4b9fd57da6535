import SnapshotModel

extension ListReport {
    func page(_ report: Report) -> Page {
        Page(
            name: "list", title: "\(report.tool.name): \(NumberText.grouped(Int128(snapshots.count))) snapshots",
            blocks: [snapshots.isEmpty ? .sentence(PageSentence(text: PageText(nothing))) : .table(table)])
    }

    var table: PageTable {
        func column(_ title: String, isNumber: Bool = false, rank: Int = 0, isFlexible: Bool = false) -> PageTable.Column {
            PageTable.Column(title: title, isNumber: isNumber, rank: rank, isFlexible: isFlexible)
        }
        let hasBaselines = snapshots.contains { !$0.baselines.isEmpty }
        var table = PageTable(
            "snapshots",
            [
                column("id", isNumber: true), column("series", isFlexible: true), column("time", rank: isOfBaselines ? 2 : 0),
                column("process", rank: isOfBaselines ? 3 : 2, isFlexible: true), column("runtime", rank: 4, isFlexible: true),
                column("trust", rank: 5),
                column("objects", isNumber: true, rank: 1), column("bytes", isNumber: true), column("labels", rank: 3, isFlexible: true),
            ] + (hasBaselines ? [column("baselines", rank: isOfBaselines ? 0 : 2, isFlexible: true)] : []), rows: Array(snapshots.indices)
        ) { row in
            let listed = snapshots[row]
            let texts: [PageCell] = [
                PageCell(.literal("@\(listed.id)")), PageCell(.literal(listed.series ?? "")),
                PageCell(.literal(TimeText.iso8601(listed.time) ?? "")), PageCell(.literal(listed.process)),
                PageCell(.literal(listed.runtime)), PageCell(.literal(listed.trust.rawValue)),
                PageCell(.number(listed.objects.map { Int128($0) }, .objects)), PageCell(.number(listed.bytes.map { Int128($0) }, .bytes)),
                PageCell(.literal(listed.labelText)),
            ]
            return texts + (hasBaselines ? [PageCell(.literal(listed.baselines.joined(separator: " ")))] : [])
        }
        table.room = .filling(least: 5)
        table.usualRows = 100
        table.remainder = PageTable.Remainder()
        return table
    }
}
