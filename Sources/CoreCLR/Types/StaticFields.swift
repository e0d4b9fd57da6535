import ProcessMemory
package import RawMemory

/// Finds the storage of static fields that hold references: those of reference types, and those of structures, which refer to a box.
///
/// From 9 on, the statics of a type are found through the 24 bytes before its auxiliary data (DynamicStaticsInfo), whose first word points
/// to the references; its lowest bit says that the class was not initialized yet. Up to 8 they are found through the DomainLocalModule of
/// the type's loader module (`LocalStatics`).
package struct StaticFields: Sendable {
    private let memory: AddressSpace
    private let tables: MethodTables
    private let storage: Storage

    private enum Storage: Sendable {
        case ofType(auxiliaryData: UInt64)
        case ofModule(LocalStatics)
    }

    /// The size of a DynamicStaticsInfo.
    private static let infoSize: UInt64 = 24
    /// A flag of the method table's second flags: a DynamicStaticsInfo lies before the auxiliary data.
    private static let hasStatics: UInt32 = 2

    fileprivate init?(_ runtime: DotNetRuntime, _ tables: MethodTables) {
        memory = runtime.memory
        self.tables = tables
        if case .definingModule = tables.fields.form, let place = runtime.layout.offsets["MethodTable", "AuxiliaryData"] {
            storage = .ofType(auxiliaryData: place)
        } else if let statics = LocalStatics(runtime, tables) {
            storage = .ofModule(statics)
        } else {
            return nil
        }
    }

    /// The address of the word that holds the reference, which for a structure is the one to its box; `nil` when the field holds no reference,
    /// or when its storage was not made yet or is not known. Enumerations have the element type of their numbers.
    package func address(of field: ManagedField, of table: Address) -> Address? {
        guard field.storage == .shared, field.elementType == .classType || field.elementType == .valueType, let offset = field.offset,
            let base = base(table)
        else { return nil }
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
        case .ofModule(let statics): base = statics.base(table)
        }
        return base.flatMap { $0.isNull ? nil : $0 }
    }
}

extension DotNetRuntime {
    /// `nil` when the layout does not say where static fields are.
    package var staticFields: StaticFields? { methodTables.value.flatMap { StaticFields(self, $0) } }
}
