/// A value of a YAML document and where it begins.
struct YAMLNode {
    enum Content {
        /// `isPlain`: written without quotes, so that `~` and `null` may mean nothing.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the order written; keys differ.
        case mapping([Entry])
    }

    struct Entry {
        let key: String
        let place: RulePlace.Position
        let value: YAMLNode
    }

    let content: Content
    let position: RulePlace.Position

    /// For "found ...".
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
