package import SnapshotModel

/// Reasons why the snapshots of a comparison may not be of the same program. The comparison is made all the same, and the report gives the
/// reasons.
package struct Comparability: Equatable, Sendable {
    /// Phrases like `different processes: orders, billing`. The names are as hostile as the dump.
    package let reasons: [String]

    /// The first of the reasons as data: rows that cannot be compared.
    package let gaps: [MatchingGap]

    package var isComparable: Bool { reasons.isEmpty }

    /// An unknown fact counts as equal to every other.
    /// `gaps`: rows of sections that cannot be compared.
    init(_ snapshots: [Snapshot], gaps: [MatchingGap] = []) {
        let captures = snapshots.map(\.capture)
        func differing(_ what: String, _ values: [String?]) -> String? {
            var distinct: [String] = []
            for case let value? in values where !value.isEmpty && !distinct.contains(value) { distinct.append(value) }
            return distinct.count > 1 ? "\(what): \(distinct.joined(separator: ", "))" : nil
        }
        self.gaps = gaps
        reasons =
            gaps.map(\.words)
            + [
                differing("different processes", captures.map(\.process)),
                differing("different runtimes", captures.map(\.runtime.name)),
                differing("different major versions of the runtime", captures.map { Comparability.major($0.runtime.version) }),
                differing("different collectors", captures.map { $0.gc?.flavour }),
            ].compactMap(\.self)
    }

    private static func major(_ version: String?) -> String? {
        version.flatMap { $0.split(separator: ".").first.map(String.init) }
    }
}
