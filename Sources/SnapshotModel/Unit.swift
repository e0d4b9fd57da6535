/// The unit of a number. It decides how the number is shown (bytes as kB and MB, a count with its noun) and which part of `--min-change`
/// applies to it.
///
/// A new thing to count needs no new case: `.count(of: "timers")`.
package enum Unit: Hashable, Sendable {
    case bytes
    /// A number of things, named in the plural.
    case count(of: String)
    /// In millionths: 1 % is 10,000. Only for metrics.
    case percent
    /// In millionths: a ratio of 1.05 is 1,050,000. Only for metrics.
    case ratio
    /// A plain number.
    case none

    package static let objects = Unit.count(of: "objects")
    package static let threads = Unit.count(of: "threads")
    package static let modules = Unit.count(of: "modules")
    package static let types = Unit.count(of: "types")
    package static let handles = Unit.count(of: "handles")
    /// For the rows of a table that have no better name.
    package static let rows = Unit.count(of: "rows")

    /// Nouns of things of which every object of the heap may be one. A busy process has thousands of them, so a hundred more say as little as
    /// a hundred objects.
    package static let countedByTheObject: Set = [
        "objects", "delegates", "references", "tasks", "timers", "state machines", "dynamic methods",
    ]

    /// The word for the unit in stores, JSON and CSV: `bytes`, `percent`, `ratio`, `none`, or the noun of what is counted.
    package var name: String {
        switch self {
        case .bytes: "bytes"
        case .count(let noun): noun
        case .percent: "percent"
        case .ratio: "ratio"
        case .none: "none"
        }
    }

    /// The plural of what is counted; `nil` for everything else.
    package var noun: String? { if case .count(let noun) = self { noun } else { nil } }

    /// Reads the word of a store. A word that this version does not know is a count of things with that name.
    ///
    /// `nil` when the text is not a valid word: lower-case ASCII letters, digits, `-`, `_` and spaces, beginning with a letter, at most 40
    /// bytes.
    package init?(name: String) {
        switch name {
        case "bytes": self = .bytes
        case "percent": self = .percent
        case "ratio": self = .ratio
        case "none": self = .none
        default:
            let bytes = name.utf8
            guard bytes.count <= 40, let first = bytes.first, Unit.isLetter(first),
                bytes.allSatisfy({ Unit.isLetter($0) || (0x30...0x39).contains($0) || [0x20, 0x2D, 0x5F].contains($0) })
            else { return nil }
            self = .count(of: name)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
}
