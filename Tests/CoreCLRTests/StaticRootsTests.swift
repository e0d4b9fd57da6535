import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct StaticRootsTests {
    private static let shared: UInt32 = 0x100_0000
    private static let fields: [SyntheticField] = [
        .init("_own", 0x12, at: 0), .init("Cache", 0x12, at: 0x10, flags: shared), .init("Start", 0x11, at: 0x18, flags: shared),
        .init("Count", 0x08, at: 0x20, flags: shared), .init("_mine", 0x12, at: 0, flags: 0x300_0000),
        .init("Table", 0x11, at: 0x2050, flags: 0x500_0000), .init("Later", 0x12, at: 0x7FF_FFFF, flags: shared),
    ]
    private let process: SyntheticProcess
    private let app: SyntheticModule
    private let holder: SyntheticType

    init() { (process, app, holder) = Self.made(SyntheticProcess()) }

    private static func made(_ process: SyntheticProcess) -> (SyntheticProcess, SyntheticModule, SyntheticType) {
        let app = process.module("App.dll")
        let (other, holder) = (process.type("Shop.Other", in: app), process.type("Shop.Holder", in: app))
        process.fields([], of: other)
        process.fields(fields, of: holder)
        process.keepLoadedTypes([other, holder], of: app)
        return (process, app, holder)
    }

    private func roots(_ process: SyntheticProcess, generic: [SyntheticType] = [], times: Int = 1) throws -> [String] {
        let found = try runtime(process)
        let more = (0..<times).flatMap { _ in generic.map { Address($0.handle) } }
        return found.staticRoots(ModuleMetadata(found.moduleList), walked: more).map { "\($0.table) \($0.field) \($0.place)" }
    }

    private func root(_ type: SyntheticType, _ field: String, _ place: UInt64) -> String {
        "\(Address(type.handle)) \(field) \(Address(place))"
    }

    /// The DomainLocalModule of a module.
    private func local(of module: SyntheticModule) -> UInt64 {
        let local = process.allocate(0x40)
        process.poke(local, at: module.address + 0x4C8)
        return local
    }

    /// Gives a module entries of instantiations and emitted types: the first word of each, and its flags.
    private static func entries(
        _ entries: [(word: UInt64, flags: UInt32)], at local: UInt64, count: UInt32? = nil, in process: SyntheticProcess
    ) {
        let table = process.allocate(entries.count * 16 + 16)
        for (number, entry) in entries.enumerated() {
            let at = process.allocate(16)
            process.poke(entry.word, at: at)
            process.poke(at, at: table + UInt64(number) * 16)
            process.poke(entry.flags, at: table + UInt64(number) * 16 + 8)
        }
        process.poke(table, at: local + 8)
        process.poke(count ?? UInt32(entries.count), at: local + 0x10)
    }

    /// References and structures, which are boxed. Numbers, fields of objects, of threads, in the image, and without storage are none.
    @Test func fieldsThatMayHoldReferences() throws {
        let place = process.allocate(0x40)
        process.poke(place, at: local(of: app) + 0x20)
        #expect(try roots(process) == [root(holder, "Cache", place + 0x10), root(holder, "Start", place + 0x18)])
    }

    @Test func storageThatWasNotMade() throws {
        #expect(try roots(process) == [])
        _ = local(of: app)
        #expect(try roots(process) == [])
    }

    /// The auxiliary data of a type from 9 on, with a place before it.
    private func storage(of type: SyntheticType, _ word: UInt64, in process: SyntheticProcess) {
        let data = process.allocate(0x40) + 0x20
        process.poke(word, at: data - 24)
        process.poke(data, at: type.handle + 0x20)
        process.poke(type.row << 8 | 2, at: type.handle + 8)
    }

    /// Bit 0 of the address says that the class was not initialized yet.
    @Test(arguments: [0, 1] as [UInt64]) func from9On(_ bit: UInt64) throws {
        let (process, app, holder) = Self.made(processOf9())
        let place = process.allocate(0x40)
        storage(of: holder, place | bit, in: process)
        #expect(try roots(process) == [root(holder, "Cache", place + 0x10), root(holder, "Start", place + 0x18)])
        // Without metadata the names are those of rows.
        let found = try runtime(process)
        process.removeMetadata(of: app)
        let file = try process.file(of: app).mapped()
        let bare = try runtime(process)
        let named = ModuleMetadata(
            bare.moduleList, files: [Address(app.address): try #require(AssemblyFile(file)?.metadata())])
        #expect(bare.staticRoots(named, walked: []) == found.staticRoots(ModuleMetadata(found.moduleList), walked: []))
        #expect(
            bare.staticRoots(ModuleMetadata(bare.moduleList), walked: [Address(holder.handle)]).map(\.field)
                == ["<0x04000002>", "<0x04000003>"])
    }

    /// An instantiation that has its own statics, in an entry of its loader module.
    private func instantiation(_ argument: SyntheticType, number: UInt64, virtuals: UInt16 = 4) -> SyntheticType {
        let type = process.generic("Shop.Pool\(number)`1", in: app, [argument], isShared: false)
        process.fields([.init("Default", 0x12, at: 8, flags: Self.shared)], of: type)
        process.poke(0x14 as UInt32, at: type.handle)
        process.poke(virtuals, at: type.handle + CLR8.MethodTable.virtuals)
        let info = type.handle + 0x40 + UInt64(virtuals + 7) / 8 * 8
        let list = process.allocate(16)
        process.poke(type.handle, at: list)
        process.poke(list, at: info)
        process.poke(number, at: info + 8)
        return type
    }

    @Test func instantiations() throws {
        let types = [instantiation(process.object, number: 1), instantiation(process.stringType, number: 0, virtuals: 17)]
        let (first, second) = (process.allocate(0x20), process.allocate(0x20))
        Self.entries([(second, 1), (first, 1)], at: local(of: app), in: process)
        let all = [root(types[0], "Default", first + 8), root(types[1], "Default", second + 8)]
        #expect(try roots(process, generic: types) == all)
        // Neither their order nor their number counts.
        #expect(try roots(process, generic: types.reversed(), times: 3) == all)
        #expect(try roots(process) == [])
    }

    /// No object is of these: their method tables are found in the loader's heap, as far as it is committed.
    @Test func instantiationsWithoutObjects() throws {
        let types = [instantiation(process.object, number: 1), instantiation(process.stringType, number: 0, virtuals: 17)]
        let (first, second) = (process.allocate(0x20), process.allocate(0x20))
        Self.entries([(second, 1), (first, 1)], at: local(of: app), in: process)
        let all = [root(types[0], "Default", first + 8), root(types[1], "Default", second + 8)]
        let start = types[0].handle & ~0xFFF
        let end = (types[1].handle + 0x100) & ~0xFFF + 0x1000
        func found(from start: UInt64, committed: UInt64, _ place: UInt64 = CLR8.LoaderAllocator.highFrequency) throws -> [String] {
            process.loaderHeap(at: place, of: process.globalAllocator, [SyntheticBlock(start, 0x10_0000, committed: committed)])
            return try roots(process)
        }
        #expect(types[0].handle < types[1].handle)
        #expect(try found(from: start, committed: types[0].handle - start) == [])
        #expect(try found(from: start, committed: types[1].handle - start) == [all[0]])
        #expect(try found(from: start, committed: end - start) == all)
        // A method table may begin in a heap that starts anywhere.
        #expect(try found(from: types[1].handle - 3, committed: 0x100) == [all[1]])
        // The heap of stubs has no method tables; what overlaps it is damaged.
        #expect(try found(from: start, committed: end - start, CLR8.LoaderAllocator.stub) == [])
        // An open type, and one whose module is none of the process.
        process.poke(0x34 as UInt32, at: types[0].handle)
        #expect(try found(from: start, committed: end - start) == [all[1]])
        process.poke(0x14 as UInt32, at: types[0].handle)
        process.poke(types[1].handle, at: types[0].handle + CLR8.MethodTable.loaderModule)
        #expect(try found(from: start, committed: end - start) == [all[1]])
    }

    /// The statics of collectible types are in arrays, to which handles of their allocator lead: the number of a slot from 1 on, doubled, or
    /// a GC handle with bit 0 set. Others are damaged.
    @Test func collectibleTypes() throws {
        let (process, array) = (SyntheticProcess(), 0x7FFF_0000_0000 as UInt64)
        let made = SyntheticCollectibleModule(process)
        let statics = process.region(.gen1) { $0.array(of: process.object, 4) }.objects.lowerBound
        let (good, bad) = (process.allocate(8), process.allocate(8))
        process.poke(statics, at: good)
        process.poke(array, at: bad)
        process.poke(statics, at: made.slots + 16 + 2 * 8)
        process.poke(statics + 16, at: made.slots + 16 + 3 * 8)
        let local = process.allocate(0x40)
        process.poke(local, at: made.module.address + 0x4C8)
        let handles = [6, good | 1, bad | 1, 0, 2, 8, 10, .max - 1, .max]
        let types = handles.indices.map { number in
            let type = process.type("Plugin.Job\(number)", in: made.module)
            process.fields([.init("Shared", 0x12, at: 8, flags: Self.shared)], of: type)
            made.mark(type, flags: 0x1000_0002)
            let optional = process.allocate(0x40)
            process.poke(UInt32(number), at: optional + 0x10)
            process.poke(optional, at: process.eeClass(of: type) + 8)
            return type
        }
        Self.entries(handles.map { ($0, 9) }, at: local, in: process)
        #expect(try roots(process, generic: types) == [root(types[0], "Shared", statics + 24), root(types[1], "Shared", statics + 24)])
    }

    @Test func emittedTypes() throws {
        let made = process.module("Made", layout: .dynamic)
        let type = process.type("Proxy", in: made)
        process.fields([.init("Cache", 0x12, at: 0, flags: Self.shared)], of: type)
        process.poke(2 as UInt32, at: type.handle)
        let optional = process.allocate(0x40)
        process.poke(1 as UInt32, at: optional + 0x10)
        process.poke(optional, at: process.eeClass(of: type) + 8)
        let place = process.allocate(0x20)
        Self.entries([(0, 0), (place, 1)], at: local(of: made), in: process)
        #expect(try roots(process) == [])
        #expect(try roots(process, generic: [type]) == [root(type, "Cache", place)])
    }

    // MARK: Hostile

    @Test(arguments: [2, 3, 1 << 32, 1 << 60, .max] as [UInt64]) func numbersOfNoEntry(_ number: UInt64) throws {
        let type = instantiation(process.object, number: number)
        let place = process.allocate(0x20)
        Self.entries([(place, 1), (place, 1)], at: local(of: app), in: process)
        #expect(try roots(process, generic: [type]) == [])
    }

    /// A table that claims more entries than the dump holds.
    @Test func aTableThatEnds() throws {
        let type = instantiation(process.object, number: 0x7FFF_FFFF)
        Self.entries([], at: local(of: app), count: .max, in: process)
        #expect(try roots(process, generic: [type]) == [])
    }

    /// The list of an instantiation's static fields is another type's, so the number is none.
    @Test func anotherTypesNumber() throws {
        let type = instantiation(process.object, number: 0)
        Self.entries([(process.allocate(0x20), 1)], at: local(of: app), in: process)
        let list = process.allocate(16)
        process.poke(process.object.handle, at: list)
        process.poke(list, at: type.handle + 0x48)
        #expect(try roots(process, generic: [type]) == [])
    }

    @Test func wordsThatAreNoTypes() throws {
        let place = process.allocate(0x40)
        process.poke(place, at: local(of: app) + 0x20)
        let found = try runtime(process)
        let words = [0, 8, UInt64.max, 1 << 47, app.address].map { Address($0) }
        #expect(found.staticRoots(ModuleMetadata(found.moduleList), walked: words).count == 2)
    }
}
