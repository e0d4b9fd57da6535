/// A managed module.
package struct ModuleRow: SectionRow, Equatable {
    /// File name; for a dynamic assembly its simple name; for one loaded from bytes the name in its metadata.
    package var name = ""
    /// As the runtime recorded it; empty for a dynamic assembly and for one loaded from bytes.
    package var path = ""
    /// Copies loaded (one a load context).
    package var count: UInt64 = 0
    /// Bytes of the loaded image; 0 for a dynamic module.
    package var size: UInt64 = 0
    /// Emitted at run time (Reflection.Emit, XmlSerializer, expression compilers), without an image.
    package var isDynamic = false

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
                "modules made at run time: serializers, proxies, expressions"),
            Metric("process.module_images", .bytes, .sum(section: "modules", measure: "size"), "bytes of the modules' images"),
        ],
        [
            .key("name", \.name), .key("path", \.path),
            .measure("count", \.count, .modules), .measure("size", \.size, .bytes),
            .attribute("dynamic", \.isDynamic),
        ])
}
