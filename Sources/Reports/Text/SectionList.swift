/// Names of sections in a sentence.
enum SectionList {
    /// ` in types and heaps`; empty without names.
    static func inside(_ names: [String]) -> String {
        let shown = names.map(VisibleText.brief)
        guard let last = shown.last else { return "" }
        let others = shown.dropLast()
        return " in " + (others.isEmpty ? last : "\(others.joined(separator: ", ")) and \(last)")
    }
}
