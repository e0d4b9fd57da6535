package import RawMemory

/// A field of a managed type, as the runtime has laid it out.
package struct ManagedField: Hashable, Sendable {
    /// `nil` when no metadata of the type's module can be read.
    package let name: String?
    /// Row of the module's Field table.
    package let row: UInt32
    /// What the field holds. References of every kind are `.classType`; a value type's own fields lie at the field's place.
    package let elementType: ElementType
    package let storage: Storage
    /// Bytes. An instance field: from the first field of the object (which lies after the method table) or of the value type. A static field:
    /// from the base of its kind of storage. `nil` when the runtime had not laid it out yet.
    package let offset: UInt32?
    /// The type's full signature; `nil` when no metadata of the type's module can be read.
    package let signature: TypeSignature?
    /// The method table of the type that declares it; for instantiations that share code, the one that stands for all.
    package let declaringType: Address

    package enum Storage: Hashable, Sendable {
        case instance, shared, perThread
        /// In the module's image: `offset` is the distance from its base.
        case image
    }

    /// Where the field of an object lies; `nil` for a field that is not an instance's.
    package func address(inObject object: Address) -> Address? {
        guard storage == .instance, let offset else { return nil }
        return object + Self.objectHeader + UInt64(offset)
    }

    /// The pointer to the method table, with which every object begins.
    private static let objectHeader: UInt64 = 8
}
