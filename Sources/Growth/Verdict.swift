/// What a diff says in one word.
///
/// It looks at the totals that decide (bytes, objects, stacks, threads, modules) and at `--min-change`:
/// - `inconclusive`: no such total is known on both sides;
/// - `grew`: one of them grew by that much, whatever the others did. A leak of threads is not made good by a smaller heap, so growth
///   is never outvoted; the report names what shrank beside it;
/// - `shrank`: none grew by that much and at least one shrank by that much;
/// - `identical`: nothing moved at all: no total, no row, and nothing that one side lacks;
/// - `steady`: everything else.
package enum Verdict: String, CaseIterable, Sendable {
    case grew, shrank, steady, identical, inconclusive

    init(_ totals: [TotalChange], nothingMoved: Bool, _ minChange: MinChange) {
        let deciding = totals.filter { $0.decides && $0.change.delta != nil }
        let moved = deciding.filter { SectionDiff.isReached(minChange, $0.change, $0.unit) }
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
