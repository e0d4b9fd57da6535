import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct FieldReaderTests {
    private static let order: [SyntheticField] = [
        .init("_lines", 0x12, at: 8), .init("_count", 0x08, at: 16), .init("_when", 0x11, at: 0, signature: [0x11, 0x0C]),
        .init("Total", 0x0A, at: 24, flags: 0x100_0000), .init("_mine", 0x12, at: 40, flags: 0x300_0000),
        .init("Table", 0x08, at: 0x2050, flags: 0x500_0000), .init("_later", 0x12, at: 0x7FF_FFFF),
    ]

    private func read(
        isNine: Bool = false, _ change: (SyntheticProcess, SyntheticModule, SyntheticType, UInt64) throws -> Void = { _, _, _, _ in }
    ) throws -> (reader: FieldReader, type: Address) {
        var library = RuntimeLibrary()
        if isNine {
            library.path = "/usr/share/dotnet/shared/Microsoft.NETCore.App/9.0.99/libcoreclr.so"
            library.hasDefiningModules = true
        }
        let process = SyntheticProcess(library)
        let app = process.module("App.dll")
        let before = process.type("Shop.Before", in: app)
        process.fields([.init("_x", 0x08, at: 0)], of: before)
        let order = process.type("Shop.Order", in: app, baseSize: 48)
        let list = process.fields(Self.order, of: order)
        let after = process.type("Shop.After", in: app)
        process.fields([.init("_y", 0x08, at: 0)], of: after)
        try change(process, app, order, list)
        let found = try runtime(process)
        // There is no made-up process of 9. Only the numbers of fields in a class are in its form.
        var layout = found.layout
        if isNine { layout.offsets = layout.offsets.merging(.fieldCounts) }
        return (try #require(DotNetRuntime(found, layout: layout).fieldReader()), Address(order.handle))
    }

    @Test(arguments: [false, true]) func everyKind(_ isNine: Bool) throws {
        var (reader, type) = try read(isNine: isNine)
        let part = reader.fields(declaredBy: type)
        #expect(part.problems == [])
        let fields = try #require(part.value)
        #expect(fields.map(\.name) == ["_lines", "_count", "_when", "Total", "_mine", "Table", "_later"])
        #expect(fields.map(\.offset) == [8, 16, 0, 24, 40, 0x2050, nil])
        #expect(fields.map(\.storage) == [.instance, .instance, .instance, .shared, .perThread, .image, .instance])
        #expect(fields.map(\.elementType) == [.classType, .int32, .valueType, .int64, .classType, .int32, .classType])
        #expect(fields[0].signature == .simple(.object))
        #expect(fields[2].signature == .named(MetadataToken(.typeDef, 3), isValueType: true))
        #expect(fields.allSatisfy { $0.declaringType == type })
        #expect(fields[0].address(inObject: Address(0x1000)) == Address(0x1010))
        #expect(fields[3].address(inObject: Address(0x1000)) == nil)
    }

    /// The data after the list begin with the same method table. The type's rows of metadata, or its number of fields, end the list.
    @Test(arguments: [false, true]) func theDescriptionsOfMethodsAreNoFields(_ isNine: Bool) throws {
        var (reader, type) = try read(isNine: isNine) { process, _, order, list in
            // The class says that its methods are elsewhere.
            process.poke(list + 0x1000, at: process.eeClass(of: order) + 0x20)
        }
        #expect(reader.fields(declaredBy: type).value?.count == 7)
    }

    @Test func inheritedFields() throws {
        var base = Address(0)
        var (reader, type) = try read { process, app, order, _ in
            let entity = process.type("Shop.Entity", in: app)
            process.fields([.init("_id", 0x0A, at: 0), .init("All", 0x12, at: 8, flags: 0x100_0000)], of: entity)
            process.poke(entity.handle, at: order.handle + CLR8.MethodTable.parent)
            base = Address(entity.handle)
        }
        #expect(reader.instanceFields(of: type).value?.map(\.name) == ["_id", "_lines", "_count", "_when", "_later"])
        #expect(reader.field("_id", of: type)?.declaringType == base)
        #expect(reader.field("_count", of: type)?.declaringType == type)
        #expect(reader.field("All", of: type)?.storage == .shared)
        #expect(reader.field("_nothing", of: type) == nil)
    }

    /// Types that are each other's base types.
    @Test func aRingOfTypes() throws {
        var (reader, type) = try read { process, _, order, _ in process.poke(order.handle, at: order.handle + CLR8.MethodTable.parent) }
        #expect(reader.field("_nothing", of: type) == nil)
        #expect((reader.instanceFields(of: type).value?.count ?? 0) > 4)
    }

    /// Without metadata the end of the list is unknown in 8. In 9 the number of fields is known, but not their names.
    @Test func withoutMetadata() throws {
        var module = Address(0)
        func spoil(_ process: SyntheticProcess, _ app: SyntheticModule, _ order: SyntheticType, _ list: UInt64) {
            process.removeMetadata(of: app)
            module = Address(app.address)
        }
        var (eight, type) = try read(spoil)
        #expect(eight.fields(declaredBy: type).value == nil)
        #expect(eight.fields(declaredBy: type).problems == [.metadataMissing(module: module)])
        var (nine, other) = try read(isNine: true, spoil)
        #expect(nine.fields(declaredBy: other).value?.map(\.offset) == [8, 16, 0, 24, 40, 0x2050, nil])
        #expect(nine.fields(declaredBy: other).value?.allSatisfy { $0.name == nil } == true)
        #expect(nine.fields(declaredBy: other).problems == [.metadataMissing(module: module)])
    }

    @Test func metadataFromElsewhere() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app)
        process.fields([.init("_x", 0x08, at: 0)], of: order)
        let file = try process.file(of: app).mapped()
        process.removeMetadata(of: app)
        var asked: [String] = []
        var reader = try #require(
            try runtime(process).fieldReader {
                asked.append($0.name)
                return AssemblyFile(file)?.metadata()
            })
        #expect(reader.fields(declaredBy: Address(order.handle)).value?.map(\.name) == ["_x"])
        #expect(reader.fields(declaredBy: Address(order.handle)).problems == [])
        #expect(asked == ["App.dll"])
    }

    @Test func aListThatIsNotThere() throws {
        for isNine in [false, true] {
            var (reader, type) = try read(isNine: isNine) { process, _, order, _ in
                process.poke(0x10 as UInt64, at: process.eeClass(of: order) + 0x18)
            }
            let part = reader.fields(declaredBy: type)
            // If the number of fields is unknown, the list may be empty.
            #expect(part.value?.isEmpty != false)
            if isNine { #expect(part.problems == [.fieldsUnreadable(methodTable: type)]) }
        }
        var (reader, _) = try read()
        #expect(reader.fields(declaredBy: Address(0x10)).problems == [.fieldsUnreadable(methodTable: Address(0x10))])
        #expect(reader.fields(declaredBy: Address(.max)).value == nil)
    }

    @Test(arguments: [0, 1, 1 << 31, 1 << 47, 1 << 63, .max] as [UInt64]) func hostileFields(_ value: UInt64) throws {
        for place in stride(from: 0 as UInt64, to: 32, by: 4) {
            for isNine in [false, true] {
                var (reader, type) = try read(isNine: isNine) { process, _, order, list in
                    process.poke(UInt32(truncatingIfNeeded: value), at: list + place)
                    process.poke(UInt16(truncatingIfNeeded: value), at: process.eeClass(of: order) + 0x32)
                }
                #expect((reader.fields(declaredBy: type).value?.count ?? 0) <= 8)
            }
        }
        for place in [0x10, 0x18, 0x20, 0x28] as [UInt64] {
            var (reader, type) = try read { process, _, order, _ in process.poke(value, at: process.eeClass(of: order) + place) }
            #expect((reader.fields(declaredBy: type).value?.count ?? 0) <= 8)
        }
    }
}
