/// The sections and metrics that snapshots can hold. Sections are in the order in which outputs list them. Reduction, store, diff, trend,
/// budgets and outputs know sections and metrics only from here.
///
/// It is a value, so that a test can pass in a catalog with a section that no source file knows.
package struct Catalog: Sendable {
    package let sections: [SectionInfo]
    /// The heap's totals, then the metrics of each section.
    package let metrics: [Metric]
    private let metricPlaces: [String: Int]

    package init(_ sections: [SectionInfo]) {
        self.sections = sections
        metrics = Metric.heapTotals + sections.flatMap(\.metrics)
        metricPlaces = Dictionary(metrics.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package static let standard = Catalog([
        TypeRow.section.info, HolderRow.section.info, ModuleRow.section.info, ModuleGroupRow.section.info,
        DynamicMethodRow.section.info, ThreadRow.section.info, ThreadGroupRow.section.info, HeapRow.section.info,
        LedgerRow.section.info, LoaderHeapRow.section.info,
        DelegateRow.section.info, AsyncRow.section.info, TimerRow.section.info, TaskRow.section.info, HandleRow.section.info,
        FinalizationRow.section.info,
        GCRow.section.info, OSHandleRow.section.info, RootPathRow.section.info, SyncBlockRow.section.info, CounterRow.section.info,
    ])

    package var names: [String] { sections.map(\.name) }
    package func section(_ name: String) -> SectionInfo? { sections.first { $0.name == name } }
    /// Sections whose rows are followed one by one.
    package var followed: [SectionInfo] { sections.filter { $0.followed != nil } }
    package func metric(_ name: String) -> Metric? { metricPlaces[name].map { metrics[$0] } }

    /// The metrics that a comparison lists as totals: first those that decide the verdict, then the others.
    package var totals: [Metric] {
        let compared = metrics.filter { $0.total != nil }
        return compared.filter { $0.total?.decides == true } + compared.filter { $0.total?.decides != true }
    }

    /// The measures that trends follow row by row, by section.
    package var followedMeasures: [String: [String]] {
        Dictionary(
            sections.compactMap { info in info.followed.map { (info.name, $0.measures) } }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether snapshots of this version can hold the metric.
    package func isHeldToday(_ metric: Metric) -> Bool {
        func isHeld(_ source: Metric.Source) -> Bool {
            switch source {
            case .total: true
            case .sum(let name, let measure, _): section(name).map { info in measure.map { info.position($0) != nil } ?? true } ?? false
            case .added(let parts): parts.allSatisfy(isHeld)
            case .difference(let whole, let part): isHeld(whole) && isHeld(part)
            case .ofFirstKnown(let sources): sources.contains(where: isHeld)
            case .share(let part, let parts): isHeld(part) && parts.allSatisfy(isHeld)
            }
        }
        return isHeld(metric.source)
    }

    /// `stored` with the presentation that this version declares. Sections and columns that this version does not know keep the defaults.
    package func declared(_ stored: SectionInfo) -> SectionInfo {
        guard let own = section(stored.name) else { return stored }
        var info = stored
        info.columns = stored.columns.map { column in
            guard let known = own.columns.first(where: { $0.name == column.name && $0.role == column.role && $0.type == column.type })
            else {
                return column
            }
            var column = column
            (column.bad, column.isName) = (known.bad, known.isName)
            (column.heading, column.importance) = (known.heading, known.importance)
            (column.isHidden, column.isOnRequest) = (known.isHidden, known.isOnRequest)
            return column
        }
        (info.isInOverview, info.isTotalled, info.balance, info.bar) = (own.isInOverview, own.isTotalled, own.balance, own.bar)
        (info.question, info.followed, info.metrics) = (own.question, own.followed, own.metrics)
        (info.identity, info.isOrderedByCount, info.judgedBy) = (own.identity, own.isOrderedByCount, own.judgedBy)
        return info
    }
}
