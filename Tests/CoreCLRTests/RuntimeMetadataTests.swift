import DumpFormats
import DumpSynth
import ProcessMemory
import RawMemory
import Testing

@testable import CoreCLR

/// What the runtime keeps of a module's metadata in memory of its own.
@Suite struct RuntimeMetadataTests {
    private let process = SyntheticProcess()
    private let app: SyntheticModule
    private let reader: UInt64
    private let table: UInt64

    init() {
        app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app)
        _ = process.type("Line", in: app, nestedIn: order)
        _ = process.type("Shop.Cart", in: app)
        (reader, table) = (process.keepSchema(of: app), process.keepTypeNames(of: app))
    }

    private func read() throws -> (runtime: DotNetRuntime, module: ManagedModule) {
        let runtime = try runtime(process)
        return (runtime, try #require(runtime.moduleList.first { $0.name == "App.dll" }))
    }

    @Test func itSaysWhatTheMetadataSays() throws {
        let (runtime, module) = try read()
        let schema = try #require(runtime.schema(of: module))
        #expect(schema == module.metadata?.schema)
        #expect(schema.typeCount == 4)
        #expect(schema.rowCounts[MetadataTable.nestedClass.rawValue] == 1)
        let hashes = try #require(runtime.typeNameHashes(of: module, schema))
        #expect(hashes.isWhole)
        #expect(hashes.nameDigests(runtime.module.version) == module.metadata?.nameDigests)
        #expect(hashes.nameDigests(runtime.module.version)?.nested != nil)
        #expect(hashes.nameDigests(nil)?.nested == nil)
        #expect(hashes.agrees(with: ["<Module>", "Shop.Order", "Shop.Order+Line", "Shop.Cart"]))
        for other in [
            ["<Module>", "Shop.Cart", "Shop.Cart+Line", "Shop.Order"], ["<Module>", "Shop.Order", "Shop.Order+Lane", "Shop.Cart"],
            ["<Module>", "Shop.Order", "Shop.Order+Line"],
        ] { #expect(!hashes.agrees(with: other), "\(other)") }
        let file = try #require(AssemblyFile(process.file(of: app).mapped()))
        #expect(runtime.metadataIdentity(of: module) == file.metadataIdentity())
        // Header and metadata are there, and the header's numbers are older.
        #expect(runtime.build(of: module)?.hasPrefix("5ead") == true)
    }

    @Test func withoutTheFile() throws {
        process.removeFile(of: app)
        let (runtime, module) = try read()
        #expect(module.metadata == nil)
        let file = try #require(AssemblyFile(process.file(of: app).mapped()))
        #expect(runtime.build(of: module) == file.metadataIdentity()?.text)
        #expect(runtime.build(of: module)?.utf8.count == "rows-".utf8.count + 50)
    }

    /// Two builds that differ in the name of a nested type alone, as each form of the hashes says them.
    @Test(arguments: TypeNameHash.allCases) func nestedNames(_ form: TypeNameHash) {
        func digests(_ nested: String, deeper: String = "Deep") -> UInt64 {
            let parts = ["Shop.Order", nested, deeper].map { Array($0.utf8) }
            let hashes = (1...3).map { form.hash(Array(parts[..<$0])) }
            // What the table has for each, from which the hash of its own name is computed.
            let own: [UInt32: UInt32] = [
                3: form.ownName(hashes[1], enclosing: hashes[0]), 4: form.ownName(hashes[2], enclosing: hashes[1]),
            ]
            for (row, part) in [(3 as UInt32, parts[1]), (4, parts[2])] {
                #expect((own[row] ?? 0) | 1 == TypeNameHash.ownName.hash([part]) | 1)
            }
            return TypeNameHash.digest(own)
        }
        #expect(digests("Line") == digests("Line"))
        #expect(digests("Line") != digests("Lane"))
        #expect(digests("Line") != digests("Line", deeper: "Deer"))
    }

    /// A precompiled module has the names in its file.
    @Test func withoutTheNames() throws {
        process.removeTypeNames(of: app)
        process.removeFile(of: app)
        let (runtime, module) = try read()
        let file = try #require(AssemblyFile(process.file(of: app).mapped())?.metadataIdentity())
        let found = try #require(runtime.metadataIdentity(of: module))
        #expect(found.names == nil)
        #expect(found.schema == file.schema)
    }

    /// Nothing is taken for the reader whose virtual tables lie elsewhere, or whose numbers contradict one another.
    @Test(arguments: [
        (0 as UInt64, 8), (8, 8), (16, 8), (CLR8.MetadataReader.heaps, 8), (CLR8.MetadataReader.counts, 4),
        (CLR8.MetadataReader.counts + 8, 4), (CLR8.MetadataReader.schema + 8, 8), (CLR8.MetadataReader.heaps + 136, 4),
    ])
    func whatIsNoReader(_ place: UInt64, _ count: Int) throws {
        process.poke([UInt8](repeating: 0, count: count), at: reader + place)
        let (runtime, module) = try read()
        #expect(runtime.schema(of: module) == nil)
        #expect(runtime.metadataIdentity(of: module) == nil)
    }

    /// Whatever words stand there, reading ends and finds nothing or what the file has.
    @Test func hostileWords() throws {
        let (whole, module) = try read()
        let schema = try #require(whole.schema(of: module))
        for at in stride(from: reader, to: reader + 0x5D8, by: 0x20) {
            for value in [UInt64.max, 0x7FFF_FFFF_FFFF_FFF8, reader, table, 1] {
                var memory = try Memory(process)
                memory.write(value, at: at)
                let runtime = try memory.runtime()
                _ = runtime.metadataIdentity(of: module)
            }
        }
        for at in stride(from: table, to: table + 0x28, by: 8) {
            for value in [UInt64.max, 0x7FFF_FFFF_FFFF_FFF8, table, 0xFFFF_FFFF, 1] {
                var memory = try Memory(process)
                memory.write(value, at: at)
                _ = try memory.runtime().typeNameHashes(of: module, schema)
            }
        }
    }

    /// The core of a process with words changed.
    private struct Memory {
        private var core: ELFCoreBuilder

        init(_ process: SyntheticProcess) throws { core = process.core() }

        mutating func write(_ value: UInt64, at address: UInt64) {
            for index in core.segments.indices {
                let segment = core.segments[index]
                guard segment.address <= address, address + 8 <= segment.address + UInt64(segment.bytes.count) else { continue }
                core.segments[index].bytes.put(value, at: Int(address - segment.address))
            }
        }

        func runtime() throws -> DotNetRuntime {
            let dump = ProcessDump(try ELFCore(core.bytes().mapped()))
            return try DotNetRuntime(dump, AddressSpace(dump))
        }
    }
}
