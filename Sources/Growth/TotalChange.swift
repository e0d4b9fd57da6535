package import SnapshotModel

/// A total of the catalog in every snapshot of a chain.
package struct TotalChange: Equatable, Sendable {
    package let metric: Metric
    /// `nil` where a snapshot cannot give it.
    package let values: [Int128?]
    /// The part in generation 0; `nil` where it is unknown, and when the total has no such part.
    package let young: Change
    /// The ends of which something that the total counts is known to be missing: there, its value is the least that it can be.
    package let atLeast: Set<MissingPart.End>

    package init(
        _ metric: Metric, values: [Int128?], young: Change = Change(nil, nil), atLeast: Set<MissingPart.End> = []
    ) {
        self.atLeast = atLeast
        self.metric = metric
        self.values = values
        self.young = young
    }

    /// The name in JSON: `objects`, `bytes`, `free_objects`, `threads`, `thread_stacks`.
    package var name: String { metric.total?.name ?? metric.name }
    package var unit: Unit { metric.unit }
    /// Whether the total takes part in the verdict.
    package var decides: Bool { metric.total?.decides ?? false }

    package var change: Change { Change(values.first ?? nil, values.last ?? nil) }

    /// The part outside generation 0.
    package var outside: Change {
        func difference(_ all: Int128?, _ young: Int128?) -> Int128? { all.flatMap { all in young.map { all - $0 } } }
        return Change(difference(change.before, young.before), difference(change.after, young.after))
    }

    /// Whether it grew by `minChange`, and so did its part outside generation 0. The objects of generation 0 may be garbage that no
    /// collection has looked at yet, so they are no growth alone.
    func hasGrown(_ minChange: MinChange) -> Bool {
        isHigher(change, minChange) && (outside.delta == nil || isHigher(outside, minChange))
    }

    /// Whether it grew by `minChange`, but only in generation 0.
    package func hasGrownYoung(_ minChange: MinChange) -> Bool { isHigher(change, minChange) && !hasGrown(minChange) }

    func hasShrunk(_ minChange: MinChange) -> Bool {
        (change.delta ?? 0) < 0 && SectionDiff.isReached(minChange, change, unit) && isUnusual(change, minChange)
    }

    /// Whether what is missing of an end cannot make up for the change: a total has grown where the least that it can be after is more than it was
    /// before.
    func isCertain(_ minChange: MinChange) -> Bool {
        switch (atLeast.contains(.before), atLeast.contains(.after)) {
        case (false, false): true
        case (false, true): hasGrown(minChange)
        case (true, false): hasShrunk(minChange)
        case (true, true): false
        }
    }

    private func isHigher(_ change: Change, _ minChange: MinChange) -> Bool {
        (change.delta ?? 0) > 0 && SectionDiff.isReached(minChange, change, unit) && isUnusual(change, minChange)
    }

    /// Whether it is more than what moves in processes without a leak too.
    private func isUnusual(_ change: Change, _ minChange: MinChange) -> Bool {
        guard let usual = metric.total?.usual, minChange == .standard, let before = change.before, let after = change.after else {
            return true
        }
        let limit = MinChange.Limit(millionths: usual.percent * 10_000, amount: usual.bytes)
        return limit.isReached(before, after)
    }

    /// The number of steps of the chain in which it grew; `nil` when a value is unknown.
    package var stepsGrown: Int? {
        let known = values.compactMap(\.self)
        guard known.count == values.count else { return nil }
        return known.indices.dropFirst().count { known[$0] > known[$0 - 1] }
    }
}

extension Catalog {
    /// The totals of a comparison in each of the snapshots. Those over `sections` are unknown.
    func changes(_ snapshots: [Snapshot], withoutSumsOf sections: [String] = []) -> [TotalChange] {
        totals.map { metric in
            func young(_ snapshot: Snapshot?) -> Int128? {
                snapshot.flatMap { snapshot in metric.total?.young.flatMap { Metric.value($0, snapshot) } }
            }
            let isComparable =
                !snapshots.contains { metric.parts(in: $0).contains { sections.contains($0.section) } }
                && areOfOneSource(metric, snapshots) && (metric.total?.usual == nil || areAlike(snapshots))
                && (metric.total?.replaces != true || areTrusted(metric, snapshots))
            return TotalChange(
                metric, values: snapshots.map { isComparable ? metric.value($0) : nil },
                young: Change(young(snapshots.first), young(snapshots.last)), atLeast: incomplete(metric, snapshots))
        }
    }

    /// The ends that lack a part of what a total counts.
    private func incomplete(_ metric: Metric, _ snapshots: [Snapshot]) -> Set<MissingPart.End> {
        guard let first = snapshots.first, let last = snapshots.last else { return [] }
        return MissingPart.ends(first, last) { $0.trust.level(ofSumsOver: metric.parts(in: $0)) }
    }

    /// Whether the number comes from the same source in every snapshot that knows it. One that stands in for another is compared only between
    /// inputs of one kind.
    private func areOfOneSource(_ metric: Metric, _ snapshots: [Snapshot]) -> Bool {
        guard case .ofFirstKnown(let sources) = metric.source else { return true }
        let places = Set(snapshots.compactMap { snapshot in sources.firstIndex { Metric.value($0, snapshot) != nil } })
        return places.count <= 1 && (places == [0] || areAlike(snapshots))
    }

    /// Whether a number that takes the place of others is a whole one in every snapshot. What is alive is a lower bound where some roots could not be
    /// read: then a leak may count as garbage.
    private func areTrusted(_ metric: Metric, _ snapshots: [Snapshot]) -> Bool {
        snapshots.allSatisfy { $0.trust.level(of: metric.parts) >= .good }
    }

    /// Whether the inputs were made as the same kind by the same program: another one holds other parts of the same process.
    private func areAlike(_ snapshots: [Snapshot]) -> Bool {
        guard let first = snapshots.first else { return true }
        return snapshots.allSatisfy {
            $0.input.kind == first.input.kind && $0.capture.dumpKind == first.capture.dumpKind && $0.capture.maker == first.capture.maker
        }
    }
}
