import Growth
import SnapshotModel

/// A fact of a snapshot that must be the same in both snapshots of a comparison.
package enum ComparableFact: Hashable, Sendable {
    case runtimeMajor, runtimeVersion, collectorFlavour, heapCount, arch, os, process
    case label(String)

    package static let standard: [ComparableFact] = [.runtimeMajor, .collectorFlavour, .arch, .process]

    /// The names in a budget file and their meanings. `scenario` is a label that load tests set.
    package static let names: [(name: String, fact: ComparableFact, meaning: String)] = [
        ("runtime.major", .runtimeMajor, "major version of .NET"),
        ("runtime.version", .runtimeVersion, "version of .NET to the last number"),
        ("gc.flavour", .collectorFlavour, "workstation or server GC, regions or segments"),
        ("gc.heap_count", .heapCount, "number of GC heaps"),
        ("arch", .arch, "processor architecture"),
        ("os", .os, "operating system"),
        ("process", .process, "program of the process"),
        ("scenario", .label("scenario"), "the label `scenario`"),
    ]

    /// Reads a name of the list or `label:KEY`; `nil` for anything else.
    package init?(_ text: String) {
        if let known = ComparableFact.names.first(where: { $0.name == text }) {
            self = known.fact
        } else if text.hasPrefix("label:"), text.utf8.count > 6 {
            self = .label(String(text.dropFirst(6)))
        } else {
            return nil
        }
    }

    package var name: String {
        if let known = ComparableFact.names.first(where: { $0.fact == self }) { return known.name }
        if case .label(let key) = self { return "label:\(key)" }
        return ""
    }

    /// The fact in one snapshot; `nil` when unknown. An unknown fact counts as equal to every other.
    func value(_ capture: Capture) -> String? {
        switch self {
        case .runtimeMajor: capture.runtime.version.flatMap { $0.split(separator: ".").first.map(String.init) }
        case .runtimeVersion: capture.runtime.version
        case .collectorFlavour: capture.gc.map { ($0.server ? "server" : "workstation") + ($0.regions ? " regions" : " segments") }
        case .heapCount: capture.gc.map { String($0.heaps) }
        case .arch: capture.arch
        case .os: capture.os
        case .process: capture.process
        // A label that only one of the snapshots has counts as a difference.
        case .label(let key): capture.labels[key] ?? ""
        }
    }

    /// A phrase for each fact that differs: `runtime.major: 8, 9`, `different processes: orders, billing`.
    static func differences(_ facts: [ComparableFact], _ captures: [Capture]) -> [String] {
        facts.compactMap { fact in
            // Names of older snapshots may be cut off, and those of hosts say nothing.
            if fact == .process { return Comparability(captures).processes }
            var values: [String] = []
            for capture in captures {
                if let value = fact.value(capture), !values.contains(value) { values.append(value) }
            }
            return values.count > 1 ? "\(fact.name): " + values.map { $0.isEmpty ? "none" : $0 }.joined(separator: ", ") : nil
        }
    }
}
