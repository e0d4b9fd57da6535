import SnapshotModel

/// Makes suspects of what the rules found: how severe each is, how sure, and in which order.
struct Judge {
    private let investigation: Investigation
    private let stages: Int
    private let live: Course?

    init(_ investigation: Investigation) {
        self.investigation = investigation
        stages = investigation.stages.count
        live = investigation.live
    }

    /// The most severe first, then by what they gained in every stage.
    var suspects: [Suspect] {
        let isPair = stages == 2
        return investigation.found.map { judged($0) }.sorted { a, b in
            if a.severity != b.severity { return a.severity > b.severity }
            // Native memory comes in steps, so that two stages say little.
            let (lateA, lateB) = (isPair && a.cause == .native, isPair && b.cause == .native)
            if lateA != lateB { return lateB }
            if a.weight != b.weight { return a.weight > b.weight }
            if a.cause != b.cause { return bytewise(a.cause.rawValue, b.cause.rawValue) }
            if !bytewiseEqual(a.subject, b.subject) { return bytewise(a.subject, b.subject) }
            return bytewise(a.holder, b.holder)
        }
    }

    private func judged(_ draft: Draft) -> Suspect {
        let heap = draft.heap(stages)
        var suspect = Suspect(
            cause: draft.cause, subject: draft.subject, holder: draft.holder, objects: draft.objects, heapBytes: heap,
            otherBytes: draft.other, severity: .error, confidence: 0, evidence: evidence(draft, heap), drags: draft.drags,
            absorbed: draft.absorbed, doubts: [], nextStep: draft.nextStep)
        suspect.severity = severity(suspect)
        for (doubt, severity) in Doubts(draft, suspect, investigation).found where severity < suspect.severity {
            suspect.doubts.append(doubt)
            suspect.severity = min(suspect.severity, severity)
        }
        suspect.confidence = confidence(suspect)
        return suspect
    }

    private func evidence(_ draft: Draft, _ heap: Course?) -> [Evidence] {
        [Evidence(.objects, draft.subject, draft.objects)] + (heap.map { [Evidence(.bytes, "", $0)] } ?? []) + draft.evidence
    }

    // MARK: Severity

    /// Growth in every stage that is an error: the smaller one of a share of what is alive with a least size, and of a size that is always much.
    private static let least: Int128 = 32 * 1024
    private static let leastShare = 0.005
    private static let much: Int128 = 256 * 1024
    private static let muchShare = 0.0005
    /// These have a least growth of their own.
    private static let counted: Set<Cause> = [
        .threads, .finalizerBlocked, .finalizerSlow, .dynamicAssemblies, .collectibleContext, .fragmentation, .native,
    ]

    private func severity(_ suspect: Suspect) -> Suspect.Severity {
        let weight = suspect.weight
        if suspect.cause == .threads, suspect.objects.sustained < LeakedThreads.many { return .information }
        if Judge.counted.contains(suspect.cause), weight > 0, suspect.otherBytes != nil { return .error }
        let alive = Double(live?.last ?? 0)
        let needed = max(Judge.least, Int128(Judge.leastShare * alive))
        let sure = max(Judge.much, Int128(Judge.muchShare * alive))
        if weight >= min(needed, sure) { return .error }
        // Each is a descriptor and memory of the kernel, which the dump does not show.
        if suspect.cause == .connection, suspect.objects.sustained >= Judge.manyConnections { return .error }
        return weight >= Judge.least ? .warning : .information
    }

    private static let manyConnections: Int128 = 20

    // MARK: Confidence

    private static let general: Set<Cause> = [.collection, .unknown, .native]

    /// More with each stage, the more even the steps are, and for a cause with a mark of its own.
    private func confidence(_ suspect: Suspect) -> Double {
        let even = suspect.heapBytes?.evenness ?? (suspect.objects.sustained > 0 ? suspect.objects.evenness : suspect.otherBytes?.evenness)
        return Judge.confidence(stages, even: even ?? 0, isSpecific: !Judge.general.contains(suspect.cause))
    }

    static func confidence(_ stages: Int, even: Double, isSpecific: Bool) -> Double {
        // One step is neither even nor uneven.
        let even = stages == 2 ? 0.5 : even
        let sure = 0.35 + 0.15 * Double(min(3, stages - 1)) + 0.3 * even + (isSpecific ? 0.1 : 0)
        return (min(0.99, sure) * 100).rounded() / 100
    }
}

extension SuspectReport {
    /// The most that can be sure of a suspect in so many snapshots, at least 2; from 0 to 1.
    package static func mostConfidence(snapshots: Int) -> Double { Judge.confidence(max(2, snapshots), even: 1, isSpecific: true) }
}
