/// Names of sections in a sentence.
enum SectionList {
    private static let most = 3

    /// ` in types and heaps`, ` in types, delegates and 4 other sections`; empty without names.
    static func inside(_ names: [String]) -> String {
        var shown = names.map(VisibleText.brief)
        if shown.count > most { shown = shown.prefix(most - 1) + ["\(shown.count - most + 1) other sections"] }
        guard let last = shown.last else { return "" }
        let others = shown.dropLast()
        return " in " + (others.isEmpty ? last : "\(others.joined(separator: ", ")) and \(last)")
    }
}
