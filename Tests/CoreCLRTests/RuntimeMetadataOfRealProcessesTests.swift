import CompressedInput
import DumpFormats
import FoundationEssentials
import ProcessMemory
import RawMemory
import Testing

@testable import CoreCLR

/// The runtime's own records of modules in dumps of real processes, compared with the modules' metadata where the dump holds both.
@Suite struct RuntimeMetadataOfRealProcessesTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    /// A folder with more dumps. Without it their tests are skipped.
    private static let more = ProcessInfo.processInfo.environment["HEAPDRIFT_TEST_DUMPS"] ?? root + "/../shared/dumps"
    private static let fixtures = root + "/Tests/Fixtures"

    private func opened(_ path: String, _ member: String?) throws -> DotNetRuntime {
        let packed = PackedFile(
            try MappedFile.open(path), member.map { .member($0) } ?? .only, UnpackOptions(folder: "/tmp", limit: 1 << 32), WorkProgress(),
            judge: { _ in .dump })
        let dump = try ProcessDump((member == nil ? packed.onlyDump() : packed.onlyMember()).content.get())
        return try DotNetRuntime(dump, AddressSpace(dump))
    }

    /// `compared`: at least so many modules of which the dump holds both. `named`: those of them with hashes of the names of their types.
    private func check(_ runtime: DotNetRuntime, compared: Int, named: Int) throws {
        var found = (compared: 0, named: 0, loaded: 0, nested: 0)
        for module in runtime.moduleList where !module.isDynamic {
            guard let schema = runtime.schema(of: module), let metadata = module.metadata, let own = metadata.schema else { continue }
            found.compared += 1
            #expect(schema == own, "\(module.name)")
            if let loaded = runtime.loadedTypes(of: module, schema) {
                found.loaded += 1
                #expect(loaded.agree(with: metadata), "\(module.name)")
            }
            guard let hashes = runtime.typeNameHashes(of: module, schema) else { continue }
            found.named += 1
            #expect(hashes.isWhole, "\(module.name)")
            #expect(hashes.nameDigests(runtime.module.version) == metadata.nameDigests, "\(module.name)")
            if schema.rowCounts[MetadataTable.nestedClass.rawValue] > 0 { found.nested += 1 }
            let names = try #require(DefinitionNames(metadata), "\(module.name)")
            #expect(hashes.agrees(with: names.names), "\(module.name)")
        }
        #expect(found.compared >= compared)
        #expect(found.named >= named)
        #expect(found.nested >= 1)
        // A facade defines no types of its own. 7 of 18 modules of Windows have some that are loaded.
        #expect(found.loaded >= compared / 3)
    }

    @Test func net8() throws { try check(opened(Self.fixtures + "/eventhandlers-0.core.zst", nil), compared: 1, named: 1) }

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: more + "/matrix/mixed-10.0.14-wks.tar.zst")),
        arguments: ["8.0.33", "9.0.22", "10.0.14"])
    func later(_ version: String) throws {
        try check(opened(Self.more + "/matrix/mixed-\(version)-wks.tar.zst", "mixed-\(version)-wks-0.core"), compared: 13, named: 1)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: more + "/windows/kinds-8.0.33.tar.zst"))) func windows() throws {
        try check(opened(Self.more + "/windows/kinds-8.0.33.tar.zst", "kinds-win-8.0.33-wks-1.dmp"), compared: 18, named: 1)
    }
}
