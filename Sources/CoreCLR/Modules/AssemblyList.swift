import ProcessMemory
import RawMemory

/// The AppDomain's list of assemblies: a count, a first block of five slots, and further blocks linked to it. Slots of unloaded assemblies
/// are null.
struct AssemblyList {
    /// The elements that are not null, in load order.
    let elements: [Address]
    /// The number of slots that could not be read.
    let unreadable: UInt64

    /// The most slots of a list. The largest process seen had 9,998 modules.
    static let limit: UInt32 = 1 << 20

    init(_ list: Address, _ memory: AddressSpace, _ offsets: FieldOffsets) {
        guard let countPlace = offsets["ArrayListBase", "Count"], let firstBlock = offsets["ArrayListBase", "FirstBlock"],
            let next = offsets["ArrayListBlock", "Next"], let blockSize = offsets["ArrayListBlock", "Size"],
            let slots = offsets["ArrayListBlock", "ArrayStart"], let count = memory.u32(list + countPlace), count <= Self.limit
        else {
            (elements, unreadable) = ([], 1)
            return
        }
        var elements: [Address] = []
        var unreadable: UInt64 = 0
        var remaining = UInt64(count)
        var block = list + firstBlock
        var seen = Set<Address>()
        while remaining > 0 {
            guard !block.isNull, seen.insert(block).inserted, let size = memory.u32(block + blockSize), size > 0, size <= Self.limit else {
                unreadable += remaining
                break
            }
            for slot in 0..<min(UInt64(size), remaining) {
                guard let element = memory.pointer(block + slots + slot * 8) else {
                    unreadable += 1
                    continue
                }
                if !element.isNull { elements.append(element) }
            }
            remaining -= min(UInt64(size), remaining)
            block = memory.pointer(block + next) ?? Address(0)
        }
        self.elements = elements
        self.unreadable = unreadable
    }

    /// The modules of the elements, each once, and the number of slots and elements that could not be read.
    func modules(_ path: [UInt64], _ memory: AddressSpace) -> (modules: [Address], unreadable: UInt64) {
        var modules: [Address] = []
        var known = Set<Address>()
        var unreadable = unreadable
        for element in elements {
            guard let module = Self.module(element, path, memory), memory.isMapped(module) else {
                unreadable += 1
                continue
            }
            if known.insert(module).inserted { modules.append(module) }
        }
        return (modules, unreadable)
    }

    static func module(_ element: Address, _ path: [UInt64], _ memory: AddressSpace) -> Address? {
        var at = element
        for offset in path {
            guard let next = memory.pointer(at + offset), !next.isNull else { return nil }
            at = next
        }
        return at
    }
}
