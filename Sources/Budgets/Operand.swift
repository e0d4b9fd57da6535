package import SnapshotModel

extension Rule.Operand {
    /// `heap.total`, `type:GLOB`, `type-bytes:GLOB`; nil for anything else.
    package init?(_ text: String, _ catalog: Catalog = .standard) {
        if let metric = catalog.metric(text) {
            self = .metric(metric)
            return
        }
        for measure in [TypeSet.Measure.count, .bytes] {
            let prefix = measure.metric + ":"
            if text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count {
                self = .types(TypeSet([NamePattern(String(text.dropFirst(prefix.count)))], measure))
                return
            }
        }
        return nil
    }

    package var unit: Unit {
        switch self {
        case .metric(let metric): metric.unit
        case .types(let set): set.measure.unit
        }
    }

    /// As it is written in a budget.
    package var name: String {
        switch self {
        case .metric(let metric): metric.name
        case .types(let set): "\(set.measure.metric):\(set.text)"
        }
    }
}
