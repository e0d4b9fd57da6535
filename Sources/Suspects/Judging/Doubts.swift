import SnapshotModel

/// The reasons for which growth in every stage may be no leak, each with the highest severity that it allows.
struct Doubts {
    private(set) var found: [(Doubt, Suspect.Severity)] = []

    private let draft: Draft
    private let suspect: Suspect
    private let investigation: Investigation

    /// Below as many stages chance and filling look like a leak.
    private static let fewStages = 5

    init(_ draft: Draft, _ suspect: Suspect, _ investigation: Investigation) {
        self.draft = draft
        self.suspect = suspect
        self.investigation = investigation
        addTwoStages()
        addLoad()
        addFramework()
        addStacks()
        addShape()
        addSwing()
        addTrust()
    }

    private var stages: Int { investigation.stages.count }
    private var isFew: Bool { stages < Doubts.fewStages }

    // MARK: Two stages

    /// A collection that fills looks the same.
    private static let unclear: Set<Cause> = [.collection, .loh, .native, .connection, .dynamicMethods, .unknown]
    /// These grow by many when they leak.
    private static let many: Set<Cause> = [.eventSubscription, .timer, .tokenRegistration, .taskNeverCompleted, .dependentHandle]
    private static let leastMany: Int128 = 100

    private mutating func addTwoStages() {
        guard stages == 2 else { return }
        let isFew = Doubts.many.contains(suspect.cause) && suspect.objects.sustained < Doubts.leastMany
        if Doubts.unclear.contains(suspect.cause) || isFew { found.append((.twoStages, .warning)) }
        let isNew = suspect.objects.first == 0 && suspect.objects.last > 0
        if isNew || isFromRest, !Doubts.neverUsual.contains(suspect.cause) { found.append((.noneBefore, .warning)) }
    }

    /// Nothing that a program sets up looks like these.
    private static let neverUsual: Set<Cause> = [.finalizerBlocked, .finalizerSlow]

    // MARK: Stacks

    /// What a local variable keeps may be work in progress.
    private static let fewStagesOfStacks = 4

    private mutating func addStacks() {
        // A thread is kept by nothing but its stack.
        guard let contents = investigation.contentsIfRead, !draft.points.isEmpty, suspect.cause != .threads else { return }
        let areOnStacks = draft.points.allSatisfy { contents.forest.root($0.node).root == HolderRow.stack }
        if suspect.cause == .unknown || areOnStacks && stages < Doubts.fewStagesOfStacks { found.append((.onlyStacks, .warning)) }
    }

    // MARK: Load

    private static let withLoad: Set<Cause> = [
        .collection, .loh, .unknown, .taskNeverCompleted, .timer, .connection, .dynamicMethods, .eventSubscription, .tokenRegistration,
    ]

    /// With more load everything grows. A leak grows more than its share.
    private mutating func addLoad() {
        guard Doubts.withLoad.contains(suspect.cause), let own = suspect.heapBytes, let all = investigation.live, own.first > 0,
            all.gain > 0, all.first > 0
        else { return }
        let share = Double(own.first) / Double(all.first)
        if share < 0.5, Double(own.gain) / Double(all.gain) < 2 * share { found.append((.withTheLoad, .warning)) }
    }

    /// As many as there are clients, sessions or requests at the moment, in a healthy program too.
    private static let followLoad: Set<Cause> = withLoad.subtracting([.dynamicMethods]).union([
        .dependentHandle, .strongHandle, .pinnedHandle,
    ])
    /// What a load that swings can make of such a number, by the snapshots that show it. Three values of anything that goes up and down rise in
    /// both steps once in six times, four in all steps once in 24 times, and the more values rise the less is left for each step. Five or more
    /// speak for themselves.
    private static let swings: [Int: Double] = [2: 3, 3: 2, 4: 1.5]
    /// Less than this share of the last value is next to nothing: the snapshot was taken before the program had begun.
    private static let nextToNothing = 0.05

    /// Whether the first snapshot had next to nothing of what follows the load.
    private var isFromRest: Bool {
        guard Doubts.followLoad.contains(suspect.cause), let bytes = suspect.heapBytes, bytes.last > 0 else { return false }
        return Double(bytes.first) < Doubts.nextToNothing * Double(bytes.last)
    }

    /// A snapshot at rest says nothing of what is usual under load, so the others have to. Only growth by the same amount in each step, which
    /// is what the same work in each gives, needs no more of them.
    private mutating func addSwing() {
        guard Doubts.followLoad.contains(suspect.cause), let bytes = suspect.heapBytes, bytes.last > 0 else { return }
        if isFromRest, isEven(bytes) { return }
        let underLoad = isFromRest ? bytes.values.dropFirst() : bytes.values[...]
        guard let swing = Doubts.swings[underLoad.count], let first = underLoad.first, Double(bytes.last) < swing * Double(first) else {
            return
        }
        found.append((isFromRest ? .noneBefore : .swingingLoad, .warning))
    }

