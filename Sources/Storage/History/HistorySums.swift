import SnapshotModel

/// The input of the catalog's metrics for one stored snapshot: its totals, and the sums over its sections that some metric asks for. The
/// sections are not kept.
struct HistorySums: MetricInput {
    let trust: Trust
    private let totals: Totals
    private var sums: [Wanted: Int128] = [:]

    /// One sum that a metric asks for.
    struct Wanted: Hashable {
        let section: String
        let measure: String?
        let condition: Metric.Condition?
    }

    /// The sums that the metrics ask for, each once.
    static func wanted(by metrics: [Metric]) -> [Wanted] {
        var found: [Wanted] = []
        func add(_ source: Metric.Source) {
            switch source {
            case .total: break
            case .sum(let section, let measure, let condition):
                let wanted = Wanted(section: section, measure: measure, condition: condition)
                if !found.contains(wanted) { found.append(wanted) }
            case .added(let parts): parts.forEach(add)
            case .difference(let whole, let part): for source in [whole, part] { add(source) }
            case .ofFirstKnown(let sources): sources.forEach(add)
            case .share(let part, let parts): for source in [part] + parts { add(source) }
            }
        }
        for metric in metrics { add(metric.source) }
        return found
    }

    /// A sum over the rows of a section as far as it can be made without the texts of names.
    enum Partial: Sendable {
        case sum(Int128)
        /// By the id of the name that the condition looks at: ascending.
        case byName([UInt64], [Int128])
    }

    init(totals: Totals, trust: Trust) {
        self.totals = totals
        self.trust = trust
    }

    /// The columns that a sum reads.
    static func columns(_ wanted: Wanted) -> [String] {
        switch wanted.condition {
        case nil: [wanted.measure].compactMap(\.self)
        case .flag(let column), .text(let column, _): [wanted.measure, column].compactMap(\.self)
        }
    }

    /// `nil` when the section does not give what the sum needs.
    static func partial(_ wanted: Wanted, _ section: SectionBuffer) -> Partial? {
        var words: [UInt64]?
        if let name = wanted.measure {
            guard let measure = section.column(name, .integer) else { return nil }
            if wanted.condition == nil { return .sum(measure.sum()) }
            words = measure.words
        }
        switch wanted.condition {
        case nil: return .sum(Int128(section.rowCount))
        case .flag(let name):
            guard let flags = section.column(name, .flag)?.words else { return nil }
            var sum: Int128 = 0
            for row in 0..<section.rowCount where flags[row] == 1 { sum += words.map { Int128($0[row]) } ?? 1 }
            return .sum(sum)
        case .text(let name, _):
            guard let ids = section.column(name, .text)?.words else { return nil }
            var sums: [UInt64: Int128] = [:]
            for row in 0..<section.rowCount { sums[ids[row], default: 0] += words.map { Int128($0[row]) } ?? 1 }
            let distinct = sums.keys.sorted()
            return .byName(distinct, distinct.map { sums[$0] ?? 0 })
        }
    }

    /// Takes a sum up. False when the store does not hold the names that it depends on.
    mutating func add(_ wanted: Wanted, _ partial: Partial, _ names: NameTable) throws(StoreError) -> Bool {
        switch (partial, wanted.condition) {
        case (.sum(let sum), _): sums[wanted] = sum
        case (.byName(let ids, let parts), .text(_, let text)):
            guard let texts = try names.texts(ids) else { return false }
            sums[wanted] = zip(texts, parts).reduce(0) { $1.0.utf8.elementsEqual(text.utf8) ? $0 + $1.1 : $0 }
        case (.byName, _): break
        }
        return true
    }

    // MARK: MetricInput

    func total(_ total: Metric.HeapTotal) -> UInt64? { totals.value(total) }

    func sum(_ section: String, _ measure: String?, _ condition: Metric.Condition?) -> Int128? {
        sums[Wanted(section: section, measure: measure, condition: condition)]
    }
}
