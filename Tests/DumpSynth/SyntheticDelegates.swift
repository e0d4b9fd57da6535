/// Delegates of a made-up process: their types, and the fields of their objects.
package struct SyntheticDelegates {
    package let process: SyntheticProcess
    private let multicast: SyntheticType

    package init(_ process: SyntheticProcess) {
        self.process = process
        let base = process.type("System.Delegate", in: process.coreLib, baseSize: 64)
        multicast = process.type("System.MulticastDelegate", in: process.coreLib, baseSize: 64)
        process.setBase(base, of: multicast)
    }

    /// A delegate type of a module that refers to System.MulticastDelegate by a row of its TypeRef table.
    package func type(_ name: String, in module: SyntheticModule) -> SyntheticType {
        let type = process.type(name, in: module, baseSize: 64)
        process.setBase(multicast, of: type)
        process.metadata(of: module) { metadata in
            if metadata.moreTables[1] == nil { metadata.moreTables[1] = [[.u16(6), .string("MulticastDelegate"), .string("System")]] }
            metadata.types[Int(type.row) - 1].base = 1 << 2 | 1
        }
        return type
    }

    /// A field of a delegate type of the same module.
    package func field(_ name: String, _ type: SyntheticType, at offset: UInt32, flags: UInt32 = 0) -> SyntheticField {
        SyntheticField(name, 0x12, at: offset, flags: flags, signature: [0x12, UInt8(type.row << 2)])
    }

    /// Writes the fields of a delegate object: null `list` for a delegate that calls one method.
    package func set(
        _ delegate: UInt64, target: UInt64, method: UInt64, auxiliary: UInt64 = 0, list: UInt64 = 0, count: UInt64 = 0
    ) {
        for (place, value) in [(8, target), (0x18, method), (0x20, auxiliary), (0x28, list), (0x30, count)] as [(UInt64, UInt64)] {
            process.poke(value, at: delegate + place)
        }
    }

    /// Adds a delegate to a region.
    package func add(_ type: SyntheticType, to region: inout RegionContents, target: UInt64, method: UInt64, auxiliary: UInt64 = 0)
        -> UInt64
    {
        let address = region.position
        region.object(type)
        set(address, target: target, method: method, auxiliary: auxiliary)
        return address
    }

    /// Adds a delegate that calls others, with its list, to a region.
    package func add(_ type: SyntheticType, to region: inout RegionContents, calling others: [UInt64], length: Int? = nil) -> UInt64 {
        let list = region.position
        region.array(of: process.object, length ?? others.count)
        for (place, other) in others.enumerated() { process.poke(other, at: list + 16 + UInt64(place) * 8) }
        let address = region.position
        region.object(type)
        set(address, target: address, method: 0x7FFF_0000_0010, list: list, count: UInt64(others.count))
        return address
    }
}

extension SyntheticProcess {
    /// Makes `base` the base type of `type` in the runtime's description.
    package func setBase(_ base: SyntheticType, of type: SyntheticType) {
        memory.write(base.handle, at: type.handle + CLR8.MethodTable.parent)
    }
}
