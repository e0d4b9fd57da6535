import SnapshotModel

/// What the catalog's metrics need of one stored snapshot: its totals, and of each section that streams by the sums that some metric asks
/// for. The section itself is not kept.
struct HistorySums: MetricInput {
    private let totals: Totals
    private var sums: [Wanted: Int128] = [:]

    private let wanted: [Wanted]

    /// One sum that a metric asks for.
    struct Wanted: Hashable {
        let section: String
        let measure: String?
        let condition: Metric.Condition?
    }

    /// What all metrics together ask for, each once.
    static func wanted(by metrics: [Metric]) -> [Wanted] {
        var found: [Wanted] = []
        func add(_ source: Metric.Source) {
            switch source {
            case .total: break
            case .sum(let section, let measure, let condition):
                let wanted = Wanted(section: section, measure: measure, condition: condition)
                if !found.contains(wanted) { found.append(wanted) }
            case .share(let part, let parts): for source in [part] + parts { add(source) }
            }
        }
        for metric in metrics { add(metric.source) }
        return found
    }

    init(totals: Totals, _ wanted: [Wanted]) {
        self.totals = totals
        self.wanted = wanted
    }

    /// `unknown` throws for names that the store does not hold.
    mutating func add(_ section: SectionCodec.Section, _ names: NameTable, unknown: () throws(StoreError) -> Void) throws(StoreError) {
        for wanted in wanted where wanted.section == section.info.name {
            var tested: (ids: [UInt64], isWanted: Set<UInt64>)?
            switch wanted.condition {
            case nil: break
            case .flag(let column):
                guard let position = section.info.position(column), section.info.columns[position].type == .flag,
                    let words = section.columns[position]
                else { continue }
                tested = (words, [1])
            case .text(let column, let text):
                guard let ids = section.ids(column) else { continue }
                let distinct = Set(ids).sorted()
                guard let texts = try names.texts(distinct) else {
                    try unknown()
                    continue
                }
                tested = (ids, Set(zip(distinct, texts).filter { $1.utf8.elementsEqual(text.utf8) }.map(\.0)))
            }
            var words: [UInt64]?
            if let measure = wanted.measure {
                guard let found = section.numbers(measure) else { continue }
                words = found
            }
            sums[wanted] = HistorySums.sum(words, section.rowCount, tested)
        }
    }

    private static func sum(_ words: [UInt64]?, _ rowCount: Int, _ tested: (ids: [UInt64], isWanted: Set<UInt64>)?) -> Int128 {
        guard let tested else {
            guard let words else { return Int128(rowCount) }
            // In 64 bits as far as they go.
            var (sum, part): (Int128, UInt64) = (0, 0)
            for word in words {
                let (next, overflow) = part.addingReportingOverflow(word)
                if overflow { sum += Int128(part) }
                part = overflow ? word : next
            }
            return sum + Int128(part)
        }
        var sum: Int128 = 0
        for row in 0..<rowCount where tested.isWanted.contains(tested.ids[row]) { sum += words.map { Int128($0[row]) } ?? 1 }
        return sum
    }

    // MARK: MetricInput

    func total(_ total: Metric.HeapTotal) -> UInt64? { totals.value(total) }

    func sum(_ section: String, _ measure: String?, _ condition: Metric.Condition?) -> Int128? {
        sums[Wanted(section: section, measure: measure, condition: condition)]
    }
}
