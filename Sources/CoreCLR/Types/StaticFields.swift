import ProcessMemory
package import RawMemory

/// Finds the storage of static fields that hold references.
///
/// From 9 on, the statics of a type are found through the 24 bytes before its auxiliary data (DynamicStaticsInfo), whose first word points
/// to the references; its lowest bit says that the class was not initialized yet. Up to 8 they lie in arrays of their module, and the
/// Module's DomainLocalModule has the base of the references at 0x20; those of generic instantiations and of emitted types lie elsewhere
/// and are not found.
package struct StaticFields: Sendable {
    private let memory: AddressSpace
    private let tables: MethodTables
    private let storage: Storage

    private enum Storage: Sendable {
        case ofType(auxiliaryData: UInt64)
        case ofModule(localModule: UInt64)
    }

    /// The size of a DynamicStaticsInfo.
    private static let infoSize: UInt64 = 24
    /// A flag of the method table's second flags: a DynamicStaticsInfo lies before the auxiliary data.
    private static let hasStatics: UInt32 = 2
    /// The base of the references in a DomainLocalModule.
    private static let referencesPlace: UInt64 = 0x20

    fileprivate init?(_ runtime: DotNetRuntime, _ tables: MethodTables) {
        memory = runtime.memory
        self.tables = tables
        if case .definingModule = tables.fields.form, let place = runtime.layout.offsets["MethodTable", "AuxiliaryData"] {
            storage = .ofType(auxiliaryData: place)
        } else if let place = runtime.layout.offsets["Module", "DomainLocalModule"] {
            storage = .ofModule(localModule: place)
        } else {
            return nil
        }
    }

    /// The address of the word that holds the reference; `nil` when the field is no static reference or its storage was not made yet or is
    /// not known.
    package func address(of field: ManagedField, of table: Address) -> Address? {
        guard field.storage == .shared, field.elementType == .classType, let offset = field.offset, let base = base(table) else {
            return nil
        }
        return base + UInt64(offset)
    }

    private func base(_ table: Address) -> Address? {
        let base: Address?
        switch storage {
        case .ofType(let place):
            guard let flags = memory.u32(table + tables.fields.flags2), flags & Self.hasStatics != 0,
                let data = memory.pointer(table + place), !data.isNull
            else { return nil }
            base = memory.pointer(data - Self.infoSize)?.clearing(1)
        case .ofModule(let place):
            guard let flags = tables.flags(table), flags & 0x8000_0030 == 0, let module = tables.module(table),
                let local = memory.pointer(module + place), !local.isNull
            else { return nil }
            base = memory.pointer(local + Self.referencesPlace)
        }
        return base.flatMap { $0.isNull ? nil : $0 }
    }
}

extension DotNetRuntime {
    /// `nil` when the layout does not say where static fields are.
    package var staticFields: StaticFields? { methodTables.value.flatMap { StaticFields(self, $0) } }
}
