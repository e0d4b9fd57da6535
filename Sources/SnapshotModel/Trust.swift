/// How far the numbers of a snapshot can be trusted, and every reason for less trust.
package struct Trust: Hashable, Codable, Sendable {
    package var level: Level
    /// How the runtime's layout was found; `nil` when the input needed no layout.
    package var layout: Layout?
    package var diagnostics: [Diagnostic]

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
        /// The highest trust that a snapshot with this diagnostic can have.
        package var caps: Level
        package var bytes: UInt64?
        package var count: UInt64?

        package init(_ code: String, _ message: String, caps: Level, bytes: UInt64? = nil, count: UInt64? = nil) {
            self.code = code
            self.message = message
            self.caps = caps
            self.bytes = bytes
            self.count = count
        }
    }

    /// The level is the lowest cap of the diagnostics, or `exact` without diagnostics.
    package init(layout: Layout?, diagnostics: [Diagnostic]) {
        self.layout = layout
        self.diagnostics = diagnostics
        level = diagnostics.map(\.caps).min() ?? .exact
    }

    /// The code of the diagnostic that counts types without names.
    package static let typesUnnamed = "types-unnamed"

    /// The number of types that have placeholders for names.
    package var unnamedTypes: UInt64 { diagnostics.first { $0.code == Trust.typesUnnamed }?.count ?? 0 }
}
