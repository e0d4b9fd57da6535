import Growth
import SnapshotModel

/// What grew most of the types that two texts both list. Their rows are whole, whatever the tables lack, so this growth is certain.
///
/// Situation: somebody pasted the end of `dumpheap -stat` of two moments. Whether the heap grew is unknown, but the type that leaks is in both.
struct ListedGrowth {
    private let name: String
    private let objects: Int128
    private let bytes: Int128
    /// Types that the first table does not list and of which more are there than that table lacks objects, most first.
    private let added: [(name: String, objects: Int128)]

    private static let mostAdded = 4

    /// `nil` for dumps, whose rows may lack objects too, and where no listed type grew by the smallest change that counts.
    init?(_ report: DiffReport) {
        let diff = report.diff
        guard !diff.deciding.uncertain.isEmpty, report.before.input.form == .text, report.after.input.form == .text,
            let types = diff.table(TypeRow.section.info.name), let size = types.leadingSize, let names = types.key("name")
        else { return nil }
        var most: (name: String, bytes: Int128, row: Int)?
        for row in types.offered(all: false) {
            let (count, change) = (types.change(types.leadingCount, row), types.change(size, row))
            guard count.before ?? 0 > 0, count.after ?? 0 > 0, let delta = change.delta, delta > most?.bytes ?? 0,
                let name = names.words[row].map(types.aligned.text), name != Input.notListed
            else { continue }
            most = (name, delta, row)
        }
        guard let most else { return nil }
        // A type that the first table does not list had no more objects than all of that table's missing ones.
        var found: [(name: String, objects: Int128)] = []
        if let missing = report.before.trust.diagnostics.first(where: { $0.code == "types-cut" })?.count {
            for row in types.offered(all: false) {
                let count = types.change(types.leadingCount, row)
                guard count.before == nil, let after = count.after, after > Int128(missing),
                    let name = names.words[row].map(types.aligned.text), name != Input.notListed
                else { continue }
                found.append((name, after - Int128(missing)))
            }
            found.sort { $0.objects != $1.objects ? $0.objects > $1.objects : bytewise($0.name, $1.name) }
            // Those of one leak are as many as the first of them, or nearly so.
            let largest = found.first?.objects ?? 0
            found = found.prefix(Self.mostAdded).filter { $0.objects * 2 > largest }
        }
        added = found
        (name, bytes) = (most.name, most.bytes)
        objects = types.change(types.leadingCount, most.row).delta ?? 0
    }

    func sentence(_ numbers: NumberText) -> String {
        let count = objects == 0 ? "" : numbers.signedPhrase(objects, .objects) + " objects, "
        let least = added.last.map { numbers.phrase($0.objects, .objects) } ?? ""
        let others =
            added.isEmpty
            ? "" : " Not listed before, at least \(least) more each: \(added.map { VisibleText.brief($0.name) }.joined(separator: ", "))."
        return
            " Of the types that both list, \(VisibleText.brief(name)) grew most: \(count)\(numbers.signedPhrase(bytes, .bytes)).\(others)"
    }
}
