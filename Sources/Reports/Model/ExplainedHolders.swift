import Growth
import SnapshotModel

/// Who holds objects of the explained types, and what these hold in turn.
struct ExplainedHolders {
    /// The rows of the types, those with the largest growth first; in one snapshot those with the most bytes.
    let ways: [Way]
    /// Types below these objects in the tree, the same order.
    let below: [Sum]

    struct Way {
        let holder: String
        let root: String
        let type: String
        let count: Change
        let bytes: Change
        let examples: String

        /// `static Shop.Cache.all > _entries > [].value`.
        var words: String { HolderRow.words(root: root, holder) }
    }

    struct Sum {
        let type: String
        var count: Change
        var bytes: Change
    }

    /// `nil` where the snapshots do not say who holds objects.
    init?(_ report: ExplainReport) {
        guard let rows = report.rows(HolderRow.section.info) else { return nil }
        var ways: [Way] = []
        var places: Set<BytewiseText> = []
        for row in 0..<rows.count where report.types.accepts(rows.text("type", row)) {
            let way = Way(
                holder: rows.text("holder", row), root: rows.text("root", row), type: rows.text("type", row),
                count: rows.value("count", row), bytes: rows.value("bytes", row), examples: rows.text("examples", row))
            places.insert(Self.place(way.root, way.holder))
            ways.append(way)
        }
        var sums: [BytewiseText: Sum] = [:]
        for row in 0..<rows.count {
            let type = rows.text("type", row)
            guard !report.types.accepts(type), Self.isBelow(rows.text("holder", row), rows.text("root", row), places) else { continue }
            let (count, bytes) = (rows.value("count", row), rows.value("bytes", row))
            let known = sums[BytewiseText(type)]
            sums[BytewiseText(type)] = Sum(
                type: type, count: known.map { $0.count + count } ?? count, bytes: known.map { $0.bytes + bytes } ?? bytes)
        }
        self.ways = ways.sorted { Self.comesFirst($0.bytes, $0.count, $0.words, $1.bytes, $1.count, $1.words) }
        below = sums.values.sorted { Self.comesFirst($0.bytes, $0.count, $0.type, $1.bytes, $1.count, $1.type) }
    }

    /// The largest difference first, and without one the largest number.
    private static func comesFirst(_ x: Change, _ v: Change, _ a: String, _ y: Change, _ w: Change, _ b: String) -> Bool {
        for (own, other) in [(x, y), (v, w)] {
            let (p, q) = (own.delta ?? own.after ?? 0, other.delta ?? other.after ?? 0)
            if p != q { return p > q }
        }
        return bytewise(a, b)
    }

    private static func place(_ root: String, _ holder: String) -> BytewiseText { BytewiseText(root + "\n" + holder) }

    /// Whether the way of a row leads through one of these places.
    private static func isBelow(_ holder: String, _ root: String, _ places: Set<BytewiseText>) -> Bool {
        let steps = holder.split(separator: HolderRow.separator, omittingEmptySubsequences: false)
        guard steps.count > 1 else { return false }
        var above = String(steps[0])
        for step in steps.dropFirst() {
            if places.contains(place(root, above)) { return true }
            above += HolderRow.separator + step
        }
        return false
    }
}

/// Methods that are subscribed to delegates of the explained types, or on objects of them.
struct ExplainedSubscriber {
    let method: String
    let targetType: String
    let event: String
    let publisher: String
    let delegateType: String
    let references: Change

    /// Those with the largest growth first; in one snapshot those with the most references.
    static func all(_ report: ExplainReport) -> [ExplainedSubscriber] {
        guard let rows = report.rows(DelegateRow.section.info) else { return [] }
        var found: [ExplainedSubscriber] = []
        for row in 0..<rows.count {
            let (delegate, target) = (rows.text("delegate_type", row), rows.text("target_type", row))
            guard report.types.accepts(delegate) || report.types.accepts(target) else { continue }
            found.append(
                ExplainedSubscriber(
                    method: rows.text("method", row), targetType: target, event: rows.text("event", row),
                    publisher: rows.text("publisher", row), delegateType: delegate, references: rows.value("references", row)))
        }
        return found.sorted { a, b in
            let (x, y) = (a.references.delta ?? a.references.after ?? 0, b.references.delta ?? b.references.after ?? 0)
            if x != y { return x > y }
            for (x, y) in [(a.method, b.method), (a.publisher, b.publisher), (a.event, b.event), (a.targetType, b.targetType)]
            where !bytewiseEqual(x, y) {
                return bytewise(x, y)
            }
            return bytewise(a.delegateType, b.delegateType)
        }
    }
}
