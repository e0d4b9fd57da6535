package import struct Growth.UnreadableValue

/// The rule by which the baseline of a series is chosen: the snapshot with which the latest one is compared.
package enum BaselineChoice: Equatable, Sendable {
    /// A baseline that a user marked.
    case named(String)
    /// The newest earlier snapshot whose last check passed.
    case latestGreen
    /// The median of this many earlier snapshots, for each number separately.
    case rolling(Int)
    /// The newest earlier snapshot with this label.
    case label(key: String, value: String)

    package static let expected = "name:NAME, latest-green, rolling:N (2 to 100) or label:KEY=VALUE"

    package init(parsing text: String) throws(UnreadableValue) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let argument = parts.count == 2 ? parts[1] : ""
        switch (parts[0], argument.isEmpty) {
        case ("latest-green", true) where parts.count == 1: self = .latestGreen
        case ("name", false): self = .named(String(argument))
        case ("rolling", false):
            guard let count = Int(argument), (2...100).contains(count) else {
                throw UnreadableValue(text, expected: Self.expected, found: "'\(argument)' after 'rolling:'")
            }
            self = .rolling(count)
        case ("label", false):
            guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
                throw UnreadableValue(text, expected: Self.expected, found: "no KEY=VALUE after 'label:'")
            }
            self = .label(key: String(argument[..<equals]), value: String(argument[argument.index(after: equals)...]))
        default: throw UnreadableValue(text, expected: Self.expected, found: "'\(text)'")
        }
    }

    package var text: String {
        switch self {
        case .named(let name): "name:\(name)"
        case .latestGreen: "latest-green"
        case .rolling(let count): "rolling:\(count)"
        case .label(let key, let value): "label:\(key)=\(value)"
        }
    }
}
