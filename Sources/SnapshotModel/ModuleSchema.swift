/// What a module's metadata says of its build, as a text: `rows-1a2b3c4d5e6f7a8b-9c0d1e2f3a4b5c6d-0123456789abcdef`. The first number is
/// a hash of the row counts, masks and heap sizes, the second one of the names of the outermost types, the third one of those of nested
/// types. A dump may lack the last two, and snapshots of older versions lack the third.
package struct ModuleSchema: Hashable, Sendable {
    package let text: String
    private let schema: Substring
    private let names: [Substring]

    private static let mark = "rows-"
    private static let digits = 16
    private static let partLimit = 3

    /// `nil` for any other text.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.mark) else { return nil }
        let parts = text.dropFirst(Self.mark.count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= Self.partLimit, parts.allSatisfy({ $0.utf8.count == Self.digits && UInt64($0, radix: 16) != nil }) else {
            return nil
        }
        self.text = text
        schema = parts[0]
        names = Array(parts.dropFirst())
    }

    /// How much is known of two builds that are given in this way.
    package enum Likeness: Sendable {
        case different
        /// All numbers that both have are equal, but one of the two lacks names. Types may have been renamed or swapped.
        case sameNumbers
        case same
    }

    package func likeness(to other: ModuleSchema) -> Likeness {
        guard schema == other.schema else { return .different }
        guard zip(names, other.names).allSatisfy({ $0 == $1 }) else { return .different }
        return min(names.count, other.names.count) == Self.partLimit - 1 ? .same : .sameNumbers
    }

    /// Whether the builds differ at most in names.
    package func hasSameNumbers(as other: ModuleSchema) -> Bool { schema == other.schema }
}
