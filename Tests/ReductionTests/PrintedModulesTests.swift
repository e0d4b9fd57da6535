import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Which of several lists of modules is taken, and what it says. The numbers are made up.
@Suite struct PrintedModulesTests {
    private static let managed = "00007F3FA28B0000 0005FA00 /app/Shop.Orders.dll\n00007F3FA29B0000 00001200 /app/Shop.dll\n"
    /// As dotnet-dump's `lm` and `modules` print it: the file that is mapped twice, and a native one.
    private static let mapped =
        "\n00007F3FA28B0000 0005FA00 /app/Shop.Orders.dll\n00007F4020D25000 00013000 /app/Shop.Orders.dll\n"
        + "00007F4020E25000 00002000 /usr/lib/libshop.so\nTotal image size: 477696\n"
    private static let domain = """
        --------------------------------------
        Domain 1:           00005652c7fd2b30
        Name:               clrhost
        Assembly:           00005652c7ffd0a0 [/app/Shop.Orders.dll]
          Module
          00007f98e2034000    /app/Shop.Orders.dll

        Assembly:           00005652c7ffd1b0 (Dynamic) []
          Module
          00007f98e2035000    Dynamic Module


        """

    private func rows(_ text: String) throws -> [String] {
        let rows: [ModuleRow] = try #require(try reduced(Array(text.utf8)).table("modules")).rows()
        return rows.map { "\($0.name)|\($0.count)|\($0.size)" }.sorted()
    }

    private static let expected = ["Shop.Orders.dll|1|391680", "Shop.dll|1|4608"]

    /// The rows of `lm` count files that are mapped, so they are not added to those of `clrmodules`, wherever they stand.
    @Test(arguments: [
        "> clrmodules\n" + managed + "> modules\n" + mapped, "> clrmodules\n" + managed + "> lm\n" + mapped,
        "> lm\n" + mapped + "> clrmodules\n" + managed, "> clrmodules\n" + managed + mapped, managed + mapped,
        // Cut off before its total.
        "> clrmodules\n" + managed + mapped.replacing("Total image size: 477696\n", with: ""),
        // Every second line empty, as some pages have it.
        "> clrmodules\n" + managed.replacing("\n", with: "\n\n") + "\n" + mapped.replacing("\n", with: "\n\n"),
        "> clrmodules\n" + managed,
    ]) func theListOfManagedModules(_ text: String) throws { #expect(try rows(text) == Self.expected) }

    @Test func aListOfMappedFiles() throws {
        for text in ["> modules\n" + Self.mapped, "> lm\n" + Self.mapped, Self.mapped] {
            #expect(try rows(text) == ["Shop.Orders.dll|2|469504", "libshop.so|1|8192"])
            let found = try reduced(Array(text.utf8))
            #expect(found.trust.diagnostics.map(\.message).contains { $0.contains("`lm` lists: native ones too") })
            #expect(found.notInInput().contains("modules.dynamic"))
        }
        #expect(
            try reduced(Array(("> lm -a 7F4020E25000\n" + Self.mapped).utf8)).trust.diagnostics.map(\.code).contains("modules-of-a-part"))
    }

    /// `dumpdomain` prints no sizes: they are those of `clrmodules`, and of `lm` where the text has no others.
    @Test func sizesOfAnotherList() throws {
        let expected = ["Shop.Orders.dll|1|391680", "|1|0"]
        for text in [
            Self.managed + Self.domain + Self.mapped, Self.mapped + Self.domain + Self.managed, Self.managed + Self.domain,
            Self.mapped.replacing("0005FA00", with: "00012345").replacing("477696", with: "160581") + Self.domain + Self.managed,
        ] { #expect(try rows(text) == expected) }
        let alone = try rows(Self.domain + Self.mapped.replacing("00007F4020D25000 00013000 /app/Shop.Orders.dll\n", with: ""))
        #expect(alone == expected)
    }

    // MARK: Modules that were made at run time

    private static let made = "0000000000000000 00000000 (Dynamic)\n"

    /// `clrmodules` prints them without a name, as `dumpdomain` does of those that have none.
    @Test func modulesWithoutAName() throws {
        let list = try reduced(Array(("> clrmodules\n" + Self.managed + Self.made + Self.made).utf8))
        let domain = try reduced(Array(("> dumpdomain\n" + Self.domain).utf8))
        for (found, count) in [(list, UInt64(2)), (domain, 1)] {
            let rows: [ModuleRow] = try #require(found.table("modules")).rows()
            let groups: [ModuleGroupRow] = try #require(found.table("module_groups")).rows()
            #expect(rows.filter(\.isDynamic).map { "\($0.name)|\($0.count)|\($0.path)|\($0.origin)" } == ["|\(count)||dynamic"])
            #expect(groups.map { "\($0.pattern)|\($0.count)" } == ["(not named)|\(count)"])
        }
        #expect(Catalog.standard.metric("process.modules")?.value(list) == 4)
        #expect(!list.notInInput().contains("modules.size") && !list.notInInput().contains("modules.dynamic"))
        let said = list.trust.diagnostics.map(\.message)
        #expect(said.contains { $0.contains("`clrmodules` lists") } && !said.contains { $0.contains("none that were made at run time") })
    }

    @Test func aModuleWithAName() throws {
        let list = try reduced(
            Array(
                ("> clrmodules\n" + Self.managed + "00007F3FA39B0000 00000000 qrt-x6cw, Version=0.0.0.0, Culture=neutral(Dynamic)\n").utf8))
        let rows: [ModuleRow] = try #require(list.table("modules")).rows()
        #expect(rows.filter(\.isDynamic).map(\.name) == ["qrt-x6cw"])
    }
}
