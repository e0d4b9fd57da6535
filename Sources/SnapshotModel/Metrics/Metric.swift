/// A number about a whole snapshot. Budgets, trends, OpenMetrics and the docs refer to it by its name. A section declares its own metrics
/// as data over its columns.
package struct Metric: Hashable, Sendable {
    /// Like `heap.total`.
    package let name: String
    package let unit: Unit
    /// A phrase for lists and the docs.
    package let meaning: String
    package let source: Source
    /// The part of it that may be garbage no collection has looked at, beside generation 0; `nil` when it has none. A rule on growth that
    /// only this part breaks is a warning.
    package let uncollected: Source?
    /// How comparisons list the metric as a total; `nil` when they do not.
    package let total: Total?

    /// A metric as one of the totals that a comparison lists.
    package struct Total: Hashable, Sendable {
        /// The key in the `totals` of JSON.
        package let name: String
        package let weight: Weight
        /// Totals of one topic stand together in a headline.
        package let topic: String
        /// The name of the number in a sentence: `stacks unchanged`.
        package let noun: String
        /// The text after the number in a sentence: `of stacks` in `+5.9 GB of stacks`. It may be empty.
        package let phrase: String
        /// Topics with a lower precedence are named first. If the precedence is equal, the one that changed more is named first.
        package let precedence: Int
        /// The part of the total in generation 0, which may be garbage that no collection has looked at yet; `nil` when it has none.
        package let young: Source?
        /// Its growth decides in place of the deciding totals of its topic where a snapshot does not hold them.
        package let standsIn: Bool
        /// It decides in place of the other deciding totals of its topic where both snapshots hold it.
        package let replaces: Bool
        /// For a total of which a part moves in any process; `nil` when every change means something. Such a total is compared only between inputs
        /// of one kind and maker, because others hold other memory. Where one of them lacks it, the verdict is made without it.
        package let usual: Usual?

        /// Growth counts when it reaches both, unless the user has chosen the smallest change that counts.
        package struct Usual: Hashable, Sendable {
            package let bytes: Int128
            /// Of the value before.
            package let percent: Int128

            package init(bytes: Int128, percent: Int128) {
                self.bytes = bytes
                self.percent = percent
            }
        }

        package enum Weight: Hashable, Sendable {
            /// Takes part in the verdict.
            case decides
            /// Takes part in the verdict where both snapshots hold it. Snapshots of earlier versions lack it, and that is no reason
            /// against a verdict on what they hold.
            case decidesIfHeld
            /// Is shown to people but takes no part in the verdict: every garbage collection changes it.
            case informs
            /// Is only in machine formats.
            case isKept
        }

        package var decides: Bool { weight == .decides || weight == .decidesIfHeld }

        /// A `phrase` of `nil` means the noun.
        package init(
            _ name: String, _ weight: Weight, topic: String, noun: String, phrase: String? = nil, precedence: Int = 0, young: Source? = nil,
            standsIn: Bool = false, replaces: Bool = false, usual: Usual? = nil
        ) {
            self.name = name
            self.weight = weight
            self.topic = topic
            self.noun = noun
            self.phrase = phrase ?? noun
            self.precedence = precedence
            self.young = young
            self.standsIn = standsIn
            self.replaces = replaces
            self.usual = usual
        }
    }

    package indirect enum Source: Hashable, Sendable {
        /// A total of the snapshot itself.
        case total(HeapTotal)
        /// The sum of a measure over the rows of a section that fulfil the condition. Without a condition, it is over all rows. Without a
        /// measure, it is the number of rows. Where rows are known to be missing and none of those that are there fulfils the condition, it is
        /// unknown.
        case sum(section: String, measure: String?, Condition? = nil)
        /// The sum of several. It is unknown when one of them is.
        case added([Source])
        /// The first without the second. It is unknown when one of them is.
        case difference(Source, Source)
        /// The first as a share of the sum of the others, in millionths. It is unknown when one of them is unknown and when the sum is 0.
        case share(Source, of: [Source])
        /// The first that the input knows.
        case ofFirstKnown([Source])
    }

    /// Totals that no section holds.
    package enum HeapTotal: String, Hashable, Sendable { case bytes, objects, freeBytes, freeObjects, committed, reserved }

    /// A condition that a row must fulfil to be counted.
    package enum Condition: Hashable, Sendable {
        /// The flag column is set.
        case flag(String)
        /// The text of the column is exactly this.
        case text(String, String)
    }

    package init(
        _ name: String, _ unit: Unit, _ source: Source, _ meaning: String, uncollected: Source? = nil, total: Total? = nil
    ) {
        self.name = name
        self.unit = unit
        self.source = source
        self.uncollected = uncollected
        self.total = total
        self.meaning = meaning
    }

    /// `nil`, never 0, when the input does not hold what is measured.
    package func value(_ input: some MetricInput) -> Int128? { Metric.value(source, input) }

    package static func value(_ source: Source, _ input: some MetricInput) -> Int128? {
        switch source {
        case .total(let total): return input.total(total).map { Int128($0) }
        case .sum(let section, let measure, let condition):
            let sum = input.sum(section, measure, condition)
            // The rows that fulfil the condition may be those that are missing.
            return sum == 0 && condition != nil && input.trust.level(of: parts(source)) == .partial ? nil : sum
        case .added(let parts):
            var whole: Int128 = 0
            for part in parts {
                guard let value = value(part, input) else { return nil }
                whole += value
            }
            return whole
        case .ofFirstKnown(let sources):
            for source in sources { if let value = value(source, input) { return value } }
            return nil
        case .difference(let whole, let part):
            guard let whole = value(whole, input), let part = value(part, input) else { return nil }
            return whole - part
        case .share(let part, let parts):
            guard let numerator = value(part, input), let whole = value(.added(parts), input) else { return nil }
            return whole > 0 ? numerator * 1_000_000 / whole : nil
        }
    }

    /// The measures that the metric sums up, without those of its conditions; empty for a metric that is made of totals.
    package var measures: [String] {
        func measures(_ source: Source) -> [String] {
            switch source {
            case .total: []
            case .sum(_, let measure, _): [measure].compactMap(\.self)
            case .added(let parts): parts.flatMap(measures)
            case .difference(let whole, let part): measures(whole) + measures(part)
            case .ofFirstKnown(let sources): sources.flatMap(measures)
            case .share(let part, _): measures(part)
            }
        }
        return measures(source)
    }

    /// The sections that the metric reads; empty for a metric that is made of totals.
    package var sections: [String] { Metric.sections(source) }

    /// Those that the number comes from in an input that holds the measures which `isHeld` knows. A measure of `nil` is the number of rows.
    package func sections(heldBy isHeld: (_ section: String, _ measure: String?) -> Bool) -> [String] {
        guard case .ofFirstKnown(let sources) = source else { return sections }
        func isKnown(_ source: Source) -> Bool {
            switch source {
            case .total: true
            case .sum(let section, let measure, _): isHeld(section, measure)
            case .added(let parts): parts.allSatisfy(isKnown)
            case .difference(let whole, let part): isKnown(whole) && isKnown(part)
            case .ofFirstKnown(let sources): sources.contains(where: isKnown)
            case .share(let part, let parts): ([part] + parts).allSatisfy(isKnown)
            }
        }
        return sources.first(where: isKnown).map(Metric.sections) ?? []
    }

    package static func sections(_ source: Source) -> [String] {
        switch source {
        case .total: []
        case .sum(let section, _, _): [section]
        case .added(let parts): parts.flatMap(sections)
        case .difference(let whole, let part): sections(whole) + sections(part)
        case .ofFirstKnown(let sources): sources.flatMap(sections)
        case .share(let part, let parts): sections(part) + parts.flatMap(sections)
        }
    }
}

