import Growth
import SnapshotModel

/// Who holds what grew, in words.
struct HeldByText {
    private let holders: SectionDiff
    private let size: Int
    private let holder: AlignedColumn
    private let type: AlignedColumn
    private let root: AlignedColumn

    /// `nil` when one of the two does not say who holds its objects.
    init?(_ diff: SnapshotDiff) {
        guard let holders = diff.table(HolderRow.section.info.name), let size = holders.leadingSize, let holder = holders.key("holder"),
            let type = holders.key("type"), let root = holders.key("root")
        else { return nil }
        (self.holders, self.size, self.holder, self.type, self.root) = (holders, size, holder, type, root)
    }

    /// `static Lab.sessions > _entries > [].value`: the holder whose objects of some types grew most. `nil` when those of none did.
    func holder(of types: Set<BytewiseText>) -> String? {
        let grown = holders.ordered.filter { types.contains(BytewiseText(text(type, $0))) && growth($0, size) > 0 }
        // The first of equal ones, in the order of the rows.
        guard let most = grown.map({ growth($0, size) }).max(), let row = grown.first(where: { growth($0, size) == most }) else {
            return nil
        }
        return HolderRow.words(root: text(root, row), text(holder, row))
    }

    /// The roots whose objects grew: `static Lab.sessions +40,000 objects, +3.99 MB; static Lab.queue +1 object, +33.1 kB`. `nil` when that of
    /// none did by what counts.
    func roots(_ minChange: MinChange, _ numbers: NumberText) -> String? {
        struct Sum {
            var size: Change
            var count: Change
        }
        var sums: [BytewiseText: Sum] = [:]
        for row in 0..<holders.rowCount {
            let path = text(holder, row)
            let name = HolderRow.words(
                root: text(root, row), path.split(separator: HolderRow.separator, maxSplits: 1).first.map(String.init) ?? path)
            let (bytes, objects) = (holders.change(size, row), holders.change(holders.leadingCount, row))
            let known = sums[BytewiseText(name)]
            sums[BytewiseText(name)] = Sum(size: known.map { $0.size + bytes } ?? bytes, count: known.map { $0.count + objects } ?? objects)
        }
        let grown = sums.filter { sum in
            guard let before = sum.value.size.before, let after = sum.value.size.after, after > before else { return false }
            return minChange.isReached(before, after, .bytes)
        }.sorted { a, b in
            let (x, y) = (a.value.size.delta ?? 0, b.value.size.delta ?? 0)
            return x != y ? x > y : bytewise(a.key.text, b.key.text)
        }
        if grown.isEmpty { return nil }
        let shown = grown.prefix(HeldByText.mostRoots).map { name, sum in
            let unit = holders.measures[holders.leadingCount].info.unit
            let count = sum.count.delta ?? 0
            let noun = count.magnitude == 1 ? "object" : "objects"
            return "\(Shortening.visible(name.text, to: HeldByText.widest)) \(numbers.signed(count, unit)) \(noun), "
                + numbers.signedPhrase(sum.size.delta ?? 0, .bytes)
        }
        let more = grown.count > shown.count ? ["\(grown.count - shown.count) more"] : []
        return (shown + more).joined(separator: "; ")
    }

    /// A holder that is too long keeps its root and its last steps: `static Program.current > … > _head > _readBuffer`.
    static func shortened(_ holder: String, to columns: Int) -> String {
        let visible = VisibleText.brief(holder)
        if VisibleText.width(visible) <= columns { return visible }
        let steps = visible.split(separator: HolderRow.separator).map(String.init)
        guard let root = steps.first, steps.count > 2 else { return Shortening.visible(holder, to: columns) }
        var last: [String] = []
        func text(_ last: [String]) -> String { ([root, "…"] + last).joined(separator: HolderRow.separator) }
        for step in steps.dropFirst().reversed() {
            guard VisibleText.width(text([step] + last)) <= columns else { break }
            last.insert(step, at: 0)
        }
        return last.isEmpty ? Shortening.visible(holder, to: columns) : text(last)
    }

    private static let mostRoots = 3
    private static let widest = 80

    private func growth(_ row: Int, _ measure: Int) -> Int128 { holders.change(measure, row).delta ?? 0 }
    private func text(_ column: AlignedColumn, _ row: Int) -> String { holders.aligned.text(column.words[row] ?? .max) }
}
