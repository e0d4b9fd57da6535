import SnapshotModel

/// Why the snapshots of a diff may not be of one thing measured twice. The diff is made all the same; the report says so.
package struct Comparability: Equatable, Sendable {
    /// One phrase each, like `different processes: orders, billing`. Names in it are as hostile as the dump.
    package let reasons: [String]

    package var isComparable: Bool { reasons.isEmpty }

    /// What a snapshot does not say differs from nothing.
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
