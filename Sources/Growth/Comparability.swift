package import SnapshotModel

/// Reasons why the snapshots of a comparison may not be of the same program. The comparison is made all the same, and the report gives the
/// reasons.
package struct Comparability: Equatable, Sendable {
    /// Phrases like `different processes: orders, billing`. The names are as hostile as the dump.
    package let reasons: [String]

    /// The first of the reasons as data: rows that cannot be compared.
    package let gaps: [MatchingGap]

    /// The one of the reasons that says that the processes differ; `nil` when they do not.
    package let processes: String?

    package var isComparable: Bool { reasons.isEmpty }

    /// An unknown fact counts as equal to every other.
    /// `gaps`: rows of sections that cannot be compared. `mixture`: what inputs of several forms mean for it, and `parts` what those that list
    /// other parts of a section do.
    package init(_ captures: [Capture], gaps: [MatchingGap] = [], mixture: String? = nil, parts: String? = nil) {
        func differing(_ what: String, _ values: [String?]) -> String? {
            var distinct: [String] = []
            for case let value? in values where !value.isEmpty && !distinct.contains(value) { distinct.append(value) }
            return distinct.count > 1 ? "\(what): \(distinct.joined(separator: ", "))" : nil
        }
        let names = Capture.distinctProcesses(captures)
        let processes = names.count > 1 ? "different processes: \(names.joined(separator: ", "))" : nil
        self.gaps = gaps
        self.processes = processes
        reasons =
            gaps.map(\.words)
            + [
                processes,
                differing("different runtimes", captures.map(\.runtime.name)),
                differing("different major versions of the runtime", captures.map { Comparability.major($0.runtime.version) }),
                differing("different collectors", captures.map { $0.gc?.flavour }),
                mixture, parts,
            ].compactMap(\.self)
    }

    private static func major(_ version: String?) -> String? {
        version.flatMap { $0.split(separator: ".").first.map(String.init) }
    }
}
