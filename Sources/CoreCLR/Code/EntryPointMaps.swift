import ProcessMemory
import RawMemory

/// Reads the runtime's own map from precompiled code to MethodDescs (ReadyToRunInfo::m_pCompositeInfo->m_entryPointToMethodDescMap), which has
/// every method that was used, also instantiations of generic ones. It lies in the runtime's private memory, so heap dumps hold it.
///
/// A ReadyToRunInfo is known by the address of the image's list of functions in it, which no other structure of a Module has. The map
/// (src/coreclr/vm/hash.h of dotnet/runtime): the first bucket has the number of the others; a bucket is 4 keys and 4 values. A value is half
/// the address of a MethodDesc. Its highest bit belongs to the map.
struct EntryPointMaps {
    let memory: AddressSpace
    let descriptions: MethodDescriptions
    /// Where the last image had its ReadyToRunInfo, and the map in it.
    private var known: (info: UInt64, map: UInt64)?

    /// A Module has fewer bytes, and so has a ReadyToRunInfo.
    private static let infoPlaces = stride(from: 0 as UInt64, to: 0x900, by: 8)
    private static let mapPlaces = stride(from: 0 as UInt64, to: 0x300, by: 8)
    private static let functionPlaces = stride(from: 0 as UInt64, to: 0x100, by: 8)
    private static let bucketLimit: UInt64 = 1 << 22

    init(_ memory: AddressSpace, _ descriptions: MethodDescriptions) {
        self.memory = memory
        self.descriptions = descriptions
    }

    /// Empty when no method of the image was used, or when the dump does not hold the map.
    mutating func methods(_ module: Address, _ image: AddressRange, _ functions: Address) -> [Address: Address] {
        if let known, let info = info(module + known.info, functions), let found = map(info + known.map, image) { return found }
        for place in Self.infoPlaces {
            guard let info = info(module + place, functions) else { continue }
            for inner in Self.mapPlaces {
                guard let found = map(info + inner, image) else { continue }
                known = (place, inner)
                return found
            }
        }
        return [:]
    }

    private func info(_ place: Address, _ functions: Address) -> Address? {
        guard let info = memory.pointer(place), !info.isNull, info.value & 7 == 0,
            Self.functionPlaces.contains(where: { memory.pointer(info + $0) == functions })
        else { return nil }
        return info
    }

    /// `nil` unless every key is in the image, there is one, and its value is a MethodDesc.
    private func map(_ place: Address, _ image: AddressRange) -> [Address: Address]? {
        guard let buckets = memory.pointer(place), !buckets.isNull, let count = memory.u64(buckets), count > 1, count < Self.bucketLimit,
            memory.presentBytes(in: AddressRange(start: buckets, count: (count + 1) * 64)) == (count + 1) * 64
        else { return nil }
        var found: [Address: Address] = [:]
        for bucket in 1...count {
            for slot in 0..<4 as Range<UInt64> {
                let at = buckets + bucket * 64 + slot * 8
                // 0 is an empty slot, 1 a deleted one.
                guard let key = memory.pointer(at), key.value > 1 else { continue }
                guard image.contains(key), let value = memory.u64(at + 32) else { return nil }
                let method = Address(value << 1)
                if found.isEmpty, !descriptions.isMethodDesc(method) { return nil }
                found[key] = method
            }
        }
        return found.isEmpty ? nil : found
    }
}
