/// Dynamic methods whose names are alike: code that was made at run time without a type, by `DynamicMethod`, compiled expressions and
/// regular expressions.
package struct DynamicMethodRow: SectionRow, Equatable {
    /// The name of the methods, with `*` for what differs: `lambda_method*`, `Regex*_Scan`.
    package var pattern = ""
    /// The module that owns them; `Anonymously Hosted DynamicMethods Assembly` for those without an owner.
    package var module = ""
    package var count: UInt64 = 0
    /// What probably made them; `unknown` when nothing tells it.
    package var maker = ""
    /// Why, in words.
    package var evidence = ""

    package init() {}

    package static let section = Section<DynamicMethodRow>(
        "dynamic_methods", rowUnit: .count(of: "patterns"),
        answers: .init("which code was made at run time, and by whom", otherwise: "the input does not hold the runtime's dynamic methods"),
        metrics: [
            Metric(
                "process.dynamic_methods", .count(of: "methods"), .sum(section: "dynamic_methods", measure: "count"),
                "methods made at run time without a type: compiled expressions, regular expressions, serializers")
        ],
        [
            // The maker is a key, so that comparisons show it.
            .key("pattern", \.pattern), .key("maker", \.maker, isName: false),
            .measure("count", \.count, .count(of: "methods"), importance: .essential),
            .attribute("module", \.module, importance: .detail), .attribute("evidence", \.evidence, isName: false, importance: .detail),
        ])
}