/// A source of metrics: a snapshot, or the part of a snapshot that a store has read.
package protocol MetricInput {
    var trust: Trust { get }
    func total(_ total: Metric.HeapTotal) -> UInt64?
    /// `nil` when this input lacks the section, the measure or the condition's column.
    func sum(_ section: String, _ measure: String?, _ condition: Metric.Condition?) -> Int128?
}

extension Totals {
    package func value(_ total: Metric.HeapTotal) -> UInt64? {
        switch total {
        case .bytes: bytes
        case .objects: objects
        case .freeBytes: freeBytes
        case .freeObjects: freeObjects
        case .committed: committed
        case .reserved: reserved
        }
    }
}

extension Snapshot: MetricInput {
    package func total(_ total: Metric.HeapTotal) -> UInt64? { totals.value(total) }

    package func sum(_ section: String, _ measure: String?, _ condition: Metric.Condition?) -> Int128? {
        table(section)?.sum(measure, condition)
    }
}

extension Table {
    /// The sum of a measure over the rows that fulfil a condition. A `measure` of `nil` gives the number of rows. The result is `nil` when
    /// a needed column is absent.
    package func sum(_ measure: String?, _ condition: Metric.Condition?) -> Int128? {
        var words: [UInt64]?
        if let measure {
            guard let position = info.position(measure), info.columns[position].type == .integer, let found = columns[position] else {
                return nil
            }
            words = found
        }
        guard let condition else { return words.map { $0.reduce(0) { $0 + Int128($1) } } ?? Int128(rowCount) }
        let wanted: UInt64
        let tested: [UInt64]
        switch condition {
        case .flag(let name):
            guard let position = info.position(name), info.columns[position].type == .flag, let found = columns[position] else {
                return nil
            }
            (wanted, tested) = (1, found)
        case .text(let name, let text):
            guard let position = info.position(name), info.columns[position].type == .text, let found = columns[position] else {
                return nil
            }
            guard let place = texts.firstIndex(where: { $0.utf8.elementsEqual(text.utf8) }) else { return 0 }
            (wanted, tested) = (UInt64(place), found)
        }
        var sum: Int128 = 0
        for row in 0..<rowCount where tested[row] == wanted { sum += words.map { Int128($0[row]) } ?? 1 }
        return sum
    }
}
