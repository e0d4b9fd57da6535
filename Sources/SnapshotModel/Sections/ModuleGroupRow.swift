/// Modules that were made at run time, or loaded again, and whose names are alike.
package struct ModuleGroupRow: SectionRow, Equatable {
    /// The name of the modules, with `*` for what differs: `Microsoft.GeneratedCode`, `r2bjp*`, `*.dll`.
    package var pattern = ""
    /// `dynamic`: emitted. `bytes`: loaded from memory. `file`: copies of one file, in several load contexts or folders.
    package var origin = ""
    /// Modules.
    package var count: UInt64 = 0
    /// Bytes of their images, or of the metadata that the runtime wrote for them.
    package var bytes: UInt64 = 0
    /// Of these modules, those that the process made: all but the first copy of a file.
    package var made: UInt64 = 0
    /// What probably made them; `unknown` when nothing tells it.
    package var maker = ""
    /// Why, in words.
    package var evidence = ""
    /// Types that the first ones define.
    package var types = ""
    /// Whether they can be unloaded.
    package var isCollectible = false

    package init() {}

    package static let unknownMaker = "unknown"

    package static let section = Section<ModuleGroupRow>(
        "module_groups", rowUnit: .count(of: "patterns"),
        answers: .init("who makes modules at run time, and how many", otherwise: "the input holds no modules"),
        metrics: [
            Metric(
                "process.modules_repeated", .modules, .sum(section: "module_groups", measure: "made"),
                "modules that the process made: emitted, loaded from bytes, and further copies of a file in other load contexts or folders")
        ],
        [
            // The maker is a key, so that comparisons show it.
            .key("pattern", \.pattern), .key("maker", \.maker, isName: false), .key("origin", \.origin, isName: false),
            .measure("count", \.count, .modules, importance: .essential), .measure("made", \.made, .modules),
            .attribute("evidence", \.evidence, isName: false, importance: .detail),
            .attribute("types", \.types, importance: .detail), .attribute("bytes", \.bytes, .bytes, isHidden: true),
            .attribute("collectible", \.isCollectible, importance: .spare),
        ])
}
