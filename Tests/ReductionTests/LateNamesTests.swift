import SnapshotModel
import Testing

@testable import Reduction

/// Names that the store has learnt after a snapshot was taken.
@Suite struct LateNamesTests {
    private static let app = ModuleBuild(file: "App.dll", timeStamp: 0xAB, imageSize: 0xC000)
    private static let core = ModuleBuild(file: "System.Private.CoreLib.dll", timeStamp: 0xCD, imageSize: 0x8E_A000)
    private static let names = [
        app: ["<Module>", "Shop.Order", "Shop.Map`2+Entry"], core: ["<Module>", "System.String", "System.Collections.Generic.List`1"],
    ]
    private let late = LateNames(builds: [app, core]) { names[$0] }

    private func row(_ name: String, _ token: String = "", _ build: String = "", module: String = "App.dll") -> TypeRow {
        var row = TypeRow()
        (row.name, row.module, row.token, row.build, row.count) = (name, module, token, build, 1)
        return row
    }

    private func snapshot(_ types: [TypeRow], _ modules: [(name: String, size: UInt64)] = []) -> Snapshot {
        let rows = modules.map { module in
            var row = ModuleRow()
            (row.name, row.path, row.size, row.count) = (module.name, "/app/" + module.name, module.size, 1)
            return row
        }
        return Snapshot(
            input: Input(fingerprint: "", path: "a.core", kind: "elf-core", bytes: 0, reader: ""),
            capture: Capture(
                time: 0, timeSource: .given, process: "orders", pid: 1, os: "linux", arch: "x64",
                runtime: Capture.Runtime(name: ".NET", version: "8.0.4"), gc: nil, dumpKind: .heap, labels: [:]),
            trust: Trust(
                layout: .table, diagnostics: ReadingProblem.diagnostics([.typesUnnamed(count: UInt64(types.count))])),
            totals: Totals(), tables: [Table(types), Table(rows)])
    }

    private func named(_ snapshot: Snapshot) -> (names: [String], codes: [String]) {
        let named = late.named(snapshot)
        let rows: [TypeRow] = named.table("types")?.rows() ?? []
        return (rows.map(\.name), named.trust.diagnostics.map(\.code))
    }

    @Test func byTheBuildsThatARowSays() {
        let list = "System.Private.CoreLib.dll!<0x02000003><App.dll!<0x02000002>>[]"
        let found = named(
            snapshot([
                row(list, list, "000000cd-8ea000, 000000ab-c000", module: "System.Private.CoreLib.dll"),
                row(
                    "App.dll!<0x02000003><System.Int32, App.dll!<0x02000002>>",
                    "App.dll!<0x02000003><Other.dll!<0x02000009>, App.dll!<0x02000002>>", "000000ab-c000, 1-1"),
            ]))
        #expect(found.names == ["Shop.Map<System.Int32, Shop.Order>+Entry", "System.Collections.Generic.List<Shop.Order>[]"])
        #expect(found.codes == ["names-from-store"])
    }

    @Test func anotherBuildHasNoNames() {
        let token = "App.dll!<0x02000002>"
        for build in ["000000ab-d000", "000000ac-c000", "elf-00ab", "*", "", "ab"] {
            #expect(named(snapshot([row(token, token, build)])).names == [token], "\(build)")
        }
    }

    /// Snapshots of earlier versions do not say the builds. The size of the image must be that of the only build that is known.
    @Test(arguments: [
        (0xC000 as UInt64, true), (0x5000, true), (0x3000, false), (0xD000, false), (0, false),
    ])
    func byTheSizeOfTheModule(_ size: UInt64, _ isNamed: Bool) {
        let found = named(snapshot([row("App.dll!<0x02000002>")], [("App.dll", size)]))
        #expect(found.names == [isNamed ? "Shop.Order" : "App.dll!<0x02000002>"])
        #expect(found.codes == [isNamed ? "names-assumed" : "types-unnamed"])
    }

    @Test func twoBuildsOfOneSizeAreInDoubt() {
        let twin = ModuleBuild(file: "App.dll", timeStamp: 0xAC, imageSize: 0xC000)
        let late = LateNames(builds: [Self.app, twin]) { _ in ["<Module>", "Shop.Order"] }
        let unnamed = snapshot([row("App.dll!<0x02000002>")], [("App.dll", 0xC000)])
        #expect(late.named(unnamed) == unnamed)
    }

    @Test func whatIsNotKnownStays() {
        let found = named(
            snapshot(
                [
                    row("App.dll!<0x02000099>"), row("Other.dll!<0x02000002>"), row("App.dll!<0x7f0012345678>"),
                    row("App.dll!<0x02000002>*"),
                ],
                [("App.dll", 0xC000)]))
        #expect(found.names == ["App.dll!<0x02000099>", "App.dll!<0x7f0012345678>", "Other.dll!<0x02000002>", "Shop.Order*"])
        #expect(found.codes == ["types-unnamed", "names-assumed"])
    }

    private static let schema = "rows-00112233445566aa"

    private func late(_ schemas: [ModuleBuild: String], _ names: [ModuleBuild: [String]]) -> LateNames {
        LateNames(builds: Array(names.keys), schemas: schemas.compactMapValues { ModuleSchema($0) }) { names[$0] }
    }

    /// The row says the numbers of the metadata, and perhaps the hash of the names.
    @Test func byTheSchemaThatARowSays() {
        let token = "App.dll!<0x02000002>"
        let outermost = Self.schema + "-8899aabbccddeeff"
        let whole = outermost + "-0123456789abcdef"
        let twin = ModuleBuild(file: "App.dll", timeStamp: 0xAC, imageSize: 0xC000)
        let both = [Self.app: ["<Module>", "Shop.Order"], twin: ["<Module>", "Shop.Cart"]]
        let schemas = [Self.app: whole, twin: Self.schema + "-0000000000000001"]
        func found(_ build: String, _ late: LateNames) -> [String] {
            let named = late.named(snapshot([row(token, token, build)]))
            let rows: [TypeRow] = named.table("types")?.rows() ?? []
            return rows.map(\.name) + named.trust.diagnostics.map(\.code)
        }
        let one = late([Self.app: whole], [Self.app: ["<Module>", "Shop.Order"]])
        #expect(found(whole, one) == ["Shop.Order", "names-from-store"])
        #expect(found(Self.schema, one) == ["Shop.Order", "names-unproved"])
        #expect(found(Self.schema + "-0000000000000001", one) == [token, "types-unnamed"])
        #expect(found("rows-0000000000000001", one) == [token, "types-unnamed"])
        // Of two builds of the same numbers the names decide, and without them nothing does.
        #expect(found(whole, late(schemas, both)) == ["Shop.Order", "names-from-store"])
        #expect(found(Self.schema, late(schemas, both)) == [token, "types-unnamed"])
        #expect(found(whole, late([:], both)) == [token, "types-unnamed"])
        // Two builds that differ in nested types alone: the row says which of them it is.
        let nested = [Self.app: whole, twin: outermost + "-0000000000000001"]
        #expect(found(whole, late(nested, both)) == ["Shop.Order", "names-from-store"])
        #expect(found(outermost + "-0000000000000001", late(nested, both)) == ["Shop.Cart", "names-from-store"])
        // A snapshot of an older version does not say it.
        #expect(found(outermost, late(nested, both)) == [token, "types-unnamed"])
        #expect(found(outermost, one) == ["Shop.Order", "names-unproved"])
        #expect(found(whole, late([Self.app: whole, twin: whole], both)) == [token, "types-unnamed"])
    }
}
