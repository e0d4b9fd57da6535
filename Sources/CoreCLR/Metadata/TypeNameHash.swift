import RawMemory

/// The runtime's hash of a type's name, by which it finds the type in its module (EEClassHashTable::Hash in src/coreclr/vm/classhash.inl of
/// dotnet/runtime). It has had three forms, which differ for nested types.
enum TypeNameHash: CaseIterable {
    /// The type's own name (verified on 8.0.4, 8.0.33).
    case ownName
    /// The hash of the enclosing type is mixed in at the end (verified on 9.0.22, 10.0.9 for arm64, 10.0.14).
    case mixed
    /// Hashes of the type and of all types around it, combined with exclusive or. Bit 0 is always set (in the sources after 10).
    case combined

    /// `parts`: namespace and name of the outermost type, of the next one, and so on, up to the type itself. Nothing lies between a namespace
    /// and its name.
    func hash(_ parts: [[UInt8]]) -> UInt32 {
        switch self {
        case .ownName: parts.last.map(Self.ofName) ?? 0
        case .mixed:
            parts.reduce(0) { outer, part in
                let own = Self.ofName(part)
                return outer == 0 ? own : (own << 5 &+ own) ^ outer
            }
        case .combined: parts.reduce(0) { ((Self.ofName($1) | 1) ^ $0) | 1 }
        }
    }

    /// The form of a runtime of this version.
    init(_ version: RuntimeVersion) {
        switch version.major {
        case ...8: self = .ownName
        case 9, 10: self = .mixed
        default: self = .combined
        }
    }

    /// The hash of a nested type's own name, but for bit 0, from that of the type and that of the enclosing type: 33 has an inverse modulo 2^32.
    func ownName(_ hash: UInt32, enclosing: UInt32) -> UInt32 {
        switch self {
        case .ownName: hash
        case .mixed: enclosing == 0 ? hash : (hash ^ enclosing) &* 0x3E0F_83E1
        case .combined: hash ^ enclosing
        }
    }

    private static func ofName(_ name: [UInt8]) -> UInt32 {
        // The runtime adds each byte as the signed number that `char` is on x86-64.
        name.reduce(5381) { ($0 << 5 &+ $0) ^ UInt32(bitPattern: Int32(Int8(bitPattern: $1))) }
    }

    /// A hash of the own names of types of a module, which all forms give alike but for bit 0. `hashes`: by row of the TypeDef table.
    static func digest(_ hashes: [UInt32: UInt32]) -> UInt64 {
        var hash = StableHash()
        for (row, name) in hashes.sorted(by: { $0.key < $1.key }) {
            hash.add(row)
            hash.add(name | 1)
        }
        return hash.value
    }
}

extension MetadataTables {
    /// The digests of the names, from the names themselves; `nil` when one cannot be read. `<Module>`, the first row, is not among the types that
    /// the runtime finds by name.
    var nameDigests: NameDigests? {
        var (outermost, nested): ([UInt32: UInt32], [UInt32: UInt32]) = ([:], [:])
        for row in 1..<max(typeCount, 1) {
            guard let isOutermost = isOutermost(row + 1), let name = qualifiedName(row + 1) else { return nil }
            let hash = TypeNameHash.ownName.hash([name])
            if isOutermost { outermost[row + 1] = hash } else { nested[row + 1] = hash }
        }
        return NameDigests(outermost: TypeNameHash.digest(outermost), nested: TypeNameHash.digest(nested))
    }

    /// The bytes of a type's namespace and name, with nothing between them.
    func qualifiedName(_ row: UInt32) -> [UInt8]? {
        guard let name = stringBytes(.typeDef, row, 1), let namespace = stringBytes(.typeDef, row, 2) else { return nil }
        return namespace + name
    }
}