    /// The smallest step as a share of the largest one from which on steps are the same.
    private static let same = 0.9
    /// Objects of one owner on the average: below, the owners are many, and growth of what each of them has is not that of one collection.
    private static let fewOfEach: Int128 = 10

    /// Whether the number and the bytes grow by the same amount in each step, and so do their owners where there are many.
    private func isEven(_ bytes: Course) -> Bool {
        if bytes.evenness < Doubts.same || suspect.objects.sustained > 0 && suspect.objects.evenness < Doubts.same { return false }
        guard let forest = investigation.contentsIfRead?.forest else { return true }
        return draft.points.allSatisfy { point in
            forest.way(point.node).dropLast().allSatisfy { owner in
                let owners = forest.nodes[owner].count
                return owners.gain <= 1 || Doubts.fewOfEach * owners.gain < point.count.gain || owners.evenness >= Doubts.same
            }
        }
    }

    // MARK: The platform's own

    private static let general: Set<Cause> = [.collection, .unknown, .loh]

    /// What each thread has, pools of buffers, and caches of the platform.
    private mutating func addFramework() {
        guard Doubts.general.contains(suspect.cause), let contents = investigation.contentsIfRead, !draft.points.isEmpty else { return }
        let roots = draft.points.map { contents.forest.root($0.node) }
        let arePools = zip(roots, draft.points).contains { $0.step.hasPrefix("System.Buffers.") || $1.type.hasPrefix("System.Buffers.") }
        let threads = (try? investigation.stages.sum(ThreadGroupRow.section.info.name, "count"))?.sustained ?? 0
        let arePerThread = zip(roots, draft.points).allSatisfy { root, point in
            root.root == HolderRow.threadStatic && point.count.sustained <= 2 * max(0, threads) + 2
        }
        if arePools || arePerThread { found.append((.perThread, .information)) }
        let ofPlatform = roots.allSatisfy { root in
            [HolderRow.staticField, HolderRow.threadStatic].contains(root.root)
                && (isOfPlatform(root) || root.root == HolderRow.threadStatic)
        }
        if stages == 2, ofPlatform { found.append((.platformCache, .information)) }
    }

    /// Whether a static field is of a class of the platform. A .gcdump names it by the type of what is in it, and a collection of the platform may be a
    /// program's, unless all that it can hold is the platform's.
    private func isOfPlatform(_ root: HolderForest.Node) -> Bool {
        guard root.step.hasPrefix("System.") else { return false }
        guard investigation.stages.last?.input.form == .gcdump else { return true }
        guard let type = ShortTypeName(root.mainType) else { return true }
        return ([type.name] + type.arguments).allSatisfy { $0.hasPrefix("System.") && $0 != "System.Object" }
    }

    // MARK: The shape of the growth

    private static let shapeless: Set<Cause> = [.threads, .finalizerBlocked, .dynamicAssemblies, .collectibleContext]

    /// A collection that fills gains less and less.
    private mutating func addShape() {
        guard stages > 2, !Doubts.shapeless.contains(suspect.cause), let bytes = suspect.heapBytes else { return }
        let evenness = bytes.evenness
        if evenness < 0.15 { return found.append((.levellingOff, .information)) }
        guard isFew else { return }
        if evenness < 0.4 { return found.append((.levellingOff, .warning)) }
        if isInFixedArrays { return found.append((.fixedCapacity, .warning)) }
        if draft.points.allSatisfy({ $0.count.sustained < 5 }), suspect.objects.sustained < 5 {
            return found.append((.arraysOnly, .warning))
        }
        let before = bytes.values[bytes.values.count - 2]
        if Double(bytes.steps.last ?? 0) < 0.02 * Double(before) { found.append((.nearlyFull, .warning)) }
    }

    /// A ring that fills: its array is as large as before, though it holds more than twice as many.
    private var isInFixedArrays: Bool {
        guard let contents = investigation.contentsIfRead, !draft.points.isEmpty else { return false }
        return draft.points.allSatisfy { point in
            let node = contents.forest.nodes[point.node]
            guard node.step.hasPrefix(HolderRow.element), let parent = node.parent else { return false }
            let array = contents.forest.nodes[parent]
            return array.mainType.hasSuffix("[]") && array.count.first == array.count.last && array.bytes.gain == 0
                && point.count.first > 0 && point.count.last >= 2 * point.count.first
        }
    }

    // MARK: Trust

    /// What was read in part may have grown because more of it was read.
    private mutating func addTrust() {
        let isHeap = suspect.heapBytes != nil && suspect.otherBytes == nil
        if isHeap, !investigation.stages.isReadWhole(HolderRow.section.info.name) { found.append((.readInPart, .warning)) }
    }
}
