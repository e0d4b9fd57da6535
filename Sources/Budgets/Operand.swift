package import SnapshotModel

extension Rule.Operand {
    /// Reads `heap.total`, `type:GLOB` or `type-bytes:GLOB`; `nil` for anything else.
    package init?(_ text: String, _ catalog: Catalog = .standard) {
        if let metric = catalog.metric(text) {
            self = .metric(metric)
            return
        }
        for section in catalog.followed {
            for isSize in [false, true] {
                guard let noun = section.followed?.noun else { continue }
                let prefix = Finding.FollowedMeasure(noun: noun, isSize: isSize).word + ":"
                guard text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count,
                    let set = RowSet(section, [NamePattern(String(text.dropFirst(prefix.count)))], isSize: isSize)
                else { continue }
                self = .rows(set)
                return
            }
        }
        return nil
    }

    /// The parts that the number is computed from in a snapshot.
    func parts(in snapshot: Snapshot) -> [SnapshotPart] {
        switch self {
        case .metric(let metric): metric.parts(in: snapshot)
        case .rows(let set): set.parts
        }
    }

    package var unit: Unit {
        switch self {
        case .metric(let metric): metric.unit
        case .rows(let set): set.unit
        }
    }

    /// As written in a budget.
    package var name: String {
        switch self {
        case .metric(let metric): metric.name
        case .rows(let set): set.name
        }
    }
}
