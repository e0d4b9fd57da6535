import SnapshotModel

/// What the rules share: the series, the places at which objects accumulate and that no rule has taken yet, and what the rules found.
struct Investigation {
    let stages: Stages
    private let traced: Result<PointContents, NotInInput>
    /// Accumulation points that no rule has taken.
    private(set) var open: [AccumulationPoint]
    var found: [Draft] = []
    /// Whether growth of native memory already belongs to a suspect.
    var isNativeExplained = false

    init(_ stages: Stages) {
        self.stages = stages
        do throws(NotInInput) {
            let made = Investigation.madeTypes(stages)
            let forest = try HolderForest(stages) { made.contains(BytewiseText($0)) }
            traced = .success(PointContents(forest: forest))
            // Two dumps of one instant may hold different names, so that what one holder keeps seems to be with another.
            open = forest.total.steps.allSatisfy { $0 == 0 } ? [] : AccumulationSearch.points(forest)
        } catch {
            traced = .failure(error)
            open = []
        }
    }

    /// Names of types of modules that were made at run time.
    private static func madeTypes(_ stages: Stages) -> Set<BytewiseText> {
        var made: Set<BytewiseText> = []
        for snapshot in stages.snapshots {
            guard let modules = snapshot.table(ModuleRow.section.info.name), let types = snapshot.table(TypeRow.section.info.name) else {
                continue
            }
            let cells = SectionCells(modules)
            let emitted = Set(
                (0..<modules.rowCount).filter { cells.flag("dynamic", $0) }.map { BytewiseText(cells.text("name", $0)) })
            if emitted.isEmpty { continue }
            let names = SectionCells(types)
            for row in 0..<types.rowCount where emitted.contains(BytewiseText(names.text("module", row))) {
                made.insert(BytewiseText(names.text("name", row)))
            }
        }
        return made
    }

    /// The forest of holders. Throws when a snapshot has none.
    func contents() throws(NotInInput) -> PointContents { try traced.get() }
    var contentsIfRead: PointContents? { try? traced.get() }

    /// What a rule that takes points looks at: those that no rule has taken, the ones with most growth first.
    var places: [Looked] {
        guard let contents = contentsIfRead else { return [] }
        let least = AccumulationSearch.leastGrowth(contents.forest)
        return open.sorted { $0.bytes.sustained != $1.bytes.sustained ? $0.bytes.sustained > $1.bytes.sustained : $0.node < $1.node }
            .prefix(Investigation.placeLimit).map { Looked(.place, contents.forest.words($0.node), $0.bytes, least: least) }
    }

    private static let placeLimit = 20

    /// Takes the points that `isWanted` accepts, so that later rules do not see them.
    mutating func take(_ isWanted: (AccumulationPoint, PointContents) -> Bool) -> [AccumulationPoint] {
        guard let contents = contentsIfRead else { return [] }
        let taken = open.filter { isWanted($0, contents) }
        if taken.isEmpty { return [] }
        let gone = Set(taken)
        open.removeAll { gone.contains($0) }
        return taken
    }

    /// Takes suspects that are another one seen from another side.
    mutating func absorb(_ isWanted: (Draft) -> Bool) -> [Draft] {
        let taken = found.filter(isWanted)
        found.removeAll(where: isWanted)
        return taken
    }

    /// Bytes that are alive at each stage; `nil` when that is unknown.
    var live: Course? {
        if let contents = contentsIfRead { return contents.forest.total }
        return try? stages.sum(TypeRow.section.info.name, "live_bytes")
    }
}

/// A suspect while rules work on it.
struct Draft {
    let cause: Cause
    var subject: String
    var holder: String
    var objects: Course
    /// The places at which its objects accumulate.
    var points: [AccumulationPoint] = []
    /// Memory outside of the heap that belongs to it.
    var other: Course?
    var evidence: [Evidence] = []
    var drags: [Suspect.Dragged] = []
    var absorbed: [Suspect.Absorbed] = []
    let nextStep: NextStep
    /// The rule that made it, once it has looked.
    var rule: String?

    /// What its places keep alive.
    func heap(_ stages: Int) -> Course? { points.isEmpty ? nil : Course.sum(points.lazy.map(\.bytes), stages: stages) }

    /// Takes other places and suspects in: they are the same leak.
    mutating func absorb(_ drafts: [Draft], stages: Int) {
        for draft in drafts {
            absorbed.append(
                Suspect.Absorbed(
                    cause: draft.cause, subject: draft.subject, holder: draft.holder, objects: max(0, draft.objects.sustained),
                    bytes: max(0, draft.heap(stages)?.sustained ?? 0)))
            points += draft.points
            if let more = draft.other { other = other.map { $0 + more } ?? more }
        }
    }

    mutating func absorb(_ points: [AccumulationPoint], _ cause: Cause, _ contents: PointContents) {
        for point in points {
            let payload = contents.payload(point)
            absorbed.append(
                Suspect.Absorbed(
                    cause: cause, subject: payload.type, holder: contents.forest.words(point.node),
                    objects: max(0, payload.count.sustained), bytes: max(0, point.bytes.sustained)))
        }
        self.points += points
    }
}

extension Draft {
    /// A suspect of some points. Its subject is the type with most growth of bytes among what they hold.
    init?(_ cause: Cause, _ points: [AccumulationPoint], _ contents: PointContents, _ nextStep: NextStep) {
        let payloads = points.map { contents.payload($0) }
        var bytes: [BytewiseText: Int128] = [:]
        for (point, payload) in zip(points, payloads) { bytes[BytewiseText(payload.type), default: 0] += point.bytes.sustained }
        let order = points.indices.sorted { a, b in
            let (x, y) = (payloads[a].type, payloads[b].type)
            let (m, n) = (bytes[BytewiseText(x)] ?? 0, bytes[BytewiseText(y)] ?? 0)
            if m != n { return m > n }
            if !bytewiseEqual(x, y) { return bytewise(x, y) }
            if points[a].bytes.sustained != points[b].bytes.sustained { return points[a].bytes.sustained > points[b].bytes.sustained }
            return points[a].node < points[b].node
        }
        guard let first = order.first else { return nil }
        let subject = payloads[first].type
        let same = order.filter { bytewiseEqual(payloads[$0].type, subject) }
        self.init(
            cause: cause, subject: subject, holder: contents.forest.words(points[first].node),
            objects: Course.sum(same.lazy.map { payloads[$0].count }, stages: contents.forest.stages), points: order.map { points[$0] },
            nextStep: nextStep)
        evidence = order.dropFirst().prefix(Draft.placeLimit).map {
            Evidence(.place, contents.forest.words(points[$0].node), points[$0].count)
        }
        drags = contents.dragged(points[first], limit: Draft.dragLimit)
    }

    private static let placeLimit = 5
    private static let dragLimit = 3

    /// Suspects of points that have one key each, in the order in which the keys come first.
    static func grouped<Key: Hashable>(
        _ cause: Cause, _ points: [AccumulationPoint], by key: (AccumulationPoint) -> Key, _ contents: PointContents, _ nextStep: NextStep
    ) -> [Draft] {
        var groups: [Key: [AccumulationPoint]] = [:]
        var order: [Key] = []
        for point in points {
            let key = key(point)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(point)
        }
        return order.compactMap { Draft(cause, groups[$0] ?? [], contents, nextStep) }
    }
}
