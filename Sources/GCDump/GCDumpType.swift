/// An entry of a file's list of types.
package struct GCDumpType: Sendable {
    /// The name as the file has it.
    package let name: String
    /// The path of the module, as the process had it; `nil` when the file does not say it.
    package let module: String?
    /// The size of an object whose record has none, in bytes; -1 for a type without objects.
    let size: Int32
    package let role: Role

    package enum Role: Sendable {
        case object
        /// A vertex of the graph that is no object: the root, or one kind of roots.
        case pseudo
        /// What stands for objects that are referred to and have no record.
        case undefined
    }

    init(name: String, module: String?, size: Int32, isFirst: Bool) {
        self.name = name
        self.module = module
        self.size = size
        if isFirst, name == "UNDEFINED" {
            role = .undefined
        } else if module == nil, name.utf8.first == UInt8(ascii: "["), name.utf8.last == UInt8(ascii: "]"),
            !name.utf8.starts(with: "[]".utf8)
        {
            // `[]c[]` is an array of a type that a compiler named.
            role = .pseudo
        } else {
            role = .object
        }
    }
}
