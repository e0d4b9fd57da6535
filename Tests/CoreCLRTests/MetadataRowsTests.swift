import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

/// Rows of metadata in a module of a made-up process.
@Suite struct MetadataRowsTests {
    private func metadata(_ change: (inout MetadataBuilder) -> Void) throws -> MetadataTables {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        process.metadata(of: app, change)
        return try #require(try runtime(process).moduleList.last?.metadata)
    }

    /// An async method with its state machine: `Shop.Cart.PayAsync` has an attribute that names `Shop.Cart+<PayAsync>d__1`.
    private static func shop(_ metadata: inout MetadataBuilder) {
        metadata.types += [
            .init(name: "Cart", namespace: "Shop", enclosing: nil), .init(name: "<PayAsync>d__1", namespace: "", enclosing: 2),
        ]
        metadata.types[1].firstField = 1
        metadata.types[2].firstField = 3
        metadata.types[2].firstMethod = 3
        let machine = Array("Shop.Cart+<PayAsync>d__1".utf8)
        metadata.moreTables = [
            0x01: [
                // Scopes: AssemblyRef 1, and for the nested one TypeRef 1.
                [.u16(1 << 2 | 2), .string("AsyncStateMachineAttribute"), .string("System.Runtime.CompilerServices")],
                [.u16(1 << 2 | 3), .string("Inner"), .string("")],
            ],
            0x04: [
                [.u16(1), .string("_items"), .blob([6, 0x1D, 0x1C])], [.u16(0x51), .string("Max"), .blob([6, 8])],
                [.u16(6), .string("<>1__state"), .blob([6, 8])],
            ],
            0x06: [
                [.u32(0x2050), .u16(0), .u16(0x86), .string("PayAsync"), .blob([0x20, 1, 1, 8]), .u16(1)],
                [.u32(0), .u16(0), .u16(0x96), .string("Open"), .blob([0, 0, 1]), .u16(3)],
                [.u32(0x2080), .u16(0), .u16(0x1E6), .string("MoveNext"), .blob([0x20, 0, 1]), .u16(3)],
            ],
            0x08: [[.u16(0), .u16(1), .string("amount")], [.u16(0x10), .u16(2), .string("currency")]],
            0x0A: [[.u16(1 << 3 | 1), .string(".ctor"), .blob([0x20, 1, 1, 0x12, 5])]],
            0x0C: [
                // Parent MethodDef 1, constructor MemberRef 1; then TypeDef 3 with a constructor of its own module (MethodDef 3).
                [.u16(1 << 5 | 0), .u16(1 << 3 | 3), .blob([1, 0, UInt8(machine.count)] + machine + [0, 0])],
                [.u16(3 << 5 | 3), .u16(3 << 3 | 2), .blob([1, 0, 0, 0])],
            ],
            0x0F: [[.u16(1), .u32(64), .u16(3)]],
            0x10: [[.u32(16), .u16(3)]],
            0x1B: [[.blob([0x15, 0x12, 0x05, 1, 0x0E])]],
            0x23: [
                [
                    .u16(10), .u16(0), .u16(1), .u16(2), .u32(0), .blob([0xB0, 0x3F, 0x5F, 0x7F]), .string("System.Runtime"), .string(""),
                    .blob([]),
                ]
            ],
        ]
        metadata.sorted = 1 << 0x0C | 1 << 0x29
    }

    @Test func typesAndMembers() throws {
        let found = try metadata(Self.shop)
        #expect(found.fields(of: 1) == [])
        #expect(found.fields(of: 2) == [1, 2])
        #expect(found.fields(of: 3) == [3])
        #expect(found.fields(of: 4) == nil)
        #expect(found.methods(of: 2) == [1, 2])
        #expect(found.methods(of: 3) == [3])
        #expect(found.parameters(of: 1) == [1, 2])
        #expect(found.parameters(of: 2) == [])
        #expect(found.typeDeclaring(method: 1) == 2)
        #expect(found.typeDeclaring(method: 3) == 3)
        #expect(found.typeDeclaring(method: 0) == nil)
        #expect(found.typeDeclaring(method: 4) == nil)
        let type = try #require(found.row(TypeDefRow.self, 2))
        #expect(type.name == "Cart")
        #expect(type.namespace == "Shop")
        #expect(type.base == nil)
        let field = try #require(found.row(FieldRow.self, 2))
        #expect(field.name == "Max")
        #expect(field.isStatic)
        #expect(field.isLiteral)
        #expect(found.row(FieldRow.self, 1).flatMap { TypeSignature(field: $0.signature) } == .vector(.simple(.object)))
        let method = try #require(found.row(MethodDefRow.self, 2))
        #expect(method.name == "Open")
        #expect(method.isStatic)
        #expect(method.relativeAddress == 0)
        #expect(method.signature == [0, 0, 1])
        #expect(found.row(ParamRow.self, 2)?.name == "currency")
        #expect(found.row(ParamRow.self, 2)?.sequence == 2)
        #expect(found.row(NestedClassRow.self, 1)?.enclosing == 2)
        #expect(found.row(ClassLayoutRow.self, 1)?.size == 64)
        #expect(found.row(FieldLayoutRow.self, 1)?.offset == 16)
        #expect(found.row(ModuleDefRow.self, 1)?.name == "App.dll")
        #expect(found.row(ModuleDefRow.self, 1)?.versionID == [UInt8](repeating: 0x5A, count: 16))
    }

