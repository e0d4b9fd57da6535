import ProcessMemory
import RawMemory

/// Reads words of memory and remembers the run of the last one, since neighbours are mostly read one after the other.
struct MemoryCursor: Sendable {
    private let memory: AddressSpace
    private var run: AddressSpace.Run?

    init(_ memory: AddressSpace) { self.memory = memory }

    @inline(__always)
    mutating func u64(_ address: UInt64) -> UInt64? {
        if let run, address >= run.start, address < run.end, run.end - address >= 8 {
            let file = memory.file(run)
            return file.bytes.u64(at: run.fileOffset &+ Int(truncatingIfNeeded: address &- run.start))
        }
        return slow(address)
    }

    mutating func u32(_ address: UInt64) -> UInt32? { memory.u32(Address(address)) }

    @inline(never)
    private mutating func slow(_ address: UInt64) -> UInt64? {
        run = memory.run(containing: address) ?? run
        return memory.u64(Address(address))
    }

    /// The fields of a delegate object; `nil` when the dump does not hold all of them.
    @inline(__always)
    mutating func delegate(_ address: UInt64, _ places: DelegatePlaces) -> DelegateWords? {
        if let run, address >= run.start, address < run.end, run.end - address >= places.size {
            let file = memory.file(run)
            let offset = run.fileOffset &+ Int(truncatingIfNeeded: address &- run.start)
            guard let object = file.bytes.slice(offset, Int(places.size)) else { return nil }
            return DelegateWords(object, places)
        }
        return slowDelegate(address, places)
    }

    @inline(never)
    private mutating func slowDelegate(_ address: UInt64, _ places: DelegatePlaces) -> DelegateWords? {
        run = memory.run(containing: address) ?? run
        func word(_ place: Int) -> UInt64? { memory.u64(Address(address) + UInt64(place)) }
        guard let table = word(0), let target = word(places.target), let method = word(places.method),
            let auxiliary = word(places.auxiliary), let list = word(places.list), let count = word(places.count)
        else { return nil }
        return DelegateWords(table: table & ~7, target: target, method: method, auxiliary: auxiliary, list: list, count: count)
    }
}

/// `DelegateFields` as the loops use them.
struct DelegatePlaces: BitwiseCopyable, Sendable {
    let target: Int
    let method: Int
    let auxiliary: Int
    let list: Int
    let count: Int
    let size: UInt64
}

/// The words of a delegate object.
struct DelegateWords: BitwiseCopyable, Sendable {
    /// Without the mark bits that the GC may have set.
    let table: UInt64
    var target: UInt64
    let method: UInt64
    let auxiliary: UInt64
    let list: UInt64
    let count: UInt64
}

extension DelegateWords {
    /// `nil` when the span is shorter than a delegate.
    @inline(__always)
    init?(_ bytes: RawSpan, _ places: DelegatePlaces) {
        guard let table = bytes.u64(at: 0), let target = bytes.u64(at: places.target), let method = bytes.u64(at: places.method),
            let auxiliary = bytes.u64(at: places.auxiliary), let list = bytes.u64(at: places.list), let count = bytes.u64(at: places.count)
        else { return nil }
        self.init(table: table & ~7, target: target, method: method, auxiliary: auxiliary, list: list, count: count)
    }
}
