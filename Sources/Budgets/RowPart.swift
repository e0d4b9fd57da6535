import SnapshotModel

/// The part of followed rows that a metric is made of.
enum RowPart {
    case whole
    /// Their objects in generation 0.
    case young
    /// All others.
    case survivors

    /// A metric that sums up generations is made of their part of the rows.
    init(_ metric: Metric, _ section: SectionInfo) {
        guard let followed = section.followed, let young = followed.young, metric.sections.contains(section.name) else {
            self = .whole
            return
        }
        let measures = Set(metric.measures)
        let youngOnes: Set = [young.count, young.size]
        if measures.isEmpty || !measures.isDisjoint(with: [followed.count, followed.size].compactMap(\.self)) {
            self = .whole
        } else if measures.isSubset(of: youngOnes) {
            self = .young
        } else {
            self = measures.isDisjoint(with: youngOnes) ? .survivors : .whole
        }
    }
}
