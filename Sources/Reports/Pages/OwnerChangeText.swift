import Growth
import SnapshotModel

/// The change of a section that is drawn as one bar, in one line: its sum, then the owners whose part moved, each with the row that moved most.
struct OwnerChangeText {
    private let numbers: NumberText

    init(_ numbers: NumberText) { self.numbers = numbers }

    /// `touched 9.95 MB -> 45.9 MB (+36.0 MB, +362%): native +33.9 MB (malloc), gc heap +854 kB (gc unused)`. `nil` without a measure of bytes.
    func text(_ table: SectionDiff, _ bar: SectionInfo.Bar) -> String? {
        let drawn = table.measures.indices.first { table.measures[$0].info.name == bar.measure && table.isComparable($0) }
        guard let size = drawn ?? table.leadingSize, let owners = table.aligned.attributes.first(where: { $0.info.name == bar.by }),
            let key = table.aligned.keys.first(where: { $0.info.type == .text })
        else { return nil }
        let info = table.measures[size].info
        var sums: [String: (delta: Int128, rows: [Int])] = [:]
        for row in 0..<table.rowCount {
            let owner = table.aligned.text(owners.words[row] ?? .max)
            sums[owner, default: (0, [])].delta += table.change(size, row).delta ?? 0
            sums[owner]?.rows.append(row)
        }
        let moved = sums.filter { $0.value.delta != 0 }.sorted {
            $0.value.delta != $1.value.delta ? $0.value.delta.magnitude > $1.value.delta.magnitude : bytewise($0.key, $1.key)
        }
        let parts = moved.prefix(OwnerChangeText.mostOwners).map { owner, sum in
            let most = sum.rows.max {
                (table.change(size, $0).delta ?? 0).magnitude < (table.change(size, $1).delta ?? 0).magnitude
            }
            let name = most.map { " (\(VisibleText.brief(table.aligned.text(key.words[$0] ?? .max))))" } ?? ""
            return "\(VisibleText.brief(owner)) \(numbers.signedPhrase(sum.delta, info.unit))\(sum.rows.count > 1 ? name : "")"
        }
        let whole = "\(VisibleText.brief(info.heading)) \(SectionChangeText(numbers).step(table.sum(size), info.unit))"
        return parts.isEmpty ? whole : "\(whole): \(parts.joined(separator: ", "))"
    }

    private static let mostOwners = 4
}
