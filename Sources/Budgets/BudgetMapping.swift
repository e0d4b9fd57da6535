import Growth
import SnapshotModel
import Wording

/// One mapping of a budget file, checked against the table of its keys: it has no unknown key and lacks no required one.
struct BudgetMapping {
    let source: BudgetSource
    let node: YAMLNode
    private let entries: [YAMLNode.Entry]

    init(_ node: YAMLNode, _ group: BudgetKeyGroup, _ source: BudgetSource) throws(BudgetError) {
        guard case .mapping(let entries) = node.content else {
            throw source.error(
                node.position, "\(group.place) is \(node.words); expected a mapping with \(alternatives(group.keys.map(\.name)))")
        }
        self.source = source
        self.node = node
        self.entries = entries
        for entry in entries where !group.keys.contains(where: { $0.name == entry.key }) {
            throw BudgetMapping.unknown(entry, group.keys.map(\.name), "in \(group.place)", source)
        }
        for name in group.required where !entries.contains(where: { $0.key == name }) {
            throw source.error(node.position, "\(group.place) without the key '\(name)'")
        }
    }

    static func unknown(_ entry: YAMLNode.Entry, _ names: [String], _ place: String, _ source: BudgetSource) -> BudgetError {
        let nearest = nearestWord(to: entry.key, among: names)
        let hint = nearest.map { "did you mean '\($0)'?" } ?? "expected \(alternatives(names))"
        return source.error(entry.place, "unknown key '\(entry.key.prefix(60))' \(place); \(hint)")
    }

    func entry(_ name: String) -> YAMLNode.Entry? { entries.first { $0.key == name } }

    /// The value of a key; `nil` when the key is missing or its value is empty.
    func value(_ name: String) -> YAMLNode? { entry(name).flatMap { $0.value.isNothing ? nil : $0.value } }

    /// The value of a key as text that is not empty; `nil` when the key is missing.
    func text(_ name: String) throws(BudgetError) -> String? {
        guard let entry = entry(name) else { return nil }
        return try BudgetMapping.text(entry.value, "'\(name)'", source)
    }

    /// The value of a key as one line that is not blank; `nil` when the key is missing. Line breaks of a folded or literal text become
    /// spaces.
    func sentence(_ name: String) throws(BudgetError) -> String? {
        guard let text = try text(name), let entry = entry(name) else { return nil }
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !line.isEmpty else { throw source.error(entry.value.position, "'\(name)' is blank; expected a text") }
        return line
    }

    static func text(_ node: YAMLNode, _ what: String, _ source: BudgetSource) throws(BudgetError) -> String {
        guard case .scalar(let text, _) = node.content, !node.isNothing else {
            throw source.error(node.position, "\(what) is \(node.words); expected a text")
        }
        return text
    }

    /// The value of a key, parsed by `read`.
    func typed<Value>(_ name: String, _ read: (String) throws(UnreadableValue) -> Value) throws(BudgetError) -> Value? {
        guard let entry = entry(name) else { return nil }
        let text = try BudgetMapping.text(entry.value, "'\(name)'", source)
        do throws(UnreadableValue) { return try read(text) } catch {
            throw source.error(entry.value.position, "'\(name)' takes \(error.expected), not '\(text.prefix(60))' (\(error.found))")
        }
    }

    /// The value of a key as one of the cases in `all`.
    func word<Value: RawRepresentable<String>>(_ name: String, _ all: [Value]) throws(BudgetError) -> Value? {
        guard let entry = entry(name) else { return nil }
        let text = try BudgetMapping.text(entry.value, "'\(name)'", source)
        if let value = Value(rawValue: text) { return value }
        let words = all.map(\.rawValue)
        let nearest = nearestWord(to: text, among: words).map { "; did you mean '\($0)'?" } ?? ""
        throw source.error(entry.value.position, "'\(name)' takes \(alternatives(words)), not '\(text.prefix(60))'\(nearest)")
    }

    func flag(_ name: String) throws(BudgetError) -> Bool? {
        enum Flag: String, CaseIterable {
            case yes = "true"
            case no = "false"
        }
        return try word(name, Flag.allCases).map { $0 == .yes }
    }

    /// The value of a key as one glob or a list of globs.
    func patterns(_ name: String) throws(BudgetError) -> [NamePattern] {
        guard let entry = entry(name) else { return [] }
        let nodes: [YAMLNode]
        if case .sequence(let elements) = entry.value.content { nodes = elements } else { nodes = [entry.value] }
        guard !nodes.isEmpty else { throw source.error(entry.value.position, "'\(name)' is an empty list; expected a glob like MyApp.**") }
        return try nodes.map { node throws(BudgetError) in NamePattern(try BudgetMapping.text(node, "'\(name)'", source)) }
    }
}