    @Test func referencesToOthers() throws {
        let found = try metadata(Self.shop)
        let assembly = try #require(found.row(AssemblyRefRow.self, 1))
        #expect(assembly.name == "System.Runtime")
        #expect(assembly.version == [10, 0, 1, 2])
        #expect(assembly.publicKeyOrToken == [0xB0, 0x3F, 0x5F, 0x7F])
        #expect(found.row(TypeRefRow.self, 1)?.scope == MetadataToken(.assemblyRef, 1))
        #expect(found.row(MemberRefRow.self, 1)?.parent == MetadataToken(.typeRef, 1))
        #expect(found.name(of: MetadataToken(.typeRef, 2)) == "System.Runtime.CompilerServices.AsyncStateMachineAttribute+Inner")
        #expect(found.name(of: MetadataToken(.typeDef, 3)) == "Shop.Cart+<PayAsync>d__1")
        #expect(found.name(of: MetadataToken(.typeSpec, 1)) == nil)
        let list = TypeSignature.instantiation(MetadataToken(.typeRef, 1), isValueType: false, arguments: [.simple(.string)])
        #expect(found.row(TypeSpecRow.self, 1).flatMap { TypeSignature(typeSpec: $0.signature) } == list)
    }

    /// Sorted tables are searched, and others are read from the start. Both give the same result.
    @Test(arguments: [true, false]) func attributes(_ isSorted: Bool) throws {
        let found = try metadata {
            Self.shop(&$0)
            if !isSorted {
                $0.sorted = 0
                $0.moreTables[0x0C]?.reverse()
            }
        }
        let attribute = try #require(found.customAttributes(of: MetadataToken(.methodDef, 1)).first)
        #expect(found.customAttributes(of: MetadataToken(.methodDef, 1)).count == 1)
        #expect(found.typeName(of: attribute) == "System.Runtime.CompilerServices.AsyncStateMachineAttribute")
        var value = BlobReader(attribute.value)
        #expect(value.number(2) == 1)
        #expect(value.text() == "Shop.Cart+<PayAsync>d__1")
        let own = try #require(found.customAttributes(of: MetadataToken(.typeDef, 3)).first)
        #expect(found.typeName(of: own) == "Shop.Cart+<PayAsync>d__1")
        #expect(found.customAttributes(of: MetadataToken(.methodDef, 2)).isEmpty)
        #expect(found.customAttributes(of: MetadataToken(.methodSpec, 1)).isEmpty)
        #expect(found.customAttributes(of: MetadataToken(.editLog, 1)).isEmpty)
        #expect(found.name(of: MetadataToken(.typeDef, 3)) == "Shop.Cart+<PayAsync>d__1")
    }

    /// Lists that go through a table of pointers, as in the metadata of emitted modules.
    @Test func pointers() throws {
        let found = try metadata {
            Self.shop(&$0)
            $0.moreTables[0x03] = [[.u16(3)], [.u16(1)], [.u16(2)]]
            $0.moreTables[0x05] = [[.u16(2)], [.u16(3)], [.u16(1)]]
        }
        #expect(found.fields(of: 2) == [3, 1])
        #expect(found.fields(of: 3) == [2])
        #expect(found.methods(of: 2) == [2, 3])
        #expect(found.typeDeclaring(method: 1) == nil)
    }

    /// Heaps with offsets of 4 bytes.
    @Test func wideHeaps() throws {
        let found = try metadata {
            Self.shop(&$0)
            $0.heapSizes = 7
        }
        #expect(found.row(FieldRow.self, 3)?.name == "<>1__state")
        #expect(found.row(MethodDefRow.self, 3)?.signature == [0x20, 0, 1])
        #expect(found.row(AssemblyRefRow.self, 1)?.name == "System.Runtime")
        #expect(found.row(ModuleDefRow.self, 1)?.versionID?.count == 16)
    }

