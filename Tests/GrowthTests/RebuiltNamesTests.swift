import SnapshotModel
import Testing

@testable import Growth

/// Snapshots of two builds of a program: the compiler gives other numbers, and types move to other assemblies.
@Suite struct RebuiltNamesTests {
    private func type(_ name: String, _ count: UInt64, module: String = "Shop.dll", build: String = "1-a") -> TypeRow {
        var row = TypeRow()
        (row.name, row.module, row.count, row.bytes) = (name, module, count, count * 100)
        row.token = "\(module)!<0x02000002>"
        row.build = build
        return row
    }

    /// Count before and after by `name of module`; -1 where the row is not there.
    private func compared(_ stages: [TypeRow]..., more: [[Table]] = []) throws -> [String: [Int]] {
        let snapshots = stages.enumerated().map { snapshot([Table($1)] + ($0 < more.count ? more[$0] : [])) }
        let diff = diff(snapshots[0], snapshots[snapshots.count - 1], through: Array(snapshots.dropFirst().dropLast()))
        let table = try #require(diff.table(more.isEmpty ? "types" : more[0][0].info.name))
        var rows: [String: [Int]] = [:]
        for row in 0..<table.rowCount {
            let names = table.aligned.keys.map { table.aligned.text($0.words[row] ?? .max) }.filter { !$0.isEmpty }
            let change = table.change(table.leadingCount, row)
            rows[names.joined(separator: " of ")] = [change.before, change.after].map { $0.map { Int($0) } ?? -1 }
        }
        return rows
    }

