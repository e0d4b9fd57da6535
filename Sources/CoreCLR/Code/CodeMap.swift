import DumpFormats
import ProcessMemory
package import RawMemory

/// All code of the process that belongs to managed methods: what the JIT made, precompiled images, and precodes.
package struct CodeMap: Sendable {
    let memory: AddressSpace
    package let descriptions: MethodDescriptions
    /// By address, without overlaps.
    private let heaps: [CodeHeap]
    private let images: [ReadyToRunImage]
    /// Images whose headers the dump does not hold.
    private let unreadable: [AddressRange]
    private let precodes: Precodes
    /// Bytes of an unwind record.
    private let recordSize: UInt64

    /// Jumps that are followed from one precode.
    private static let jumpLimit = 4
    /// Values up to this one stand in the place of a method's header before code of the runtime's own, like precodes in 3.1.
    private static let stubKindLimit: UInt64 = 15

    fileprivate init(_ runtime: DotNetRuntime, _ descriptions: MethodDescriptions, _ heaps: [CodeHeap]) {
        memory = runtime.memory
        self.descriptions = descriptions
        self.heaps = CodeMap.distinct(heaps, by: \.used)
        var maps = EntryPointMaps(memory, descriptions)
        let processor = runtime.dump.processor
        images = CodeMap.distinct(
            (runtime.modules.value ?? []).compactMap { ReadyToRunImage($0, processor, &maps) }, by: \.image)
        unreadable =
            (runtime.modules.value ?? []).compactMap { module in
                guard module.isImageMapped, let base = module.imageBase, PEHeader(ImageBytes(runtime.memory, base: base)) == nil else {
                    return nil
                }
                return AddressRange(start: base, count: module.imageSize)
            }.merged
        precodes = Precodes(memory: memory, processor: processor, isInline: (runtime.module.version?.major ?? runtime.layout.major) < 7)
        recordSize = processor == .arm64 ? 8 : 12
    }

    /// Sorted by address. Of those that overlap, the first is kept.
    private static func distinct<Part>(_ parts: [Part], by range: (Part) -> AddressRange) -> [Part] {
        var kept: [Part] = []
        for part in parts.filter({ !range($0).isEmpty }).sorted(by: { range($0).start < range($1).start }) {
            if let last = kept.last, range(part).start < range(last).end { continue }
            kept.append(part)
        }
        return kept
    }

    /// Code of a method at an address.
    package struct ManagedCode: Hashable, Sendable {
        /// `nil` when the dump does not say which method it is.
        package let method: Address?
        /// Where this function starts: a method, or a handler of exceptions in it.
        let start: Address
        /// The address to which the numbers of the unwind record are relative.
        let base: Address
        /// The record of the function; `nil` when the dump does not hold it.
        let record: Address?
    }

    /// Whether an address lies where code of managed methods can be. Costs much less than to look it up.
    func mayCover(_ address: Address) -> Bool { heap(containing: address) != nil || image(containing: address) != nil }

    /// Whether an address lies in an image that may have precompiled code, whose list of functions the dump does not hold there.
    func lacksTables(at address: Address) -> Bool {
        if let image = image(containing: address) { return image.function(covering: address, memory) == nil }
        let index = unreadable.partitioningIndex { $0.end > address }
        return index < unreadable.count && unreadable[index].contains(address)
    }

    private func heap(containing address: Address) -> CodeHeap? {
        let index = heaps.partitioningIndex { $0.used.end > address }
        return index < heaps.count && heaps[index].used.contains(address) ? heaps[index] : nil
    }

    private func image(containing address: Address) -> ReadyToRunImage? {
        let index = images.partitioningIndex { $0.image.end > address }
        return index < images.count && images[index].image.contains(address) ? images[index] : nil
    }

    /// The code that covers an address; `nil` when it is no code of a managed method, precodes included. Give the address before a return
    /// address, which may lie after the last instruction.
    package func code(covering address: Address) -> ManagedCode? {
        if let heap = heap(containing: address) { return compiled(address, heap) }
        guard let image = image(containing: address), let index = image.function(covering: address, memory),
            let start = image.start(index, memory)
        else { return nil }
        return ManagedCode(
            method: image.method(of: index, memory), start: start, base: image.image.start,
            record: image.functions + index * image.functionSize)
    }

    /// The header of a method is 8 bytes before its code. Header: MethodDesc 0x18, number of unwind records u32 0x20, records from 0x24 on.
    private func compiled(_ address: Address, _ heap: CodeHeap) -> ManagedCode? {
        guard let start = heap.map.start(covering: address, memory), start <= address, let header = memory.pointer(start - 8),
            header.value > Self.stubKindLimit, let count = memory.u32(header + 0x20)
        else { return nil }
        let method = memory.pointer(header + 0x18).flatMap { descriptions.isMethodDesc($0) ? $0 : nil }
        guard count > 0, count <= Self.recordLimit, let first = memory.u32(header + 0x24) else {
            return ManagedCode(method: method, start: start, base: start, record: nil)
        }
        // Records are relative to an address that versions choose differently. The first is that of the method itself.
        let base = start - UInt64(first)
        var found: (begin: UInt32, record: Address)?
        for index in 0..<UInt64(count) {
            let record = header + 0x24 + index * recordSize
            guard let begin = memory.u32(record) else { break }
            // In 6 the second record can be all zeros.
            if index > 0, begin <= first { continue }
            if base + UInt64(begin) <= address, found.map({ $0.begin < begin }) ?? true { found = (begin, record) }
        }
        return ManagedCode(
            method: method, start: found.map { base + UInt64($0.begin) } ?? start, base: base, record: found?.record)
    }

    private static let recordLimit: UInt32 = 1 << 12

    /// The MethodDesc of the method to which a code address leads: the start of a method, any place in it, or a precode. `nil` when it
    /// leads to none. Costs some binary searches and reads, so a caller need not remember results.
    package func method(at address: Address) -> Address? {
        var at = address
        for _ in 0..<Self.jumpLimit {
            if let code = code(covering: at) { return code.method }
            switch precodes.target(at) {
            case .methodDesc(let method): return descriptions.isMethodDesc(method) ? method : nil
            case .code(let next): at = next
            case nil: return nil
            }
        }
        return nil
    }
}

extension DotNetRuntime {
    /// There is no value when the dump holds no method tables.
    package var codeMap: RuntimePart<CodeMap> { part(CodeMapReader.self) }
}

private enum CodeMapReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<CodeMap> {
        let heaps = runtime.codeHeaps
        guard let descriptions = runtime.methodDescriptions else {
            return RuntimePart(nil, runtime.methodTables.problems.map(runtime.missing))
        }
        return RuntimePart(CodeMap(runtime, descriptions, heaps.value ?? []), heaps.problems)
    }
}
