/// A value of a YAML document and where it begins.
struct YAMLNode {
    enum Content {
        /// `isPlain` is set when the scalar is written without quotes: only then `~` and `null` mean an empty value.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the order written. No two keys are equal.
        case mapping([Entry])
    }

    struct Entry {
        let key: String
        let place: RulePlace.Position
        let value: YAMLNode
    }

    let content: Content
    let position: RulePlace.Position

    /// A description for messages.
    var words: String {
        switch content {
        case .scalar(let text, _): text.isEmpty ? "nothing" : "'\(text.prefix(60))'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    var isNothing: Bool {
        if case .scalar(let text, isPlain: true) = content { ["", "~", "null"].contains(text) } else { false }
    }
}
