import DumpSynth
import Testing

@testable import CoreCLR

@Suite struct DefinitionNamesTests {
    private func metadata(_ types: [MetadataBuilder.TypeRow]) throws -> MetadataTables {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        process.metadata(of: app) { $0.types += types }
        return try #require(try runtime(process).moduleList.last?.metadata)
    }

    @Test func withTheTypesAround() throws {
        let names = try #require(
            DefinitionNames(
                try metadata([
                    .init(name: "Outer`1", namespace: "Shop", enclosing: nil), .init(name: "Inner`2", namespace: "", enclosing: 2),
                    .init(name: "Größe", namespace: "", enclosing: 3),
                ])))
        #expect(names.names == ["<Module>", "Shop.Outer`1", "Shop.Outer`1+Inner`2", "Shop.Outer`1+Inner`2+Größe"])
        #expect(names.isWhole)
        #expect(names.name(2) == "Shop.Outer`1")
        #expect(names.name(0) == nil)
        #expect(names.name(5) == nil)
    }

    /// A type that encloses itself, two that enclose each other, and one whose enclosing row does not exist. The others keep their names.
    @Test func cycles() throws {
        let names = try #require(
            DefinitionNames(
                try metadata([
                    .init(name: "A", namespace: "", enclosing: 2), .init(name: "B", namespace: "", enclosing: 4),
                    .init(name: "C", namespace: "", enclosing: 3), .init(name: "D", namespace: "", enclosing: 99),
                    .init(name: "E", namespace: "N", enclosing: nil),
                ])))
        #expect(names.names == ["<Module>", "", "", "", "", "N.E"])
        #expect(!names.isWhole)
        #expect(names.name(2) == nil)
        #expect(names.name(6) == "N.E")
    }

    /// Many rows share one long name. The total is limited, both for the rows alone and with enclosing types.
    @Test func namesWithoutEnd() throws {
        let long = String(repeating: "x", count: 1000)
        let flat = try metadata((0..<50).map { _ in .init(name: long, namespace: "", enclosing: nil) })
        #expect(DefinitionNames(flat, limit: 50_008)?.names.count == 51)
        #expect(DefinitionNames(flat, limit: 50_007) == nil)
        let nested = try metadata((0..<5).map { .init(name: long, namespace: "", enclosing: $0 == 0 ? nil : UInt32($0) + 1) })
        #expect(DefinitionNames(nested, limit: 15_018)?.names.last?.utf8.count == 5_004)
        #expect(DefinitionNames(nested, limit: 15_017) == nil)
    }
}