    /// Lists with impossible ends, and blobs that leave their heap. Nothing is read, and nothing traps.
    @Test(arguments: [0, 2, 5, 99, 0x7FFF, 0xFFFF] as [UInt16]) func hostileCells(_ value: UInt16) throws {
        let lists = try metadata {
            Self.shop(&$0)
            $0.types[1].firstField = value
            $0.types[2].firstMethod = value
        }
        for type in 0...4 as ClosedRange<UInt32> {
            #expect((lists.fields(of: type) ?? []).allSatisfy { $0 <= 3 })
            #expect((lists.methods(of: type) ?? []).allSatisfy { $0 <= 3 })
        }
        _ = lists.typeDeclaring(method: 2)
        for table in [0x01, 0x04, 0x06, 0x0A, 0x0C, 0x0F, 0x10, 0x1B, 0x23] {
            let spoiled = try metadata {
                Self.shop(&$0)
                $0.moreTables[table] = $0.moreTables[table]?.map { row in
                    row.map {
                        switch $0 {
                        case .u16, .blob, .string: .u16(value)
                        case .u32: .u32(UInt32(value) << 16 | UInt32(value))
                        }
                    }
                }
            }
            _ = (spoiled.row(TypeRefRow.self, 1), spoiled.row(FieldRow.self, 1), spoiled.row(MethodDefRow.self, 1))
            _ = (spoiled.row(MemberRefRow.self, 1), spoiled.row(CustomAttributeRow.self, 1), spoiled.row(AssemblyRefRow.self, 1))
            _ = (spoiled.name(of: MetadataToken(.typeRef, 2)), spoiled.customAttributes(of: MetadataToken(.methodDef, 1)))
            #expect(spoiled.row(TypeSpecRow.self, 2) == nil)
        }
    }

    @Test func rowsThatAreNotThere() throws {
        let found = try metadata(Self.shop)
        #expect(found.row(FieldRow.self, 0) == nil)
        #expect(found.row(FieldRow.self, 4) == nil)
        #expect(found.row(FieldRow.self, .max) == nil)
        #expect(found.count(.field) == 3)
        #expect(found.count(.methodSpec) == 0)
        #expect(found.parameters(of: 99) == nil)
    }
}

@Suite struct TypeSignatureTests {
    @Test func everyForm() {
        #expect(TypeSignature(field: [6, 8]) == .simple(.int32))
        #expect(TypeSignature(field: [6, 0x0E])?.elementType == .string)
        #expect(TypeSignature(field: [6, 0x12, 5]) == .named(MetadataToken(.typeRef, 1), isValueType: false))
        #expect(TypeSignature(field: [6, 0x11, 0x81, 0x00]) == .named(MetadataToken(.typeDef, 64), isValueType: true))
        #expect(TypeSignature(field: [6, 0x13, 1]) == .typeParameter(1))
        #expect(TypeSignature(field: [6, 0x1E, 0]) == .methodParameter(0))
        #expect(TypeSignature(field: [6, 0x0F, 0x01]) == .pointer(.simple(.void)))
        #expect(TypeSignature(field: [6, 0x1D, 0x1D, 0x0E]) == .vector(.vector(.simple(.string))))
        #expect(TypeSignature(field: [6, 0x14, 8, 2, 1, 3, 1, 0]) == .array(.simple(.int32), rank: 2))
        #expect(TypeSignature(field: [6, 0x1B, 0, 0, 1]) == .functionPointer)
        // volatile: a required modifier before the type.
        #expect(TypeSignature(field: [6, 0x1F, 5, 0x02]) == .simple(.boolean))
        let pair = TypeSignature.instantiation(
            MetadataToken(.typeRef, 1), isValueType: true, arguments: [.typeParameter(0), .simple(.object)])
        #expect(TypeSignature(field: [6, 0x15, 0x11, 5, 2, 0x13, 0, 0x1C]) == pair)
    }

    @Test func damaged() {
        for bytes in [[], [6], [7, 8], [6, 0x12], [6, 0x12, 0], [6, 0x12, 3], [6, 0x17], [6, 0x15, 0x12, 5, 200, 8], [6, 0x1F]] as [[UInt8]]
        {
            #expect(TypeSignature(field: bytes) == nil)
        }
        #expect(TypeSignature(field: [6] + [UInt8](repeating: 0x1D, count: 100_000)) == nil)
        #expect(TypeSignature(field: [6, 0x15, 0x12, 5, 0xDF, 0xFF, 0xFF, 0xFF]) == nil)
    }

    @Test func numbers() {
        var reader = BlobReader([0x03, 0x7F, 0x80, 0x80, 0xBF, 0xFF, 0xC0, 0x00, 0x40, 0x00, 0xDF, 0xFF, 0xFF, 0xFF, 0xE0])
        #expect((0..<6).map { _ in reader.compressed() } == [3, 0x7F, 0x80, 0x3FFF, 0x4000, 0x1FFF_FFFF])
        #expect(reader.compressed() == nil)
        var text = BlobReader([3, 0x61, 0x62, 0x63, 0xFF, 0, 5, 0x61])
        #expect(text.text() == "abc")
        #expect(text.text() == "")
        #expect(text.text() == "")
        #expect(text.text() == nil)
        var number = BlobReader([1, 2, 3])
        #expect(number.number(9) == nil)
        #expect(number.number(2) == 0x0201)
        #expect(number.number(2) == nil)
        #expect(!number.isAtEnd)
    }
}
