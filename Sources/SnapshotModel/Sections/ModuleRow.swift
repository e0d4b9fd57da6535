/// A managed module.
package struct ModuleRow: SectionRow, Equatable {
    /// The file name. A dynamic assembly has its simple name, an assembly loaded from bytes the name in its metadata.
    package var name = ""
    /// The path that the runtime recorded; empty for a dynamic assembly and for one loaded from bytes, which have no file. The name alone
    /// when the dump does not hold the path.
    package var path = ""
    /// Loaded copies, one for each load context.
    package var count: UInt64 = 0
    /// Bytes of the loaded image; 0 for a dynamic module.
    package var size: UInt64 = 0
    /// Whether the module was emitted at run time (Reflection.Emit, XmlSerializer, expression compilers). It has no image.
    package var isDynamic = false
    /// `file`, `bundle` (a file of a single-file app), `dynamic`, `bytes`, `unknown`.
    package var origin = ""
    /// The version of the assembly, or else that of the file. Empty when the dump says neither.
    package var version = ""
    /// Whether a copy can be unloaded. False also when the dump does not say it.
    package var isCollectible = false
    /// `default`, or the type of the AssemblyLoadContext; several with commas between them. Empty when the dump does not say it.
    package var loadContext = ""
    /// Types that one copy defines; `nil` when the dump does not say it.
    package var types: UInt64?

    package init() {}

    package static let section = Section<ModuleRow>(
        "modules", rowUnit: .modules,
        answers: .init("which modules are loaded, and which were made at run time", otherwise: "the input holds no modules"),
        metrics: [
            Metric(
                "process.modules", .modules, .sum(section: "modules", measure: "count"), "managed modules, each copy counted",
                total: .init("modules", .decides, topic: "modules", noun: "modules", precedence: 1)),
            Metric(
                "process.dynamic_assemblies", .modules, .sum(section: "modules", measure: "count", .flag("dynamic")),
                "modules emitted at run time: serializers, proxies, expressions"),
            Metric(
                // Rows with a path are files, and the first copy of each comes from the build.
                "process.modules_made", .modules,
                .difference(
                    .sum(section: "modules", measure: "count"),
                    .difference(
                        .sum(section: "modules", measure: nil), .sum(section: "modules", measure: nil, .text("path", "")))),
                "modules made at run time: emitted, loaded from bytes, and further copies of a file in other load contexts"),
            Metric("process.module_images", .bytes, .sum(section: "modules", measure: "size"), "bytes of the modules' images"),
        ],
        [
            .key("name", \.name), .key("path", \.path),
            .measure("count", \.count, .modules), .measure("size", \.size, .bytes),
            .attribute("dynamic", \.isDynamic), .attribute("origin", \.origin, isName: false, importance: .detail),
            .attribute("version", \.version, isName: false, importance: .detail),
            .attribute("collectible", \.isCollectible, importance: .detail),
            .attribute("load_context", \.loadContext, importance: .detail), .attribute("types", \.types, .types, importance: .spare),
        ])
}
