import ProcessMemory
import RawMemory

/// Reads the list of code heaps.
///
/// Offsets as in src/coreclr/vm/codeman.h of dotnet/runtime, the same in 3.1 to 10 on all systems. EEJitManager: first node 0x10. Node
/// (HeapList): next 0, CodeHeap 8, start 0x10, end of the used part 0x18, base of the nibble map 0x20, nibble map 0x28, most bytes 0x30,
/// LoaderAllocator 0x40.
enum CodeHeapsReader: RuntimePartReader {
    /// No process has more nodes: one is made for each collectible set of dynamic methods.
    private static let nodeLimit = 1 << 20
    /// A node covers one reservation, whose parts must reach each other with jumps of 32 bits.
    private static let sizeLimit: UInt64 = 1 << 31

    static func read(_ runtime: DotNetRuntime) -> RuntimePart<[CodeHeap]> {
        let memory = runtime.memory
        guard let first = runtime.globals.values.lazy.compactMap({ firstNode(of: $0, runtime) }).first else {
            return RuntimePart(nil, [runtime.missing(.codeHeapsMissing)])
        }
        var heaps: [CodeHeap] = []
        var seen = Set<Address>()
        var blocks = SeenBlocks()
        var node = first
        while !node.isNull {
            guard seen.insert(node).inserted, seen.count <= nodeLimit, let heap = heap(node, runtime, &blocks),
                let next = memory.pointer(node)
            else { return RuntimePart(heaps, [.codeHeapsUnreadable(read: UInt64(heaps.count))]) }
            heaps.append(heap)
            node = next
        }
        return RuntimePart(heaps, blocks.areWhole ? [] : [.codeHeapsUnreadable(read: UInt64(heaps.count))])
    }

    /// Blocks of all code heaps. In an intact dump no block is in two lists.
    private struct SeenBlocks {
        var addresses = Set<Address>()
        /// Whether every list was read to its end.
        var areWhole = true
    }

    /// The first node, when `manager` is the EEJitManager. On 3.1 to 10 exactly one variable of the runtime passes.
    private static func firstNode(of manager: Address, _ runtime: DotNetRuntime) -> Address? {
        let memory = runtime.memory
        guard let methods = memory.pointer(manager), runtime.module.contains(methods), let node = memory.pointer(manager + 0x10),
            !node.isNull, isNode(node, runtime)
        else { return nil }
        return node
    }

    private static func isNode(_ node: Address, _ runtime: DotNetRuntime) -> Bool {
        var blocks = SeenBlocks()
        return heap(node, runtime, &blocks) != nil
    }

    private static func heap(_ node: Address, _ runtime: DotNetRuntime, _ seen: inout SeenBlocks) -> CodeHeap? {
        let memory = runtime.memory
        guard let heap = memory.pointer(node + 8), let methods = memory.pointer(heap), runtime.module.contains(methods),
            let start = memory.pointer(node + 0x10), let end = memory.pointer(node + 0x18), let base = memory.pointer(node + 0x20),
            let words = memory.pointer(node + 0x28), !start.isNull, start <= end, end.distance(from: start) < sizeLimit, base <= start,
            start.distance(from: base) < sizeLimit, !words.isNull
        else { return nil }
        // A HostCodeHeap begins with the node to which it belongs; a LoaderCodeHeap with a LoaderHeap.
        let isDynamic = memory.pointer(heap + 8) == node
        let allocator = memory.pointer(node + 0x40).flatMap { allocator in
            memory.pointer(allocator).map(runtime.module.contains) == true ? allocator : nil
        }
        return CodeHeap(
            kind: isDynamic ? .dynamic : .loader, used: AddressRange(start, end),
            reserved: isDynamic ? [hostRange(heap, memory)].compactMap(\.self) : blocks(heap, memory, &seen), allocator: allocator,
            map: NibbleMap(base: base, words: words, hasPointers: (runtime.module.version?.major ?? 10) >= 10))
    }

    /// HostCodeHeap: base 0x18, end of the reservation 0x20.
    private static func hostRange(_ heap: Address, _ memory: AddressSpace) -> AddressRange? {
        guard let start = memory.pointer(heap + 0x18), let end = memory.pointer(heap + 0x20), start < end else { return nil }
        return AddressRange(start, end)
    }

    /// The blocks of the LoaderHeap in a LoaderCodeHeap. A block: next 0, address 8, bytes 0x10.
    private static func blocks(_ heap: Address, _ memory: AddressSpace, _ seen: inout SeenBlocks) -> [AddressRange] {
        var blocks: [AddressRange] = []
        var block = memory.pointer(heap + 8) ?? Address(0)
        while !block.isNull {
            guard seen.addresses.count < nodeLimit, seen.addresses.insert(block).inserted else {
                seen.areWhole = false
                break
            }
            guard let start = memory.pointer(block + 8), let size = memory.u64(block + 0x10), let next = memory.pointer(block) else {
                // Small dumps hold none of the blocks.
                if !blocks.isEmpty { seen.areWhole = false }
                break
            }
            blocks.append(AddressRange(start: start, count: size))
            block = next
        }
        return blocks
    }
}
