import DumpFormats
import ProcessMemory
import RawMemory

extension Calibration {
    /// Threads are found by their links, so offsets are relative to the link. The link is assumed to be `reach` bytes into its Thread.
    private static let reach: UInt64 = 0x400

    func threadOffsets() throws(RuntimeError) -> FieldOffsets {
        guard let list = globals.threadList else { throw .runtimePagesMissing("the list of threads") }
        let links = links(list)
        let pointers = Dictionary(dump.threads.map { ($0.osID, $0.stackPointer) }, uniquingKeysWith: { first, _ in first })

        // The OS id is at the offset where most links have the id of a thread that the dump lists.
        func living(_ place: UInt64) -> Int { links.filter { memory.u64($0 + place).map { pointers[$0] != nil } ?? false }.count }
        guard let osID = best(stride(from: 0x20, through: 0x200, by: 8), living) else {
            throw .layoutMismatch("calibration: no thread of the runtime's list is among the dump's")
        }
        // Base and limit of the stack are adjacent fields, and the stack pointer lies between them.
        func bounded(_ place: UInt64) -> Int {
            links.filter { link in
                guard let id = memory.u64(link + osID), let stackPointer = pointers[id], let base = memory.pointer(link + place),
                    let limit = memory.pointer(link + place + 8)
                else { return false }
                return limit < stackPointer && stackPointer < base
            }.count
        }
        guard let stack = best(stride(from: 0, through: 0x80, by: 8), bounded) else {
            throw .layoutMismatch("calibration: no bounds of a thread's stack")
        }
        guard let managedID = managedID(links, osID) else { throw .layoutMismatch("calibration: no numbers of the runtime's threads") }
        var found: FieldOffsets = [
            "Thread": [
                "LinkNext": Self.reach, "Id": managedID, "OSId": Self.reach + osID,
                "CachedStackBase": Self.reach + stack,
                "CachedStackLimit": Self.reach + stack + 8,
            ]
        ]
        if let distance = ThreadFields.lastThrownAfterOSID(runtime.version) {
            found["Thread", "LastThrownObject"] = Self.reach + osID + distance
        }
        return found.merging(allocationContext(links))
    }

    private func links(_ first: Address) -> [Address] {
        var links: [Address] = []
        var link = memory.pointer(first) ?? Address(0)
        let count = min(memory.u32(first + ThreadFields.countAfterFirstLink) ?? 0, ThreadList.limit)
        while !link.isNull, links.count < count {
            links.append(link)
            link = memory.pointer(link) ?? Address(0)
        }
        return links
    }

    /// The offset with the highest score above 0. The first one wins.
    private func best(_ places: some Sequence<UInt64>, _ score: (UInt64) -> Int) -> UInt64? {
        var best: (place: UInt64, score: Int)?
        for place in places {
            let found = score(place)
            if found > best?.score ?? 0 { best = (place, found) }
        }
        return best?.place
    }

    /// The offset of small numbers that are all different, with 1 among them. If there are several, it is the one nearest to the beginning
    /// of the Thread.
    private func managedID(_ links: [Address], _ osID: UInt64) -> UInt64? {
        for back in stride(from: 0x100 as UInt64, to: 0, by: -4) {
            let numbers = links.map { memory.u32($0 - back) ?? 0 }
            guard numbers.contains(1), numbers.allSatisfy({ $0 > 0 && $0 < 1 << 16 }), Set(numbers).count == numbers.count else { continue }
            return Self.reach - back
        }
        return nil
    }

    /// The offset of a pointer and a limit that lie in the youngest generation or are both null. At least one thread must have them.
    private func allocationContext(_ links: [Address]) -> FieldOffsets {
        func score(_ places: [Address]) -> Int {
            var found = 0
            for place in places {
                guard let pointer = memory.pointer(place), let limit = memory.pointer(place + 8) else { return 0 }
                if pointer.isNull, limit.isNull { continue }
                guard pointer <= limit, limit.distance(from: pointer) < 1 << 20, isYoung(pointer), isYoung(limit) else { return 0 }
                found += 1
            }
            return found
        }
        let backs = stride(from: 0x100 as UInt64, to: 0, by: -8)
        if let back = best(backs, { back in score(links.map { $0 - back }) }) {
            return ["Thread": ["AllocContext": Self.reach - back]]
        }
        for back in backs {
            let locals = links.compactMap { memory.pointer($0 - back) }
            guard locals.count == links.count, locals.allSatisfy({ $0.isNull || memory.isMapped($0) }) else { continue }
            let held = locals.filter { !$0.isNull }
            if let offset = best(stride(from: 0, through: 0x40, by: 8), { offset in score(held.map { $0 + offset }) }) {
                return ["Thread": ["RuntimeThreadLocals": Self.reach - back], "RuntimeThreadLocals": ["AllocContext": offset]]
            }
        }
        return [:]
    }

    private func isYoung(_ address: Address) -> Bool {
        regions.contains { $0.generation == .gen0 && $0.reserved.start <= address && address <= $0.reserved.end }
    }
}
