import DumpSynth
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// The sections about the loader, of made-up processes.
@Suite struct LoaderSectionsTests {
    private func reduced(_ process: SyntheticProcess) throws -> Snapshot { try ReductionTests.reduced(process.core().bytes()) }

    private func groups(_ process: SyntheticProcess) throws -> [ModuleGroupRow] {
        try #require(reduced(process).table("module_groups")).rows()
    }

    @Test func heapsByAllocatorAndKind() throws {
        let process = SyntheticProcess()
        for number in 0..<3 as Range<UInt64> {
            let context = process.loaderAllocator()
            process.own(process.module("Plugin.dll", path: "/app/Plugin.dll"), by: context)
            process.loaderHeap(
                at: CLR8.LoaderAllocator.lowFrequency, of: context,
                [
                    SyntheticBlock(0x7F12_0000_0000 + number << 24, 0x10000, committed: 0x1000),
                    SyntheticBlock(0x7F12_0080_0000 + number << 24, 0x10000, committed: 0xF000),
                ])
        }
        let snapshot = try reduced(process)
        #expect(snapshot.trust.diagnostics == [])
        let rows: [LoaderHeapRow] = try #require(snapshot.table("loader_heaps")).rows()
        #expect(
            rows.filter { $0.kind != "jit-code" }.map {
                "\($0.kind) \($0.allocator) \($0.committed) \($0.reserved) \($0.wasted) \($0.regions) \($0.heaps)"
            } == [
                "high-frequency global 20480 65536 0 1 1", "low-frequency collectible 196608 393216 12288 6 3",
                "low-frequency global 12288 65536 0 1 1", "stub global 4096 12288 0 1 1",
            ])
        #expect(snapshot.sum("loader_heaps", "committed", nil) == Int128(3 * 0x10000 + 0x3000 + 0x5000 + 0x1000))
        let modules: [ModuleRow] = try #require(snapshot.table("modules")).rows()
        let plugin = try #require(modules.first { $0.name == "Plugin.dll" })
        #expect(plugin.isCollectible && plugin.count == 3 && plugin.origin == "file")
        #expect(modules.filter(\.isCollectible).count == 1)
    }

    /// Numbers at the ends of names are counters, so a hundred assemblies are one row. Their maker is known by their types.
    @Test func groupsOfEmittedModules() throws {
        let process = SyntheticProcess()
        for number in 0..<100 { process.module("r2bjp\(number)", layout: .dynamic) }
        for number in 0..<3 {
            let module = process.module("Microsoft.GeneratedCode", layout: .dynamic)
            _ = process.type("Microsoft.Xml.Serialization.GeneratedAssembly.XmlSerializationWriter\(number)", in: module)
        }
        _ = process.type("Castle.Proxies.IOrdersProxy", in: process.module("DynamicProxyGenAssembly2", layout: .dynamic))
        let rows = try groups(process)
        #expect(
            rows.map { "\($0.pattern) \($0.origin) \($0.count) \($0.made) \($0.maker)" } == [
                "DynamicProxyGenAssembly2 dynamic 1 1 Castle DynamicProxy", "Microsoft.GeneratedCode dynamic 3 3 XmlSerializer",
                "r2bjp* dynamic 100 100 Reflection.Emit",
            ])
        #expect(
            rows[1].types
                == (0..<3).map { "Microsoft.Xml.Serialization.GeneratedAssembly.XmlSerializationWriter\($0)" }.joined(separator: ", "))
        #expect(rows.allSatisfy { !$0.evidence.isEmpty })
    }

    /// Assemblies that a C# compiler of the process made and loaded from bytes, and proxies of a mocking library.
    @Test func makersByReferences() throws {
        let process = SyntheticProcess()
        func refer(_ module: SyntheticModule, _ names: [(namespace: String, name: String)]) {
            process.metadata(of: module) { metadata in
                metadata.moreTables[0x01] = names.map { [.u16(0), .string($0.name), .string($0.namespace)] }
            }
        }
        let compiled = ["CompilationRelaxationsAttribute", "RuntimeCompatibilityAttribute"].map { ("System.Runtime.CompilerServices", $0) }
        for name in ["qgt1j2cs.dll", "51buoqnx.dll"] { refer(process.module(name, path: ""), compiled) }
        refer(process.module("DynamicProxyGenAssembly2", layout: .dynamic), [("Moq", "IMocked")])
        refer(process.module("Rules", layout: .dynamic), [("System.Runtime.CompilerServices", "Closure")])
        process.module("Handmade.dll", path: "")
        #expect(
            try groups(process).map { "\($0.pattern) \($0.origin) \($0.count) \($0.maker)" } == [
                "*.dll bytes 2 CSharpCodeProvider", "DynamicProxyGenAssembly2 dynamic 1 mocks (Moq)", "Handmade.dll bytes 1 unknown",
                "Rules dynamic 1 expression trees",
            ])
        process.module("Microsoft.CodeAnalysis.CSharp.dll")
        #expect(try groups(process).first?.maker == "Roslyn")
    }

    /// One file in two load contexts; files of one name in two folders; files with random names; and files that are no copies: each once,
    /// and the translations of an assembly.
    @Test func groupsOfFiles() throws {
        let process = SyntheticProcess()
        for _ in 0..<2 { process.module("Plugin.dll", path: "/app/plugins/Plugin.dll") }
        for folder in ["a", "b", "c"] { process.module("Report.dll", path: "/tmp/\(folder)/Report.dll") }
        for name in ["k3j2h1xq.dll", "a1b2c3dz.dll"] { process.module(name, path: "/tmp/" + name) }
        for language in ["de", "fr"] { process.module("App.resources.dll", path: "/app/\(language)/App.resources.dll") }
        process.module("App.dll")
        let snapshot = try reduced(process)
        let rows: [ModuleGroupRow] = try #require(snapshot.table("module_groups")).rows()
        #expect(
            rows.map { "\($0.pattern) \($0.origin) \($0.count) \($0.made) \($0.maker)" } == [
                "*.dll file 2 1 unknown", "Plugin.dll file 2 1 load contexts", "Report.dll file 3 2 copied files",
            ])
        #expect(snapshot.sum("module_groups", "made", nil) == 4)
    }

    @Test func dynamicMethodsByPattern() throws {
        let process = SyntheticProcess()
        let hosted = process.module("Anonymously Hosted DynamicMethods Assembly", layout: .dynamic)
        process.dynamicMethods([nil] + (1...30).map { "lambda_method\($0)" } + ["Calculate", nil], in: hosted)
        process.dynamicMethods(["Regex1_Scan", "Regex2_Scan"], in: process.module("System.Text.RegularExpressions.dll"))
        let snapshot = try reduced(process)
        let rows: [DynamicMethodRow] = try #require(snapshot.table("dynamic_methods")).rows()
        #expect(
            rows.map { "\($0.pattern) \($0.module) \($0.count) \($0.maker)" } == [
                "Calculate Anonymously Hosted DynamicMethods Assembly 1 unknown",
                "Regex*_Scan System.Text.RegularExpressions.dll 2 Regex",
                "lambda_method* Anonymously Hosted DynamicMethods Assembly 30 expression trees",
            ])
    }

    /// Words that look like descriptions of methods, but whose resolvers are no objects of the runtime.
    @Test func whatOnlyLooksLikeMethodsIsNone() throws {
        let process = SyntheticProcess()
        let made = process.dynamicMethods(["a", "b"], in: process.module("Hosted", layout: .dynamic))
        for resolver in made.resolvers { process.poke(process.systemDomain, at: resolver) }
        let snapshot = try reduced(process)
        #expect(snapshot.table("dynamic_methods")?.rowCount == 0)
        #expect(snapshot.trust.diagnostics == [])
    }

    @Test func damagedListsAreSaid() throws {
        let process = SyntheticProcess()
        let made = process.dynamicMethods(["a", "b"], in: process.module("Hosted", layout: .dynamic), perChunk: 1)
        process.poke(made.chunks[0], at: made.chunks[1] + CLR8.MethodDescChunk.next)
        let heap = process.loaderHeap(
            at: CLR8.LoaderAllocator.executable, of: process.globalAllocator, [SyntheticBlock(0x7F12_0000_0000, 0x1000, committed: 0x1000)])
        process.poke(heap.blocks[0], at: heap.blocks[0])
        let snapshot = try reduced(process)
        #expect(snapshot.trust.level == .partial)
        #expect(snapshot.trust.diagnostics.map(\.code) == ["dynamic-methods-unreadable", "loader-heaps-unreadable"])
    }

    /// Names of modules, types and methods are replaced; makers, evidence and kinds are not names of the program.
    @Test func redactedNames() throws {
        let process = SyntheticProcess()
        let emitted = process.module("Acme7Rules", layout: .dynamic)
        _ = process.type("Acme.Tariff.Rule", in: emitted)
        process.dynamicMethods(["AcmeDiscount1", "lambda_method1"], in: emitted)
        for folder in ["acme-a", "acme-b"] { process.module("Acme.Plugin.dll", path: "/srv/\(folder)/Acme.Plugin.dll") }
        let plain = try reduced(process)
        let redacted = Redaction { _ in "0123456789" }.applied(to: plain)
        let groups: [ModuleGroupRow] = try #require(redacted.table("module_groups")).rows()
        #expect(Set(groups.map(\.maker)) == ["Reflection.Emit", "copied files"])
        let methods: [DynamicMethodRow] = try #require(redacted.table("dynamic_methods")).rows()
        #expect(Set(methods.map(\.maker)) == ["expression trees", "unknown"])
        let heaps: [LoaderHeapRow] = try #require(redacted.table("loader_heaps")).rows()
        #expect(heaps.map(\.kind) == ["high-frequency", "jit-code", "low-frequency", "stub"])
        let modules: [ModuleRow] = try #require(redacted.table("modules")).rows()
        let texts =
            groups.flatMap { [$0.pattern, $0.types, $0.evidence] } + methods.flatMap { [$0.pattern, $0.module, $0.evidence] }
            + modules.flatMap { [$0.name, $0.path, $0.loadContext, $0.version] }
        #expect(texts.contains("~0123456789*"))
        #expect(texts.filter { $0.lowercased().contains("acme") } == [])
    }
}
