import DumpFormats
import ProcessMemory
import RawMemory

/// The precompiled code of an assembly.
///
/// The CLI header has the address of the header at 64: signature "RTR\0", number of sections u32 12, sections {type u32, address u32, bytes u32}
/// from 16 on. Section 102 lists the functions by address: {begin, end, unwind information} on x86-64, {begin, unwind information} on arm64.
struct ReadyToRunImage: Sendable {
    let image: AddressRange
    let functions: Address
    let functionCount: UInt64
    let functionSize: UInt64
    /// The MethodDescs of the methods that were used, by the place of their code.
    let methods: [Address: Address]

    private static let sectionLimit: UInt32 = 256
    private static let functionLimit: UInt64 = 1 << 24
    /// Functions that a method has besides the first: handlers of exceptions.
    private static let handlerLimit = 1 << 12

    /// `nil` when the module has no precompiled code, or when the dump does not hold its headers.
    init?(_ module: ManagedModule, _ processor: ProcessDump.Processor, _ maps: inout EntryPointMaps) {
        guard let base = module.imageBase, module.isImageMapped, module.imageSize > 0 else { return nil }
        let memory = maps.memory
        let bytes = ImageBytes(memory, base: base)
        guard let pe = PEHeader(bytes), let cli = pe.directory(14, bytes), let place = memory.u32(base + UInt64(cli.start) + 64),
            place != 0,
            memory.u32(base + UInt64(place)) == 0x0052_5452, let count = memory.u32(base + UInt64(place) + 12), count <= Self.sectionLimit
        else { return nil }
        let sections = base + UInt64(place) + 16
        guard
            let section = (0..<UInt64(count)).lazy.map({ sections + $0 * 12 }).first(where: { memory.u32($0) == 102 }),
            let start = memory.u32(section + 4), let size = memory.u32(section + 8)
        else { return nil }
        image = AddressRange(start: base, count: module.imageSize)
        functions = base + UInt64(start)
        functionSize = processor == .arm64 ? 8 : 12
        functionCount = min(UInt64(size) / functionSize, Self.functionLimit)
        methods = maps.methods(module.address, image, functions)
    }

    /// Begin of a function, as its distance from the image's base. After the last one comes a mark that is above all.
    private func begin(_ index: UInt64, _ memory: AddressSpace) -> UInt32? {
        index < functionCount ? memory.u32(functions + index * functionSize) : .max
    }

    /// The function that covers an address. Probes are those of the runtime, because a heap dump holds only the pages that its own look-ups
    /// touched.
    func function(covering address: Address, _ memory: AddressSpace) -> UInt64? {
        guard image.contains(address), functionCount > 0 else { return nil }
        let place = UInt32(truncatingIfNeeded: address.distance(from: image.start))
        var low: UInt64 = 0
        var high = functionCount - 1
        while high - low > 10 {
            let middle = low + (high - low) / 2
            guard let begin = begin(middle, memory) else { return nil }
            if place < begin { high = middle - 1 } else { low = middle }
        }
        for index in low...high {
            guard let next = begin(index + 1, memory) else { return nil }
            if place < next { return begin(index, memory).flatMap { $0 <= place ? index : nil } }
        }
        return nil
    }

    func start(_ index: UInt64, _ memory: AddressSpace) -> Address? { begin(index, memory).map { image.start + UInt64($0) } }

    /// The method to which a function belongs: its own, or that of the nearest function before it which begins one.
    func method(of index: UInt64, _ memory: AddressSpace) -> Address? {
        var index = index
        for _ in 0..<Self.handlerLimit {
            guard let start = start(index, memory) else { return nil }
            if let method = methods[start] { return method }
            guard index > 0 else { return nil }
            index -= 1
        }
        return nil
    }
}
