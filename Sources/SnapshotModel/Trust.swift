/// How far the numbers of a snapshot can be trusted, and every reason for less trust.
///
/// Trust is a matter of each section: a dump without a heap has all threads. `level` is the lowest of all and for people; what reads a part asks
/// for the level of that part.
package struct Trust: Hashable, Codable, Sendable {
    package var level: Level
    /// How the runtime's layout was found; `nil` when the input needed no layout.
    package var layout: Layout?
    package var diagnostics: [Diagnostic]
    /// Of a text; `nil` for other inputs, and in snapshots that older versions took.
    package var lines: ReadLines?

    /// `exact`: every byte is accounted for. `good`: nothing is known to be missing, but something could not be proved. `partial`:
    /// something is known to be missing.
    package enum Level: String, Codable, Sendable, Comparable, CaseIterable {
        case partial, good, exact
        package static func < (a: Level, b: Level) -> Bool {
            (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
        }
    }

    package enum Layout: String, Codable, Sendable { case table, descriptor, calibrated }

    package struct Diagnostic: Hashable, Codable, Sendable {
        /// A stable word, like `heap-damaged`.
        package var code: String
        /// A sentence for people.
        package var message: String
        /// The highest trust that the parts can have.
        package var caps: Level
        package var bytes: UInt64?
        package var count: UInt64?
        /// The parts that the diagnostic is about; `nil` when it is about every one, and in snapshots that older versions took.
        package var sections: [SnapshotPart]?

        /// The parts follow from the code.
        package init(_ code: String, _ message: String, caps: Level, bytes: UInt64? = nil, count: UInt64? = nil) {
            self.code = code
            self.message = message
            self.caps = caps
            self.bytes = bytes
            self.count = count
            sections = DoubtedParts.byCode[code]
        }

        /// The same for a snapshot that an older version took. `nil` means every part.
        package var parts: [SnapshotPart]? { sections ?? DoubtedParts.byCode[code] }

        /// The sections of the parts, each once; empty when the diagnostic is about every one.
        package var sectionNames: [String] {
            var names: [String] = []
            for part in parts ?? [] where !names.contains(part.section) { names.append(part.section) }
            return names
        }

        /// Whether what is missing is in no row, but in the sums.
        fileprivate var hasRemainder: Bool { count != nil && bytes != nil && DoubtedParts.ofRemainders.contains(code) }

        fileprivate func isAbout(_ wanted: [SnapshotPart]) -> Bool {
            guard let parts else { return true }
            return parts.contains { part in wanted.contains { part.includes($0) } }
        }
    }

    /// The level is the lowest cap of the diagnostics, or `exact` without diagnostics.
    package init(layout: Layout?, diagnostics: [Diagnostic]) {
        self.layout = layout
        self.diagnostics = diagnostics
        level = diagnostics.map(\.caps).min() ?? .exact
    }

    /// The level of these parts. A part that the snapshot does not hold is not known here.
    package func level(of parts: [SnapshotPart]) -> Level {
        diagnostics.filter { $0.isAbout(parts) }.map(\.caps).min() ?? .exact
    }

    /// The level of sums over these parts. The rows that a printed table leaves out count in them, where its total says their number and size.
    package func level(ofSumsOver parts: [SnapshotPart]) -> Level {
        diagnostics.filter { $0.isAbout(parts) && !$0.hasRemainder }.map(\.caps).min() ?? .exact
    }

    /// The level of a section with all its measures.
    package func level(ofSection section: String) -> Level {
        diagnostics.filter { $0.parts?.contains { $0.section == section } ?? true }.map(\.caps).min() ?? .exact
    }

    /// The sections with diagnostics that allow no more than `level`, in their order; empty when one of these is about every section.
    package func sections(at level: Level) -> [String] {
        var names: [String] = []
        for diagnostic in diagnostics where diagnostic.caps <= level {
            if diagnostic.parts == nil { return [] }
            for name in diagnostic.sectionNames where !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// The code of the diagnostic that counts types without names.
    package static let typesUnnamed = "types-unnamed"

    /// The code of the diagnostic that counts modules with names of which only the numbers of the metadata agree.
    package static let namesUnproved = "names-unproved"

    /// The code of the diagnostic that says that the heap was not traced for want of memory. Its bytes are what that takes.
    package static let holdersLeftOut = "holders-left-out"

    /// The same of what the objects of each type retain.
    package static let retainedLeftOut = "retained-left-out"

    /// What was left out for want of memory: how much memory each part takes, in bytes.
    package var leftOut: [UInt64] {
        diagnostics.filter { [Trust.holdersLeftOut, Trust.retainedLeftOut].contains($0.code) }.map { $0.bytes ?? .max }
    }

    /// The number of types that have placeholders for names.
    package var unnamedTypes: UInt64 { diagnostics.first { $0.code == Trust.typesUnnamed }?.count ?? 0 }
}