    /// `12_0` is another closure in the later build, so the closures of the class are one row. What only the compiler of another class made stays.
    @Test func numbersOfTheCompiler() throws {
        let before = [
            type("Shop.Cart+<>c__DisplayClass11_0", 5), type("Shop.Cart+<>c__DisplayClass12_0", 7), type("Shop.Cart+<Load>d__4", 3),
            type("Shop.Order+<>c__DisplayClass3_0", 2), type("Shop.Cart", 1),
        ]
        let after = [
            type("Shop.Cart+<>c__DisplayClass12_0", 5, build: "2-b"), type("Shop.Cart+<>c__DisplayClass13_0", 70, build: "2-b"),
            type("Shop.Cart+<Load>d__5", 3, build: "2-b"), type("Shop.Order+<>c__DisplayClass3_0", 4, build: "2-b"),
            type("Shop.Cart", 1, build: "2-b"),
        ]
        #expect(
            try compared(before, after) == [
                "Shop.Cart+<>c__DisplayClass#_# of Shop.dll": [12, 75], "Shop.Cart+<Load>d__# of Shop.dll": [3, 3],
                "Shop.Order+<>c__DisplayClass3_0 of Shop.dll": [2, 4], "Shop.Cart of Shop.dll": [1, 1],
            ])
    }

    /// In one build a new closure is new, also while another module has another build.
    @Test func numbersOfOneBuildStay() throws {
        let before = [type("Shop.Cart+<>c__DisplayClass11_0", 5), type("Lib.A", 1, module: "Lib.dll", build: "7-7")]
        let after = [
            type("Shop.Cart+<>c__DisplayClass11_0", 5), type("Shop.Cart+<>c__DisplayClass12_0", 9),
            type("Lib.A", 1, module: "Lib.dll", build: "8-8"),
        ]
        #expect(
            try compared(before, after) == [
                "Shop.Cart+<>c__DisplayClass11_0 of Shop.dll": [5, 5], "Shop.Cart+<>c__DisplayClass12_0 of Shop.dll": [0, 9],
                "Lib.A of Lib.dll": [1, 1],
            ])
        #expect(try compared([before[0]], [after[0], after[1]]).count == 2)
    }

    @Test func typesThatMovedToAnotherModule() throws {
        let before = [
            type("Shop.Order", 5), type("Shop.Cart", 4), type("Shop.Both", 1), type("Shop.Both", 2, module: "Old.dll", build: "9-9"),
        ]
        let after = [
            type("Shop.Order", 8, module: "Shop.Core.dll", build: "3-c"), type("Shop.Cart", 4, build: "2-b"),
            type("Shop.Both", 3, build: "2-b"),
        ]
        #expect(
            try compared(before, after) == [
                "Shop.Order of Shop.Core.dll": [5, 8], "Shop.Cart of Shop.dll": [4, 4], "Shop.Both of Shop.dll": [1, 3],
                "Shop.Both of Old.dll": [2, 0],
            ])
        // A name that the latest lacks is where the one before it had it.
        #expect(try compared(before, after, [type("Shop.Cart", 4, build: "2-b")])["Shop.Order of Shop.Core.dll"] == [5, 0])
    }

    /// Without builds nothing says that the numbers changed, and a type without a name may be any.
    @Test func whatIsNotKnownStays() throws {
        let bare = [type("Shop.Order", 5, build: ""), type("Shop.Cart+<Load>d__4", 3, build: "")]
        let other = [type("Shop.Order", 5, module: "Shop.Core.dll", build: ""), type("Shop.Cart+<Load>d__5", 3, build: "")]
        #expect(try compared(bare, other).count == 4)
        let unnamed = [type("A.dll!<0x02000002>", 5, module: "A.dll"), type("Shop.Cart", 1)]
        let elsewhere = [type("A.dll!<0x02000002>", 5, module: "B.dll", build: "4-d"), type("Shop.Cart", 1, build: "2-b")]
        #expect(try compared(unnamed, elsewhere).count == 3)
    }

    /// The earlier snapshot has no name for a type of the module, which may be any of the later one: none of them has grown from nothing.
    @Test func whatMayBeAnotherRowKeepsItsName() throws {
        func type(_ name: String, _ row: Int, _ count: UInt64, module: String = "Shop.dll", build: String = "1-a") -> TypeRow {
            var type = self.type(name, count, module: module, build: build)
            type.token = "\(module)!<0x0200000\(row)>"
            return type
        }
        let before = [type("Shop.dll!<0x02000003>", 3, 5), type("Shop.Cart+<Load>d__4", 4, 3), type("Shop.Order", 5, 2)]
        let after = [
            type("Shop.Cart+<Load>d__5", 6, 8, build: "2-b"), type("Shop.Order", 2, 2, module: "Core.dll", build: "3-c"),
            type("Shop.Cart", 7, 1, build: "2-b"),
        ]
        let diff = diff(snapshot([Table(before)]), snapshot([Table(after)]))
        let types = try #require(diff.table("types"))
        let unmatched = (0..<types.rowCount).filter { types.statuses[$0] == .unmatched }.map {
            types.aligned.text(types.aligned.keys[0].words[$0] ?? .max)
        }
        #expect(Set(unmatched) == ["Shop.dll!<0x02000003>", "Shop.Cart+<Load>d__5", "Shop.Cart"])
    }

    /// Sections that say nothing of builds, when the types do.
    @Test func otherSections() throws {
        func delegates(_ method: String, _ count: UInt64) -> [Table] {
            var row = DelegateRow()
            (row.method, row.references) = (method, count)
            return [Table([row])]
        }
        let more = [delegates("Shop.Cart+<>c.<Load>b__4_0", 5), delegates("Shop.Cart+<>c.<Load>b__5_0", 9)]
        #expect(
            try compared([type("Shop.Cart", 1)], [type("Shop.Cart", 1, build: "2-b")], more: more) == [
                "Shop.Cart+<>c.<Load>b__#_#": [5, 9]
            ])
        #expect(try compared([type("Shop.Cart", 1)], [type("Shop.Cart", 1)], more: more).count == 2)
    }

    /// Another folder is no other module.
    @Test func modulesOfAnotherFolder() throws {
        func modules(_ folder: String, _ count: UInt64 = 1) -> [Table] {
            var row = ModuleRow()
            (row.name, row.path, row.count) = ("Shop.dll", folder + "/Shop.dll", count)
            return [Table([row])]
        }
        let more = [modules("/app/1"), modules("/app/2")]
        #expect(try compared([type("Shop.Cart", 1)], [type("Shop.Cart", 1)], more: more) == ["Shop.dll of /app/2/Shop.dll": [1, 1]])
    }

    private func module(_ name: String, path: String) -> ModuleRow {
        var row = ModuleRow()
        (row.name, row.path, row.count) = (name, path, 1)
        return row
    }

    /// The service's assembly has another name since the deployment: its types say that it is the same one.
    @Test func aModuleWithAnotherName() throws {
        let before = [type("Shop.Order", 5), type("Shop.Cart", 4), type("Shop.Gone", 1), type("Lib.A", 1, module: "Lib.dll")]
        let after = [
            type("Shop.Order", 8, module: "Store.dll", build: "2-b"), type("Shop.Cart", 4, module: "Store.dll", build: "2-b"),
            type("Lib.A", 1, module: "Lib.dll"),
        ]
        #expect(
            try compared(before, after) == [
                "Shop.Order of Store.dll": [5, 8], "Shop.Cart of Store.dll": [4, 4], "Shop.Gone of Store.dll": [1, 0],
                "Lib.A of Lib.dll": [1, 1],
            ])
        let modules = [[Table([module("Shop.dll", path: "/srv/Shop.dll")])], [Table([module("Store.dll", path: "/srv/Store.dll")])]]
        #expect(try compared(before, after, more: modules) == ["Store.dll of /srv/Store.dll": [1, 1]])
        // The other way about it is the same.
        #expect(try compared(after, before)["Shop.Order of Shop.dll"] == [8, 5])
    }

    @Test func modulesThatAreNotTheSameOne() throws {
        let before = [type("Shop.Order", 5), type("Shop.Cart", 4)]
        let new = { (name: String) in type(name, 8, module: "Store.dll", build: "2-b") }
        let modules = [[Table([module("Shop.dll", path: "/a")])], [Table([module("Store.dll", path: "/b")])]]
        let apart = ["Shop.dll of /a": [1, 0], "Store.dll of /b": [0, 1]]
        // One type of two moved.
        #expect(try compared(before, [new("Shop.Order"), new("Store.Other")], more: modules) == apart)
        // A single type may be chance.
        #expect(try compared([before[0]], [new("Shop.Order")], more: modules) == apart)
        // The old module is still there.
        #expect(try compared(before, [new("Shop.Order"), new("Shop.Cart"), before[0]], more: modules) == apart)
        // In between there were both.
        let both = before + [new("Shop.Order"), new("Shop.Cart")]
        let between = [modules[0], [Table(modules[0][0].rows(as: ModuleRow.self) + modules[1][0].rows(as: ModuleRow.self))], modules[1]]
        #expect(try compared(before, both, [new("Shop.Order"), new("Shop.Cart")], more: between) == apart)
        // Two became one: their types moved.
        let two = [type("Shop.Order", 5), type("Shop.Cart", 4), type("Old.A", 1, module: "Old.dll"), type("Old.B", 1, module: "Old.dll")]
        let one = [new("Shop.Order"), new("Shop.Cart"), new("Old.A"), new("Old.B")]
        #expect(try compared(two, one, more: modules) == apart)
    }

    /// Rules look at rows of two builds as at those of one.
    @Test func snapshotsAreJoinedForSuspects() throws {
        func holder(_ holder: String, _ type: String, _ count: UInt64) -> HolderRow {
            var row = HolderRow()
            (row.holder, row.type, row.root, row.count, row.bytes) = (holder, type, "static", count, count * 100)
            return row
        }
        let stages = [
            snapshot([Table([type("Shop.Cart", 1)]), Table([holder("Shop.Cart+<>c.<>9__3_0", "Shop.Cart+<>c__DisplayClass3_0", 4)])]),
            snapshot([
                Table([type("Shop.Cart", 1, build: "2-b")]), Table([holder("Shop.Cart+<>c.<>9__4_0", "Shop.Cart+<>c__DisplayClass4_0", 9)]),
            ]),
        ]
        let joined = Builds(stages).joining(stages).map { $0.table("holders")?.rows(as: HolderRow.self) ?? [] }
        #expect(joined.map { $0.map(\.count) } == [[4], [9]])
        #expect(joined[0][0].type == joined[1][0].type && joined[0][0].holder == joined[1][0].holder)
        #expect(joined[0][0].type == "Shop.Cart+<>c__DisplayClass#_#")
        let same = [stages[0], stages[0]]
        #expect(Builds(same).joining(same) == same)
    }

    /// Names that every program has prove nothing, and neither do a few types of a large module.
    @Test func fewEqualNamesAreNoRenamedModule() throws {
        func places(_ before: [TypeRow], _ after: [TypeRow]) -> [String] {
            Builds([before, after].map { snapshot([Table($0)]) }).renamed.map { "\($0.key.text) is \($0.value)" }
        }
        let common = ["Program", "<>c", "<Module>", "Program+<>c", "Program+<<Main>$>d__0"]
        #expect(places(common.map { type($0, 1, module: "A.dll") }, common.map { type($0, 1, module: "B.dll", build: "2-b") }) == [])
        let own = ["Shop.Cart", "Shop.Order", "Shop.Item"]
        let old = own.map { type($0, 1, module: "A.dll") }
        #expect(places(old, own.map { type($0, 1, module: "B.dll", build: "2-b") }) == ["A.dll is B.dll"])
        let large = own + (0..<9).map { "Other.Type\($0)" }
        #expect(places(old, large.map { type($0, 1, module: "B.dll", build: "2-b") }) == [])
    }
}
