import SnapshotModel

/// Sentences on what keeps the objects alive that `gcroot` was asked about: for each of their types the program's own type that is nearest to it.
struct PrintedPathsText {
    private let rows: [RootPathRow]
    private let numbers: NumberText

    init(_ snapshot: Snapshot, _ numbers: NumberText) {
        rows = (snapshot.table("root_paths")?.rows() ?? []).filter { $0.holder != Input.notListed }
        self.numbers = numbers
    }

    /// So many types are told of.
    private static let most = 2

    var sentences: [String] {
        var types: [String: [RootPathRow]] = [:]
        for row in rows { types[row.type, default: []].append(row) }
        let ordered = types.sorted { a, b in
            let (x, y) = (Self.count(a.value), Self.count(b.value))
            return x != y ? x > y : bytewise(a.key, b.key)
        }
        return ordered.prefix(Self.most).map { sentence($0.key, $0.value) }
    }

    private static func count(_ rows: [RootPathRow]) -> Int128 { rows.reduce(0) { $0 + Int128($1.count) } }

    /// `StackExchange.Redis.ConnectionMultiplexer keeps an object of System.EventHandler<…> alive: 8 paths lead to it (stack 7, static 1).`
    private func sentence(_ type: String, _ rows: [RootPathRow]) -> String {
        // A stack keeps an object for as long as a call takes, other roots keep it longer.
        let ordered = rows.sorted { a, b in
            let (x, y) = (a.root == HolderRow.stack, b.root == HolderRow.stack)
            if x != y { return y }
            return a.count != b.count ? a.count > b.count : bytewise(a.holder, b.holder)
        }
        let nearest = ordered.lazy.compactMap { Self.nearest($0) }.first
        let root = ordered.first?.root ?? ""
        var byRoot: [String: Int128] = [:]
        for row in rows { byRoot[row.root.isEmpty ? "unknown" : row.root, default: 0] += Int128(row.count) }
        let all = Self.count(rows)
        let roots = byRoot.sorted { bytewise($0.key, $1.key) }
            .map { roots in byRoot.count == 1 ? roots.key : "\(roots.key) \(NumberText.grouped(roots.value))" }.joined(separator: ", ")
        let paths = "\(NumberText.grouped(all)) \(all == 1 ? "path leads" : "paths lead") to it"
        let object = "an object of \(Shortening.visible(type, to: 70))"
        guard let nearest else { return "\(root.isEmpty ? "A root" : "A \(root)") keeps \(object) alive: \(paths) (\(roots))." }
        return "\(Shortening.visible(nearest, to: 70)) keeps \(object) alive: \(paths) (\(roots))."
    }

    /// The last step that the platform does not have; `nil` when there is none.
    private static func nearest(_ row: RootPathRow) -> String? {
        let steps = row.holder.replacing(HolderRow.separator, with: "\n").split(separator: "\n").map(String.init)
        // The first step is no object.
        let objects = steps.dropFirst()
        return objects.last { !PlatformNames.isOfPlatform($0) && $0 != "…" }
    }
}
