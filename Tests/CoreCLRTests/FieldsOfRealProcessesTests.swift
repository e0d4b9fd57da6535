import CompressedInput
import DumpFormats
import FoundationEssentials
import ProcessMemory
import RawMemory
import Testing

@testable import CoreCLR

/// Fields of types in dumps of real processes. Known fields are checked by name, and the references of all types against the GC's own
/// descriptions.
@Suite struct FieldsOfRealProcessesTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    /// A folder with more dumps. Without it their test is skipped.
    private static let more = ProcessInfo.processInfo.environment["HEAPDRIFT_TEST_DUMPS"] ?? root + "/../shared/dumps"
    private static let fixtures = root + "/Tests/Fixtures"

    private func unpacked(_ path: String, _ member: String? = nil) throws -> MappedFile {
        let packed = PackedFile(
            try MappedFile.open(path), member.map { .member($0) } ?? .only, UnpackOptions(folder: "/tmp", limit: 1 << 32), WorkProgress(),
            judge: { _ in .dump })
        return try (member == nil ? packed.onlyDump() : packed.onlyMember()).content.get()
    }

    private func opened(_ path: String, _ member: String? = nil) throws -> DotNetRuntime {
        let dump = try ProcessDump(try unpacked(path, member))
        return try DotNetRuntime(dump, AddressSpace(dump))
    }

    /// The method tables of the objects of a heap, each once.
    private func types(_ heap: WalkableHeap) -> [Address] {
        var found: [Address] = []
        var seen: Set<Address> = [heap.methodTables.free]
        for region in heap.heap.regions {
            var at = region.objects.start
            while at < region.objects.end, let table = heap.memory.pointer(at)?.clearing(7), let size = heap.methodTables.size(table) {
                if seen.insert(table).inserted { found.append(table) }
                let elements = size.component > 0 ? heap.memory.u32(at + 8) ?? 0 : 0
                at = at + (max(24, UInt64(size.base) + UInt64(size.component) * UInt64(elements)) + 7) & ~7
            }
        }
        return found
    }

    /// The offsets at which the GC finds references in an object that is not an array.
    private func references(_ table: Address, _ size: MethodTables.Size, _ memory: AddressSpace) -> Set<UInt64>? {
        guard let flags = memory.u32(table) else { return nil }
        guard flags & 0x100_0000 != 0 else { return [] }
        guard let count = memory.u64(table - 8), count < 100 else { return nil }
        var found = Set<UInt64>()
        for series in 0..<count {
            let at = table - 8 - 16 * (series + 1)
            guard let length = memory.u64(at), let start = memory.u64(at + 8) else { return nil }
            for offset in stride(from: start, to: start + (length &+ UInt64(size.base)), by: 8) { found.insert(offset) }
        }
        return found
    }

    /// Compares all types of the heap and looks for known fields. `unreadable` are types whose fields the dump does not hold.
    private func check(_ runtime: DotNetRuntime, elsewhere: @escaping (ManagedModule) -> MetadataTables? = { _ in nil }) throws {
        let heap = try #require(runtime.walkable.value)
        var fields = try #require(runtime.fieldReader(elsewhere: elsewhere))
        let string = try #require(runtime.globals.stringMethodTable)
        #expect(fields.field("_stringLength", of: string)?.offset == 0)
        #expect(fields.field("_firstChar", of: string)?.offset == 4)
        #expect(fields.field("Empty", of: string)?.storage == .shared)

        var compared = 0
        var lists = 0
        var dictionaries = 0
        var delegates = 0
        for table in types(heap) where heap.methodTables.flags(table).map({ $0 & 0x8000_0000 == 0 }) ?? false {
            let part = fields.instanceFields(of: table)
            guard part.problems.isEmpty, let own = part.value, let size = heap.methodTables.size(table),
                let wanted = references(table, size, heap.memory)
            else { continue }
            #expect(own.allSatisfy { UInt64($0.offset ?? 0) + 16 < UInt64(size.base) }, "\(table)")
            let found = Set(own.filter { $0.elementType == .classType }.map { 8 + UInt64($0.offset ?? 0) })
            if own.contains(where: { $0.elementType == .valueType }) {
                #expect(found.isSubset(of: wanted), "\(table)")
            } else {
                #expect(found == wanted, "\(table)")
            }
            compared += 1
            let names = Set(own.compactMap(\.name))
            if names.isSuperset(of: ["_items", "_size", "_version"]) { lists += 1 }
            if names.isSuperset(of: ["_buckets", "_entries", "_count"]) { dictionaries += 1 }
            if names.contains("_invocationList") {
                delegates += 1
                let places = ["_target", "_methodBase", "_methodPtr", "_methodPtrAux"].map { fields.field($0, of: table)?.offset }
                #expect(places == [0, 8, 16, 24])
            }
        }
        #expect(compared > 90)
        #expect(lists > 0)
        #expect(dictionaries > 0)
        #expect(delegates > 3)
    }

    @Test func net8() throws { try check(opened(Self.fixtures + "/eventhandlers-0.core.zst")) }

    /// A mini dump has the type, but not the runtime's list of its fields.
    @Test func net31WithoutItsHeap() throws {
        let runtime = try opened(Self.fixtures + "/more.tar.zst", "net31-0.core")
        let string = try #require(runtime.globals.stringMethodTable)
        var fields = try #require(runtime.fieldReader())
        #expect(fields.fields(declaredBy: string).value == nil)
        #expect(fields.fields(declaredBy: string).problems == [.fieldsUnreadable(methodTable: string)])
    }

    /// For a heap dump of 3.1 the metadata are only in the files of the modules.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: more + "/matrix/mixed-3.1.3-wks.tar.zst"))) func net31() throws {
        let runtime = try opened(Self.more + "/matrix/mixed-3.1.3-wks.tar.zst", "mixed-3.1.3-wks-0.core")
        try check(runtime) { module in
            (try? self.unpacked(Self.more + "/matrix/modules-3.1.3.tar.zst", "3.1.3/" + module.name)).flatMap { AssemblyFile($0) }?
                .metadata()
        }
        let string = try #require(runtime.globals.stringMethodTable)
        var alone = try #require(runtime.fieldReader())
        let coreLib = try #require(runtime.globals.coreLib(runtime.memory))
        #expect(alone.fields(declaredBy: string).problems == [.metadataMissing(module: coreLib)])
    }

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: more + "/matrix/mixed-10.0.14-wks.tar.zst")), arguments: ["9.0.22", "10.0.14"])
    func later(_ version: String) throws {
        try check(opened(Self.more + "/matrix/mixed-\(version)-wks.tar.zst", "mixed-\(version)-wks-0.core"))
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: more + "/windows/kinds-8.0.33.tar.zst"))) func windows() throws {
        try check(opened(Self.more + "/windows/kinds-8.0.33.tar.zst", "kinds-win-8.0.33-wks-1.dmp"))
    }
}
