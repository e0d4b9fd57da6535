/// A part of a snapshot that can be trusted or not: the rows of a section (`threads`), or one of its measures (`threads.stack_reserved`).
package struct SnapshotPart: Hashable, Sendable {
    /// The name of the section.
    package let section: String
    /// The name of the column; `nil` for the rows themselves, and with them for all columns.
    package let column: String?

    package init(_ section: String, _ column: String? = nil) {
        self.section = section
        self.column = column
    }

    /// `threads`, `threads.stack_reserved`.
    package var name: String { column.map { "\(section).\($0)" } ?? section }

    /// Whether a doubt about this part is one about `other` too. A doubt about the rows is one about every column; a doubt about a column leaves
    /// the number of rows and the other columns.
    func includes(_ other: SnapshotPart) -> Bool { section == other.section && (column == nil || column == other.column) }
}

/// A part is stored as its name.
extension SnapshotPart: Codable {
    package init(from decoder: any Decoder) throws {
        let name = try decoder.singleValueContainer().decode(String.self)
        let words = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(String(words.first ?? ""), words.count > 1 ? String(words[1]) : nil)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

extension Metric {
    /// The parts of a snapshot that the metric may be computed from.
    package var parts: [SnapshotPart] { Metric.parts(source) }

    /// Those that it is computed from in `input`: of sources that stand in for one another, the first that is known.
    package func parts(in input: some MetricInput) -> [SnapshotPart] {
        guard case .ofFirstKnown(let sources) = source else { return parts }
        return sources.first { Metric.value($0, input) != nil }.map(Metric.parts) ?? parts
    }

    static func parts(_ source: Source) -> [SnapshotPart] {
        switch source {
        case .total(let total): [total.part]
        case .sum(let section, let measure, let condition):
            [SnapshotPart(section, measure)] + (condition.map { [$0.part(of: section)] } ?? [])
        case .added(let parts): parts.flatMap(Metric.parts)
        case .difference(let whole, let part): Metric.parts(whole) + Metric.parts(part)
        case .ofFirstKnown(let sources): sources.flatMap(Metric.parts)
        case .share(let part, let parts): Metric.parts(part) + parts.flatMap(Metric.parts)
        }
    }
}

extension Metric.HeapTotal {
    /// The measure that the total sums up, or that is known and doubted together with it.
    fileprivate var part: SnapshotPart {
        switch self {
        case .objects: SnapshotPart("types", "count")
        case .bytes: SnapshotPart("types", "bytes")
        case .freeObjects, .freeBytes: SnapshotPart("heaps", "free")
        case .committed: SnapshotPart("heaps", "committed")
        case .reserved: SnapshotPart("heaps", "reserved")
        }
    }
}

extension Metric.Condition {
    fileprivate func part(of section: String) -> SnapshotPart {
        switch self {
        case .flag(let column), .text(let column, _): SnapshotPart(section, column)
        }
    }
}
