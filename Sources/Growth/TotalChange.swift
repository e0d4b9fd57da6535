package import SnapshotModel

/// A total of the catalog in every snapshot of a chain.
package struct TotalChange: Equatable, Sendable {
    package let metric: Metric
    /// `nil` where a snapshot cannot give it.
    package let values: [Int128?]

    package init(_ metric: Metric, values: [Int128?]) {
        self.metric = metric
        self.values = values
    }

    /// The name in JSON: `objects`, `bytes`, `free_objects`, `threads`, `thread_stacks`.
    package var name: String { metric.total?.name ?? metric.name }
    package var unit: Unit { metric.unit }
    /// Whether the total takes part in the verdict.
    package var decides: Bool { metric.total?.weight == .decides }

    package var change: Change { Change(values.first ?? nil, values.last ?? nil) }

    /// The number of steps of the chain in which it grew; `nil` when a value is unknown.
    package var stepsGrown: Int? {
        let known = values.compactMap(\.self)
        guard known.count == values.count else { return nil }
        return known.indices.dropFirst().count { known[$0] > known[$0 - 1] }
    }
}

extension Catalog {
    /// The totals of a comparison in each of the snapshots.
    func changes(_ snapshots: [Snapshot]) -> [TotalChange] {
        totals.map { metric in TotalChange(metric, values: snapshots.map { metric.value($0) }) }
    }
}
