import SnapshotModel

/// Reasons why the snapshots of a comparison may not be of the same program. The comparison is made all the same, and the report gives the
/// reasons.
package struct Comparability: Equatable, Sendable {
    /// Phrases like `different processes: orders, billing`. The names are as hostile as the dump.
    package let reasons: [String]

    package var isComparable: Bool { reasons.isEmpty }

    /// An unknown fact counts as equal to every other.
    init(_ snapshots: [Snapshot]) {
        let captures = snapshots.map(\.capture)
        func differing(_ what: String, _ values: [String?]) -> String? {
            var distinct: [String] = []
            for case let value? in values where !value.isEmpty && !distinct.contains(value) { distinct.append(value) }
            return distinct.count > 1 ? "\(what): \(distinct.joined(separator: ", "))" : nil
        }
        reasons = [
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
