import Testing

@testable import SnapshotModel

@Suite struct UnnamedTypeTests {
    @Test(arguments: [
        ("App.dll!<0x02000002>", ["App.dll"], false),
        ("App.dll!<0x02000002>[]", ["App.dll"], false),
        ("App.dll!<0x7f0012345678>", ["App.dll"], false),
        ("System.Collections.Generic.List<App.dll!<0x02000002>>", ["App.dll"], false),
        ("Core.dll!<0x02000011><App.dll!<0x02000002>, Core.dll!<0x02000003>>[]", ["Core.dll", "App.dll"], false),
        ("Pair<My App.dll!<0x02000002>, B.dll!<0x02000003>>", ["My App.dll", "B.dll"], false),
        ("<module unknown>!0x7f0012345678", [], true),
        ("List<<not in the dump>!0x10>", [], true),
        ("~0123456789!<0x02000002>", ["~0123456789"], false),
    ])
    func placeholders(_ name: String, _ modules: [String], _ isUnknown: Bool) throws {
        let type = try #require(UnnamedType(name))
        #expect(type.modules == modules)
        #expect(type.hasUnknownModule == isUnknown)
    }

    @Test(arguments: [
        "System.String", "A<B>", "", "!", "!T", "a!b", "A!<B>", "A!<0x>", "A!<0x12", "0x12!0x12", "Program+<>c", "<>f__AnonymousType0<!T>",
    ])
    func namesAreNone(_ name: String) { #expect(UnnamedType(name) == nil) }

    @Test(arguments: [
        // Nothing is known of the names in a program's own modules.
        ("Shop.**", "App.dll!<0x02000002>", NameFilter.Acceptance.unknown),
        ("System.EventHandler<*>", "App.dll!<0x02000002>", .unknown),
        // The platform's modules define types of its namespaces only.
        ("Shop.**", "System.Private.CoreLib.dll!<0x02000002>", .no),
        ("System.EventHandler<*>", "System.Private.CoreLib.dll!<0x02000113><App.dll!<0x02000014>>", .unknown),
        ("Shop.**", "System.Private.CoreLib.dll!<0x02000113><App.dll!<0x02000014>>", .no),
        ("**Cache**", "System.Private.CoreLib.dll!<0x02000002>", .unknown),
        ("S?stem.Strin?", "System.Private.CoreLib.dll!<0x02000002>", .unknown),
        // What is known of the name counts.
        ("System.Collections.Generic.List<Shop.*>", "System.Collections.Generic.List<App.dll!<0x02000002>>", .unknown),
        ("System.Collections.Generic.List<Shop.*>", "System.Collections.Generic.Queue<App.dll!<0x02000002>>", .no),
        ("Shop.Order[]", "App.dll!<0x02000002>[]", .unknown),
        ("Shop.Order", "App.dll!<0x02000002>[]", .no),
        ("Shop.Order", "<module unknown>!0x7f0012345678", .unknown),
        // Every name will do.
        ("**", "App.dll!<0x02000002>", .yes),
        // A pattern with a `!` is about placeholders.
        ("App.dll!**", "App.dll!<0x02000002>", .yes),
        ("App.dll!**", "Other.dll!<0x02000002>", .no),
        ("App.*", "App.dll!<0x02000002>", .unknown),
    ])
    func acceptance(_ pattern: String, _ name: String, _ expected: NameFilter.Acceptance) throws {
        #expect(NameFilter([NamePattern(pattern)]).acceptance(of: try #require(UnnamedType(name)), name) == expected)
    }

    @Test(arguments: [
        ("Shop.**", "~0123456789", NameFilter.Acceptance.unknown), ("Shop.Order", "~0123456789", .unknown),
        ("System.EventHandler<Shop.**>", "System.EventHandler<~0123456789>", .unknown),
        ("Shop.Cache+Entry", "~0123456789+~abcdef0123", .unknown), ("**+System", "~0123456789+~abcdef0123", .unknown),
        ("**>d__5", "~0123456789+~abcdef0123", .unknown), ("**Order**", "~0123456789[]", .unknown),
        // Names of the platform are not replaced, and a replaced name ends where a sign begins.
        ("System.**", "~0123456789", .no), ("System.Threading.Timer", "~0123456789", .no),
        ("System.EventHandler<Microsoft.**>", "System.EventHandler<~0123456789>", .no), ("S*.Timer", "~0123456789", .unknown),
        ("System.Action<Shop.**>", "System.EventHandler<~0123456789>", .no), ("Shop.List<**>", "~0123456789", .no),
        ("Shop.Order", "~0123456789[]", .no),
        // Any name will do.
        ("**", "~0123456789", .yes), ("System.**", "System.EventHandler<~0123456789>", .yes),
        ("System.EventHandler<*>", "System.EventHandler<~0123456789>", .yes), ("*", "~0123456789", .unknown),
        ("**[]", "~0123456789[]", .yes),
        // A pattern with a `~` is about the replaced names.
        ("~0123456789", "~0123456789", .yes), ("~0123456789", "~0123456780", .no), ("**<~**>", "System.EventHandler<~0123456789>", .yes),
        ("~0123456789!**", "~0123456789!<0x02000002>", .yes), ("~0123456780!**", "~0123456789!<0x02000002>", .no),
        // The module's name may have been replaced.
        ("App.dll!**", "~0123456789!<0x02000002>", .unknown), ("App.dll!**", "~0123456789", .no),
        ("Shop.**", "~0123456789!<0x02000002>", .unknown),
    ])
    func replacedNames(_ pattern: String, _ name: String, _ expected: NameFilter.Acceptance) throws {
        let type = try #require(UnnamedType(maybeRedacted: name))
        #expect(type.isReplaced)
        #expect(NameFilter([NamePattern(pattern)]).acceptance(of: type, name) == expected)
    }

    @Test(arguments: ["~Order", "~012345678", "~01234567890", "A~0123456789", "~0123456789.Order", "~", "System.String"])
    func otherNamesWereNotReplaced(_ name: String) { #expect(UnnamedType(maybeRedacted: name) == nil) }

    @Test func exceptionsCount() throws {
        let name = "App.dll!<0x02000002>"
        let type = try #require(UnnamedType(name))
        func acceptance(_ patterns: String...) -> NameFilter.Acceptance {
            NameFilter(patterns.map { NamePattern($0) }).acceptance(of: type, name)
        }
        #expect(acceptance("**", "!Shop.Order") == .unknown)
        #expect(acceptance("**", "!**") == .no)
        #expect(acceptance("Shop.**", "!**") == .no)
        #expect(acceptance("**", "!Shop.Order[]") == .unknown)
        #expect(acceptance("!Shop.Order[,]") == .unknown)
        #expect(acceptance() == .yes)
    }

    @Test func aLongHostileNameEndsSoon() {
        let name = String(repeating: "A!<0x1><", count: 4000)
        #expect(UnnamedType(name) != nil)
        #expect(UnnamedType(String(repeating: "<", count: 20_000) + String(repeating: "!", count: 20_000)) == nil)
    }
}
