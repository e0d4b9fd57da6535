import SnapshotModel

/// The result of a comparison in one word.
///
/// It depends on the totals that decide (bytes, objects, stacks, threads, modules, open handles, GC handles that pin or keep alive, native
/// memory, the runtime's own memory) and on `MinChange`. Of a heap that was traced in both, what is alive decides. Memory outside of the heap moves in processes without a leak too, so it counts only from 16 MB and 10 % on:
/// - `grew`: one of them grew by that much, whatever the others did. A smaller heap does not make up for a leak of threads. The heap grew
///   only when it did so outside generation 0 too. Where a snapshot does not hold the heap, its committed bytes take part instead;
/// - `inconclusive`: none grew, and one of them could not be compared (`DecidingTotals.missing`), or so much of it may be missing that nothing follows
///   from what is there; or the snapshots are of different programs;
/// - `shrank`: none grew by that much and at least one shrank by that much;
/// - `identical`: no total and no row changed, and neither snapshot lacks anything that the other has. Between two kinds of dump the owners of memory
///   do not count, which are told from what the dump holds;
/// - `steady`: everything else.
package enum Verdict: String, CaseIterable, Sendable {
    case grew, shrank, steady, identical, inconclusive

    init(_ totals: DecidingTotals, nothingMoved: Bool) {
        if !totals.grown.isEmpty {
            self = .grew
        } else if totals.compared.isEmpty || !totals.missing.isEmpty {
            self = .inconclusive
        } else if !totals.shrunk.isEmpty {
            self = .shrank
        } else {
            self = nothingMoved ? .identical : .steady
        }
    }
}

/// The totals of a comparison that take part in its verdict.
package struct DecidingTotals: Sendable {
    /// Known in both snapshots.
    package let compared: [TotalChange]
    /// Should decide and could not be compared: one snapshot alone holds it, or neither does and it is a total of the heap. Snapshots that
    /// both lack threads or modules were made or taken without them.
    package let missing: [TotalChange]
    /// Those of them that both snapshots hold, one of them only in part.
    package let uncertain: [TotalChange]
    /// Of the compared ones, those that grew and those that shrank by the smallest change that counts.
    package let grown: [TotalChange]
    package let shrunk: [TotalChange]
    /// Those that grew by as much, but in generation 0 alone.
    package let grownYoung: [TotalChange]

    /// `arePrinted`: the snapshots are of what a debugger printed, which holds what somebody asked for and no more. What neither holds is not missed.
    init(_ totals: [TotalChange], _ minChange: MinChange, arePrinted: Bool = false) {
        func topic(_ total: TotalChange) -> String? { total.metric.total?.topic }
        let essential = Set(totals.filter { $0.metric.total?.standsIn ?? false }.map(topic))
        // Garbage is no growth, whatever generation it is in.
        let replaced = Set(totals.filter { $0.metric.total?.replaces ?? false && $0.change.delta != nil }.map(topic))
        let deciding = totals.filter {
            $0.decides && ($0.metric.total?.replaces ?? false ? $0.change.delta != nil : !replaced.contains(topic($0)))
        }
        let lacking = deciding.filter { total in
            total.metric.total?.weight == .decides && total.change.delta == nil && total.metric.total?.usual == nil
                && (total.change != Change(nil, nil) || essential.contains(topic(total)))
        }
        let standIns = totals.filter { total in
            total.metric.total?.standsIn ?? false && lacking.contains { topic($0) == topic(total) }
        }
        let known = (standIns + deciding).filter { $0.change.delta != nil }
        let compared = known.filter { $0.isCertain(minChange) }
        self.compared = compared
        uncertain = known.filter { !$0.isCertain(minChange) }
        missing = (arePrinted ? lacking.filter { $0.change != Change(nil, nil) } : lacking) + uncertain
        grown = compared.filter { $0.hasGrown(minChange) }
        shrunk = compared.filter { $0.hasShrunk(minChange) }
        grownYoung = compared.filter { $0.hasGrownYoung(minChange) }
    }
}
