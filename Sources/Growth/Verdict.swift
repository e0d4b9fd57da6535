/// The result of a comparison in one word.
///
/// It depends on the totals that decide (bytes, objects, stacks, threads, modules) and on `MinChange`:
/// - `inconclusive`: no such total is known in both snapshots;
/// - `grew`: one of them grew by that much, whatever the others did. A smaller heap does not make up for a leak of threads;
/// - `shrank`: none grew by that much and at least one shrank by that much;
/// - `identical`: no total and no row changed, and neither snapshot lacks anything that the other has;
/// - `steady`: everything else.
package enum Verdict: String, CaseIterable, Sendable {
    case grew, shrank, steady, identical, inconclusive

    init(_ totals: [TotalChange], nothingMoved: Bool, _ minChange: MinChange) {
        let deciding = totals.filter { $0.decides && $0.change.delta != nil }
        let moved = deciding.filter { TableDiff.isReached(minChange, $0.change, $0.unit) }
        if deciding.isEmpty {
            self = .inconclusive
        } else if moved.contains(where: { ($0.change.delta ?? 0) > 0 }) {
            self = .grew
        } else if !moved.isEmpty {
            self = .shrank
        } else {
            self = nothingMoved ? .identical : .steady
        }
    }
}
