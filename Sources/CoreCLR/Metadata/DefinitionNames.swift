/// Names of all types that an assembly defines, with their enclosing types: ``Outer`1+Inner`2``. They come from the assembly's file when
/// the dump holds no metadata.
package struct DefinitionNames: Equatable, Sendable {
    /// One for each row of the TypeDef table. A name that could not be read is empty.
    package let names: [String]

    package init(names: [String]) { self.names = names }

    /// Whether every row has its name. Otherwise the file is cut off or damaged.
    package var isWhole: Bool { !names.contains("") }

    /// The name of a row; `nil` when the row does not exist or has no name.
    package func name(_ row: UInt32) -> String? {
        guard row >= 1, row <= names.count, !names[Int(row) - 1].isEmpty else { return nil }
        return names[Int(row) - 1]
    }
}

extension DefinitionNames {
    /// No real name is longer, and no real type is nested deeper. Cycles in damaged metadata end here.
    private static let lengthLimit = 8192
    private static let depthLimit = 64
    /// The most bytes of all names together. In a hostile file a million rows can share one long name.
    private static let totalLimit = 64 << 20

    /// `nil` when the table is incomplete, or when the names together have more than `limit` bytes.
    init?(_ metadata: MetadataTables, limit: Int = Self.totalLimit) {
        let enclosing = metadata.enclosingTypes()
        var own: [String] = []
        var outermost: [Bool] = []
        var total = 0
        for row in 0..<metadata.typeCount {
            guard let isOutermost = metadata.isOutermost(row + 1) else { return nil }
            let name = metadata.typeName(row + 1) ?? ""
            total += name.utf8.count
            guard total <= limit else { return nil }
            own.append(name)
            outermost.append(isOutermost)
        }
        func whole(_ index: Int) -> String {
            var name = own[index]
            var inner = index
            for _ in 0..<Self.depthLimit where !name.isEmpty {
                guard let outer = enclosing[UInt32(inner) + 1] else { return outermost[inner] ? name : "" }
                guard outer >= 1, outer <= own.count, !own[Int(outer) - 1].isEmpty, name.utf8.count < Self.lengthLimit else { return "" }
                inner = Int(outer) - 1
                name = own[inner] + "+" + name
            }
            return ""
        }
        var names: [String] = []
        total = 0
        for index in own.indices {
            let name = whole(index)
            total += name.utf8.count
            guard total <= limit else { return nil }
            names.append(name)
        }
        self.names = names
    }
}
