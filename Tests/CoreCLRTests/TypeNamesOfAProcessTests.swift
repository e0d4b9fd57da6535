import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct TypeNamesOfAProcessTests {
    private func name(_ type: SyntheticType, _ process: SyntheticProcess) throws -> String { try named(type, process).name }

    private func named(_ type: SyntheticType, _ process: SyntheticProcess) throws -> (name: String, module: String, placeholders: Int) {
        var names = try #require(try runtime(process).typeNames())
        let (name, module) = names.name(Address(type.handle))
        return (name, module, names.placeholders)
    }

    @Test func plainAndNested() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let order = process.type("Shop.Orders.Order", in: app)
        let line = process.type("Line", in: app, nestedIn: order)
        let part = process.type("Part", in: app, nestedIn: line)
        let global = process.type("NoNamespace", in: app)
        #expect(try name(order, process) == "Shop.Orders.Order")
        #expect(try name(part, process) == "Shop.Orders.Order+Line+Part")
        #expect(try named(global, process) == ("NoNamespace", "App.dll", 0))
        #expect(try name(process.stringType, process) == "System.String")
    }

    /// The numbers of a type are the same with its metadata and without, and are its name when all of it is missing.
    @Test func tokensNeedNoMetadata() throws {
        func found(removes: Bool) throws -> [(name: String, tokens: String?)] {
            let process = SyntheticProcess()
            let app = process.module("App.dll")
            let order = process.type("Shop.Order", in: app)
            let list = process.generic("System.Collections.Generic.List`1", in: process.coreLib, [order])
            let types = [
                order, list, process.arrayType(of: process.arrayType(of: list), rank: 2),
                process.generic("Pair`2", in: app, [list, process.int32], isShared: false),
                process.arrayType(of: process.pointer(to: order)),
                process.arrayType(of: process.typeDesc(0x1B)), process.arrayType(of: process.typeDesc(0x13)),
            ]
            if removes { for module in [app, process.coreLib] { process.removeMetadata(of: module) } }
            var names = try #require(try runtime(process).typeNames())
            return types.map { (names.name(Address($0.handle)).name, names.tokens(of: Address($0.handle))?.text) }
        }
        let (named, bare) = (try found(removes: false), try found(removes: true))
        #expect(named.map(\.tokens) == bare.map(\.tokens))
        #expect(named[0].tokens == "App.dll!<0x02000002>")
        #expect(named[5].tokens == "(fnptr)[]")
        #expect(named[6].tokens == nil)
        for type in bare[..<5] { #expect(type.name == type.tokens) }
        #expect(bare[3].name.hasPrefix("App.dll!<0x02000003><System.Private.CoreLib.dll!<0x02"))
    }

    /// The runtime knows these types without their metadata. An enumeration has the element type of its numbers and another category.
    @Test func typesThatTheRuntimeKnows() throws {
        func names(of kinds: [UInt8], category: UInt32 = 0x7_0000, classType: UInt8 = 0x12) throws -> [String] {
            let process = SyntheticProcess()
            let types = kinds.enumerated().map { place, kind in
                let type = process.valueType("System.T\(place)", in: process.coreLib, size: 8)
                process.poke(category, at: type.handle)
                process.poke(kind, at: process.eeClass(of: type) + 0x30)
                return type
            }
            for type in [process.object, process.stringType] { process.poke(classType, at: process.eeClass(of: type) + 0x30) }
            process.removeMetadata(of: process.coreLib)
            let all = [process.object, process.stringType] + types.map { process.arrayType(of: $0) }
            var names = try #require(try runtime(process).typeNames())
            return all.map { names.name(Address($0.handle)).name }
        }
        #expect(
            try names(of: [2, 5, 8, 0x19, 0x12]).map { $0.contains("!<0x") ? "?" : $0 } == [
                "System.Object", "System.String", "System.Boolean[]", "System.Byte[]", "System.Int32[]", "System.UIntPtr[]", "?",
            ])
        for odd in [try names(of: [5], category: 0x6_0000), try names(of: [5], classType: 0)] {
            #expect(odd[..<2] == ["System.Object", "System.String"])
            #expect(odd[2].contains("!<0x"), "\(odd)")
        }
    }

    /// Letters of any script, and names that compilers generate. Only the mark of generics is special in a name.
    @Test func unusualNames() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let order = process.type("Größe.注文", in: app)
        for (name, outer) in [
            ("<>c__DisplayClass12_0", order), ("<RunAsync>d__5", order), ("<>f__AnonymousType0", order), ("Ünï\u{301}code", order),
        ] {
            let nested = process.type(name, in: app, nestedIn: outer)
            #expect(try named(nested, process) == ("Größe.注文+" + name, "App.dll", 0))
            #expect(try self.name(process.arrayType(of: nested, rank: 2), process) == "Größe.注文+\(name)[,]")
        }
        let machine = process.generic("<Each>d__3`1", in: app, [order], nestedIn: order)
        #expect(try name(machine, process) == "Größe.注文+<Each>d__3<Größe.注文>")
        let byReference = process.arrayType(of: process.typeDesc(0x10, of: order))
        #expect(try name(byReference, process) == "Größe.注文&[]")
    }

    @Test func generics() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app)
        let list = process.generic("System.Collections.Generic.List`1", in: process.coreLib, [order])
        let lists = process.generic("System.Collections.Generic.List`1", in: process.coreLib, [list])
        let outer = process.type("System.Collections.Generic.Dictionary`2", in: process.coreLib)
        let entry = process.generic(
            "Entry", in: process.coreLib, [process.stringType, list], nestedIn: outer, isShared: false, dictionaries: 3)
        let odd = process.type("Odd`1", in: app)
        #expect(try named(list, process) == ("System.Collections.Generic.List<Shop.Order>", "System.Private.CoreLib.dll", 0))
        #expect(
            try name(lists, process) == "System.Collections.Generic.List<System.Collections.Generic.List<Shop.Order>>")
        #expect(
            try name(entry, process)
                == "System.Collections.Generic.Dictionary<System.String, System.Collections.Generic.List<Shop.Order>>+Entry")
        // The type is not generic, so the mark is part of the name.
        #expect(try name(odd, process) == "Odd`1")
    }

    @Test func arraysAndPointers() throws {
        let process = SyntheticProcess()
        let int = process.int32
        let rectangle = process.arrayType(of: int, rank: 3)
        #expect(try name(process.arrayType(of: int), process) == "System.Int32[]")
        #expect(try name(process.arrayType(of: process.arrayType(of: int)), process) == "System.Int32[][]")
        #expect(try name(rectangle, process) == "System.Int32[,,]")
        #expect(try name(process.arrayType(of: int, rank: 1), process) == "System.Int32[*]")
        // In the CLR's order the suffix of the element comes first: an array of int[,,] arrays.
        #expect(try name(process.arrayType(of: rectangle), process) == "System.Int32[,,][]")
        #expect(try name(process.arrayType(of: process.pointer(to: process.pointer(to: int))), process) == "System.Int32**[]")
        #expect(try name(process.arrayType(of: process.typeDesc(0x1B)), process) == "(fnptr)[]")
        #expect(try name(process.typeDesc(0x10, of: int), process) == "System.Int32&")
        #expect(try name(process.typeDesc(0x13), process) == "!T")
        #expect(try name(process.arrayType(of: process.typeDesc(0x1E)), process) == "!M[]")
    }

    /// The runtime's limit is 32 dimensions. A base size with more is damaged.
    @Test func ranks() throws {
        let process = SyntheticProcess()
        #expect(
            try name(process.arrayType(of: process.int32, rank: 32), process) == "System.Int32[" + String(repeating: ",", count: 31) + "]")
        for size in [24, 24 + 33 * 8, 0, UInt32.max] as [UInt32] {
            let process = SyntheticProcess()
            let array = process.arrayType(of: process.int32, rank: 2)
            process.poke(size, at: array.handle + CLR8.MethodTable.baseSize)
            let found = try named(array, process)
            #expect(found.name == "<array of an unknown type>!\(Address(array.handle))")
            #expect(found.placeholders == 1)
        }
    }

    /// The loader module of `List<Line>` is that of Line. The defining module has an optional slot, whose place depends on the others.
    @Test(arguments: [0x0, 0x1, 0x2, 0x3, 0x7, 0xF] as [UInt16]) func theDefiningModule(_ slots: UInt16) throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let other = process.module("Other.dll")
        let list = process.generic("My.Bag`1", in: app, [process.stringType])
        process.overrideModule(of: list, loader: other, slots: slots | 1)
        #expect(try named(list, process).module == "App.dll")
    }

    @Test func dynamicModules() throws {
        let process = SyntheticProcess()
        let emit = process.module("Emitted", layout: .dynamic)
        let one = process.type("Dyn.TypeOne", in: emit)
        let inner = process.type("Inner", in: emit, nestedIn: one)
        let list = process.generic("System.Collections.Generic.List`1", in: process.coreLib, [inner])
        #expect(try named(one, process) == ("Dyn.TypeOne", "Emitted", 0))
        #expect(try name(process.arrayType(of: inner), process) == "Dyn.TypeOne+Inner[]")
        #expect(try name(list, process) == "System.Collections.Generic.List<Dyn.TypeOne+Inner>")
    }

    /// The runtime can be configured not to write metadata for emitted modules.
    @Test func aDynamicModuleWithoutMetadata() throws {
        let process = SyntheticProcess()
        let emit = process.module("Emitted", layout: .dynamic)
        let one = process.type("Dyn.TypeOne", in: emit)
        process.poke(0 as UInt64, at: emit.address + CLR8.Module.dynamicMetadata)
        #expect(try named(one, process) == ("Emitted!<0x02000002>", "Emitted", 1))
    }

    @Test(arguments: [0x00, 0x01, 0x02, 0x04, 0x07, 0x40, 0x47] as [UInt8]) func everyWidthOfIndexes(_ sizes: UInt8) throws {
        for stream in ["#~", "#-"] {
            let process = SyntheticProcess()
            let app = process.module("App.dll", path: "")
            let outer = process.type("Ns.Outer", in: app)
            let inner = process.type("Inner", in: app, nestedIn: outer)
            process.metadata(of: app) {
                $0.heapSizes = sizes
                $0.tableStream = stream
            }
            #expect(try named(inner, process) == ("Ns.Outer+Inner", "App.dll", 0))
        }
    }

    /// More than 2^14 types make the coded index of the base type 4 bytes wide, more than 2^16 those of NestedClass too, and then the row
    /// does not fit the method table any more.
    @Test func manyTypes() throws {
        for count in [1 << 14, 1 << 16] {
            let process = SyntheticProcess()
            let app = process.module("App.dll")
            let outer = process.type("Ns.Outer", in: app)
            let inner = process.type("Inner", in: app, nestedIn: outer)
            process.metadata(of: app) {
                $0.types += (0..<count).map { _ in MetadataBuilder.TypeRow(name: "T", namespace: "", enclosing: nil) }
            }
            let beyond = process.type("Ns.Last", in: app)
            #expect(try name(inner, process) == "Ns.Outer+Inner")
            #expect(try name(beyond, process) == (count == 1 << 14 ? "Ns.Last" : "App.dll!<\(Address(beyond.handle))>"))
        }
    }

    @Test func hostileNames() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let escape = process.type("E\u{1B}[31m\u{202E}\n", in: app, namespace: "Ns")
        let brackets = process.type("Brack[et]<,>`+", in: app, namespace: "")
        let long = process.type(String(repeating: "L", count: 1023), in: app, namespace: "")
        let tooLong = process.type(String(repeating: "L", count: 65_536), in: app, namespace: "")
        #expect(try name(escape, process) == "Ns.E\u{1B}[31m\u{202E}\n")
        #expect(try name(brackets, process) == "Brack[et]<,>`+")
        #expect(try name(long, process).count == 1023)
        #expect(try named(tooLong, process) == ("App.dll!<0x02000005>", "App.dll", 1))
    }

    /// Metadata that is cut off after every byte gives the placeholder, or a shorter name if the text itself is cut.
    @Test(arguments: [ModuleLayout.flat, .dynamic]) func truncatedMetadata(_ layout: ModuleLayout) throws {
        func process() -> (SyntheticProcess, SyntheticModule, SyntheticType) {
            let process = SyntheticProcess()
            let module = process.module("Module.dll", layout: layout)
            let outer = process.type("Space.Outer", in: module)
            return (process, module, process.type("Inner", in: module, nestedIn: outer))
        }
        let (whole, module, type) = process()
        let size = whole.metadataSize(of: module)
        #expect(try name(type, whole) == "Space.Outer+Inner")
        for count in stride(from: 0, to: size, by: 3) {
            let (process, module, type) = process()
            process.cutMetadata(of: module, to: count)
            let found = try named(type, process)
            let isPlaceholder = found.name == (layout == .dynamic ? "Module" : "Module.dll") + "!<0x02000003>"
            let isBeginning = "Space.Outer+Inner".hasPrefix(found.name) && found.name.hasPrefix("Space.Outer+")
            #expect(isPlaceholder || isBeginning, "\(count) bytes: \(found.name)")
        }
    }

    /// Names in pages that the dump does not hold.
    @Test func metadataWithMissingPages() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let first = process.type("Ns.First", in: app)
        process.metadata(of: app) {
            $0.types += (0..<400).map { MetadataBuilder.TypeRow(name: "SomeLongerName\($0)", namespace: "Ns", enclosing: nil) }
        }
        let last = process.type("Ns.Last", in: app)
        let end = process.image(of: app) + UInt64(process.imageSize(of: app))
        process.removePages(end - 0x100..<end)
        #expect(try named(first, process) == ("Ns.First", "App.dll", 0))
        #expect(try named(last, process) == ("App.dll!<0x02000193>", "App.dll", 1))
    }

    /// Every word of the root, the stream headers and the table header is overwritten.
    @Test(arguments: [0, 1, 0xFFFF, 0x7FFF_FFFF, .max] as [UInt32]) func hostileMetadata(_ value: UInt32) throws {
        for offset in stride(from: 0 as UInt64, to: 200, by: 4) {
            let process = SyntheticProcess()
            let app = process.module("App.dll")
            let outer = process.type("Ns.Outer", in: app)
            let inner = process.type("Inner", in: app, nestedIn: outer)
            process.poke(value, at: process.metadataRoot(of: app) + offset)
            #expect(try !name(inner, process).isEmpty)
        }
    }

    @Test func typesNestedInARing() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let one = process.type("One", in: app)
        let two = process.type("Two", in: app, nestedIn: one)
        process.metadata(of: app) { $0.types[Int(one.row) - 1].enclosing = two.row }
        #expect(try named(two, process) == ("App.dll!<0x02000003>", "App.dll", 1))
    }

    /// Types that are nested deeper than compilers allow end in a placeholder.
    @Test func typesNestedVeryDeep() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        var type = process.type("T0", in: app)
        for number in 1...200 { type = process.type("T\(number)", in: app, nestedIn: type) }
        #expect(try named(type, process).placeholders == 1)
    }

    @Test func aGenericThatContainsItself() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        for arity in [1, 2, 8] {
            let type = process.generic(
                "Ns.Ring`\(arity)", in: app, Array(repeating: process.stringType, count: arity), isShared: false)
            for index in 0..<UInt64(arity) { process.poke(type.handle, at: type.dictionary + index * 8) }
            let found = try named(type, process)
            #expect(found.name.utf8.count <= 32_768 + 100)
            #expect(found.placeholders == 1)
            #expect(found.module == "App.dll")
        }
    }

    /// 3,000 instantiations in a ring, each with the next one twice as arguments. A naive reader would take 2^64 steps.
    @Test func aRingOfGenerics() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        var types: [SyntheticType] = []
        for _ in 0..<3000 {
            types.append(process.generic("G`2", in: app, [process.stringType, process.stringType], isShared: false))
        }
        for (type, next) in zip(types, types.dropFirst() + [types[0]]) {
            for index in 0..<2 as Range<UInt64> { process.poke(next.handle, at: type.dictionary + index * 8) }
        }
        var names = try #require(try runtime(process).typeNames())
        for type in types { #expect(names.name(Address(type.handle)).name.utf8.count <= 32_768 + 100) }
    }

    @Test(arguments: [0, 0xFFFF] as [UInt16]) func hostileCountsOfArguments(_ count: UInt16) throws {
        for offset in [4, 2] as [UInt64] {
            let process = SyntheticProcess()
            let app = process.module("App.dll")
            let type = process.generic("Ns.Bag`1", in: app, [process.stringType], isShared: false)
            process.poke(count, at: type.instantiation - offset)
            let found = try named(type, process)
            let placeholder = "App.dll!<0x02000002>"
            #expect(found.name == (offset == 2 && count == 0 ? "Ns.Bag`1" : placeholder))
        }
    }

    @Test(arguments: [0, 8, 1 << 47, 1 << 63, .max] as [UInt64]) func hostileMethodTables(_ value: UInt64) throws {
        for field in stride(from: 0 as UInt64, through: 0x40, by: 8) {
            let process = SyntheticProcess()
            let app = process.module("App.dll")
            let types = [
                process.type("Ns.A", in: app), process.generic("Ns.B`1", in: app, [process.int32]), process.arrayType(of: process.int32),
            ]
            for type in types { process.poke(value, at: type.handle + field) }
            var names = try #require(try runtime(process).typeNames())
            for type in types { #expect(!names.name(Address(type.handle)).name.isEmpty) }
        }
    }

    /// An array of arrays of arrays ... of itself.
    @Test func anArrayOfItself() throws {
        let process = SyntheticProcess()
        let array = process.arrayType(of: process.int32)
        process.poke(array.handle, at: array.handle + CLR8.MethodTable.slot1)
        let found = try named(array, process)
        #expect(found.name.hasSuffix("[][][]"))
        #expect(found.placeholders == 1)
    }
}
