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
        [
            .key("name", \.name), .key("path", \.path),
            .measure("count", \.count, .modules), .measure("size", \.size, .bytes),
            .attribute("dynamic", \.isDynamic),
        ])
}
