package import RawMemory

/// A field of a managed type, in the runtime's layout.
package struct ManagedField: Hashable, Sendable {
    /// `nil` when no metadata of the type's module can be read.
    package let name: String?
    /// Row of the module's Field table.
    package let row: UInt32
    /// The type of the value. All references are `.classType`. The fields of a value type lie inside this field.
    package let elementType: ElementType
    package let storage: StorageKind
    /// Offset in bytes. For an instance field it is relative to the first field of the object, after the method table, or of the value
    /// type. For a static field it is relative to the base of its storage. `nil` when the runtime had not assigned it yet.
    package let offset: UInt32?
    /// The type's full signature; `nil` when no metadata of the type's module can be read.
    package let signature: TypeSignature?
    /// The method table of the declaring type. For instantiations that share code it is the canonical one.
    package let declaringType: Address

    package enum StorageKind: Hashable, Sendable {
        case instance, shared, perThread
        /// In the module's image; `offset` is relative to its base.
        case image
    }

    /// The address of the field in an object; `nil` for a static field.
    package func address(inObject object: Address) -> Address? {
        guard storage == .instance, let offset else { return nil }
        return object + Self.objectHeader + UInt64(offset)
    }

    /// The size of the pointer to the method table, with which every object begins.
    private static let objectHeader: UInt64 = 8
}
