/// A field of a made-up type.
package struct SyntheticField {
    package var name: String
    /// CorElementType: 0x12 is a reference, 0x11 a value type, and numbers are as in ECMA-335.
    package var type: UInt32
    package var offset: UInt32
    /// 0x100_0000 static, 0x200_0000 for each thread, 0x400_0000 in the image.
    package var flags: UInt32 = 0
    /// The signature of its type, without the byte for fields before it.
    package var signature: [UInt8]

    package init(_ name: String, _ type: UInt32, at offset: UInt32, flags: UInt32 = 0, signature: [UInt8]? = nil) {
        self.name = name
        self.type = type
        self.offset = offset
        self.flags = flags
        self.signature = signature ?? [UInt8(truncatingIfNeeded: type == 0x12 ? 0x1C : type)]
    }
}

extension SyntheticProcess {
    /// Writes the runtime's descriptions of a type's fields, and their rows of metadata in the order of the types. The description of a
    /// method follows directly, and begins with the same method table.
    ///
    /// Returns the address of the list.
    @discardableResult
    package func fields(_ fields: [SyntheticField], of type: SyntheticType) -> UInt64 {
        let index = type.module
        var first: UInt32 = 0
        metadata(of: SyntheticModule(index: index, address: 0)) { metadata in
            let known = metadata.moreTables[4] ?? []
            first = UInt32(known.count) + 1
            let rows = fields.map { field -> [MetadataBuilder.Cell] in
                [.u16(field.flags == 0 ? 1 : 0x11), .string(field.name), .blob([0x06] + field.signature)]
            }
            metadata.moreTables[4] = known + rows
            metadata.types[Int(type.row) - 1].firstField = UInt16(first)
            for later in Int(type.row)..<metadata.types.count { metadata.types[later].firstField = UInt16(known.count + fields.count + 1) }
        }
        let list = allocateInTypeHeap(fields.count * 16 + 24)
        for (place, field) in fields.enumerated() {
            let at = list + UInt64(place) * 16
            memory.write(type.handle, at: at)
            memory.write((first + UInt32(place)) | field.flags, at: at + 8)
            memory.write(field.offset | field.type << 27, at: at + 12)
        }
        let methods = list + UInt64(fields.count) * 16
        memory.write(type.handle, at: methods)
        memory.write(0x2000_0001 as UInt64, at: methods + 8)
        let eeClass = eeClass(of: type)
        memory.write(list, at: eeClass + 0x18)
        memory.write(methods, at: eeClass + 0x20)
        if library.hasDefiningModules {
            memory.write(UInt16(fields.filter { $0.flags == 0 }.count), at: eeClass + 0x32)
            memory.write(UInt16(fields.filter { $0.flags != 0 }.count), at: eeClass + 0x36)
        }
        return list
    }

    /// The EEClass of a type with a canonical method table.
    package func eeClass(of type: SyntheticType) -> UInt64 { memory.word(at: type.handle + CLR8.MethodTable.eeClass) }
}
