extension SyntheticProcess {
    /// Bytes before each method table, for the collector's description of references.
    static let descriptionRoom = 64

    /// Says that objects of a class hold references: `parts` are offsets in the object and numbers of references. At most three.
    package func references(_ parts: [(offset: UInt64, count: UInt64)], of type: SyntheticType) {
        describe(type, UInt64(parts.count))
        for (place, part) in parts.enumerated() {
            let at = type.handle - 8 - UInt64(place + 1) * 16
            memory.write(part.count * 8 &- UInt64(type.baseSize), at: at)
            memory.write(part.offset, at: at + 8)
        }
    }

    /// Says that all elements of an array are references.
    package func referencesAsElements(of type: SyntheticType) {
        describe(type, 1)
        memory.write(0 &- UInt64(type.baseSize), at: type.handle - 24)
        memory.write(UInt64(type.baseSize) - 8, at: type.handle - 16)
    }

    /// Says that the elements of an array hold references: numbers of references and of bytes that follow them, from `start` of the object on.
    package func referencesInElements(_ items: [(count: UInt32, skip: UInt32)], from start: UInt64, of type: SyntheticType) {
        describe(type, 0 &- UInt64(items.count))
        memory.write(start, at: type.handle - 16)
        for (place, item) in items.enumerated() {
            memory.write(UInt64(item.skip) << 32 | UInt64(item.count), at: type.handle - 24 - UInt64(place) * 8)
        }
    }

    private func describe(_ type: SyntheticType, _ number: UInt64) {
        let flags = UInt32(truncatingIfNeeded: memory.word(at: type.handle + CLR8.MethodTable.flags))
        memory.write(flags | 0x100_0000, at: type.handle + CLR8.MethodTable.flags)
        memory.write(number, at: type.handle - 8)
    }
}
