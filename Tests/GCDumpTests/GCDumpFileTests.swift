import DumpSynth
import RawMemory
import Testing

@testable import GCDump

@Suite struct GCDumpFileTests {
    /// What the format's own serializer writes for two objects, byte for byte.
    @Test func theSerializersOwnBytesAreRead() throws {
        var builder = GCDumpBuilder()
        builder.types += [
            .init("My.App.Node", size: 48, module: "/x/Victim.dll"),
            .init("System.String", size: 300, module: "/x/System.Private.CoreLib.dll"),
        ]
        _ = builder.pseudo("[.NET Roots]", [1])
        _ = builder.pseudo("[strong Handles]", [3])
        _ = builder.object("System.String", 300, module: "/x/System.Private.CoreLib.dll")
        _ = builder.object("My.App.Node", 48, [4, 2], module: "/x/Victim.dll")
        _ = builder.object("My.App.Node", 48, module: "/x/Victim.dll")
        let bytes = builder.bytes()
        // node 2: the type 2 and no child; node 3: the type 1 and two children, the next node and the one before.
        let records: [UInt8] = [0x06, 0x01, 0x01, 0x08, 0x01, 0x02, 0x04, 0x00, 0x02, 0x02, 0x01, 0x7F, 0x02, 0x00]
        #expect(bytes.indices.contains { bytes[$0...].starts(with: records) })
        let dump = try parsed(bytes)
        #expect(dump.cut == nil)
        let found = try counted(dump)
        #expect(found.counts == [0, 2, 1, 1, 1])
        #expect(found.bytes == [0, 96, 300, 0, 0])
    }

    @Test func typesAndNodesAreCounted() throws {
        let dump = try parsed(shop().bytes())
        #expect(
            dump.types.map(\.name) == [
                "UNDEFINED", "[.NET Roots]", "[static vars]", "[static var Shop.Orders.all]", "Shop.Order", "System.String", "Shop.Line",
            ])
        #expect(dump.types.map(\.role) == [.undefined, .pseudo, .pseudo, .pseudo, .object, .object, .object])
        let found = try counted(dump)
        #expect(found.counts == [0, 1, 1, 1, 2, 2, 1])
        #expect(found.bytes == [0, 0, 0, 0, 96, 1_000_030, 24])
        #expect(found.references == 9)
        #expect((found.undefined, found.unreadable, found.lost) == (0, 0, 0))
        #expect(found.generations.isEmpty)
        let graph = try graph(dump)
        #expect(graph.children == [1, 2, 3, 4, 5, 6, 7, 7, 3])
        #expect(graph.firstChild == [0, 1, 2, 4, 5, 9, 9, 9, 9])
        #expect(graph.sizes == [0, 0, 0, 48, 48, 30, 1_000_000, 24])
        #expect(graph.strays == 0)
    }

    @Test func theEmptyTextTakesAsMuchAsTheLeastObject() throws {
        var builder = shop()
        builder.nodes[5].size = 22
        #expect(try counted(try parsed(builder.bytes())).bytes[5] == 1_000_024)
        builder.is64Bit = false
        #expect(try counted(try parsed(builder.bytes())).bytes[5] == 1_000_022)
    }

    @Test func factsAreRead() throws {
        var builder = shop()
        builder.ticks = 639_157_608_000_000_000
        (builder.machine, builder.process, builder.pid, builder.log) = ("build-7", "Shop", 4711, "log\nof 2 lines")
        builder.is64Bit = false
        builder.hasScripts = true
        builder.multipliers = (2.5, 2)
        builder.multipliersByType = [1, 1, 1, 1, 4, 1, 1]
        let facts = try parsed(builder.bytes()).facts
        #expect(facts.time == 1_780_164_000)
        #expect((facts.process, facts.pid, facts.is64Bit) == ("Shop", 4711, false))
        #expect((facts.countMultiplier, facts.areMultipliersKnown) == (2.5, true))
        #expect(facts.countMultipliers == [1, 1, 1, 1, 4, 1, 1])
        let none = try parsed(shop().bytes()).facts
        #expect((none.time, none.process, none.pid, none.is64Bit) == (nil, nil, nil, true))
    }

    /// A letter beyond 16 bits is two code units of three bytes each; nothing can be skipped by its number of bytes.
    @Test func namesOfAnyLettersAreRead() throws {
        for name in ["Größe", "Заказ", "注文", "🍇.Trauben", "a\u{0}b", ""] {
            var builder = shop()
            builder.log = name + name
            builder.machine = name
            builder.process = name
            _ = builder.object("N." + name, 24, module: "/ä/" + name + ".dll")
            let dump = try parsed(builder.bytes())
            #expect(dump.types.last?.name == "N." + name)
            #expect(dump.types.last?.module == "/ä/" + name + ".dll")
            #expect(dump.facts.process == (name.isEmpty ? nil : name))
            #expect(dump.cut == nil)
        }
    }

    @Test func generationsComeFromSegments() throws {
        var builder = shop()
        // Objects are at 0x10300 to 0x10700: one segment of generations 2, 1 and 0, and one of large objects.
        builder.segments = [
            .init(0x10600, 0x10700, ends: [0, 0, 0, 0x10700, 0]),
            .init(0x10000, 0x10600, ends: [0x10600, 0x10500, 0x10400, 0, 0]),
            .init(0x10700, 0x10800, ends: [0, 0, 0, 0, 0x10800]),
        ]
        let found = try counted(try parsed(builder.bytes()))
        #expect(found.generations[4].map(\.count) == [0, 1, 1, 0, 0])
        #expect(found.generations[5].map(\.bytes) == [30, 0, 0, 1_000_000, 0])
        #expect(found.generations[6].map(\.count) == [0, 0, 0, 0, 1])
        // An object outside of all segments: then the file does not say the generations.
        builder.segments.removeLast()
        #expect(try counted(try parsed(builder.bytes())).generations.isEmpty)
    }

    @Test func segmentsOfTheOlderVersionHaveNoPinnedHeap() throws {
        var builder = shop()
        builder.segments = [.init(0x10000, 0x20000, ends: [0x20000, 0x20000, 0x20000, 0])]
        let found = try counted(try parsed(builder.bytes()))
        #expect(found.generations[4].map(\.count) == [0, 0, 2, 0, 0])
    }

    @Test func typesWithoutNamesHaveTheirNumber() throws {
        var builder = shop()
        builder.types[6].name = nil
        builder.types[6].module = nil
        builder.deferred = builder.types.indices.map { _ in .init(0) }
        builder.deferred[4] = .init(17, module: "/app/native.exe")
        builder.deferred[5] = .init(18, module: "/app/other.exe")
        builder.deferred[6] = .init(0x12A8, module: "/app/native.exe", suffix: "[]")
        let dump = try parsed(builder.bytes())
        #expect(dump.types[6].name == "TypeID(0x12a8)[]")
        #expect(dump.types[6].module == "/app/native.exe")
        #expect(dump.types[6].role == .object)
        #expect(dump.types[4].name == "Shop.Order")
        #expect(dump.facts.is64Bit)
        #expect(dump.cut == nil)
    }

    @Test func typesThatDescribeThemselvesAreRead() throws {
        var builder = shop()
        builder.describesTypes = true
        builder.segments = [.init(0, 1, ends: [1, 0, 0, 0, 0]), .init(2, 3, ends: [1, 0, 0, 0, 0])]
        let dump = try parsed(builder.bytes())
        #expect(dump.facts.segments.map(\.start) == [0, 2])
        #expect(dump.cut == nil)
    }

    @Test func versionsBefore9AreRefused() throws {
        for version: Int32 in [4, 7, 8, -1] {
            var builder = shop()
            builder.version = version
            #expect(throws: GCDumpError.versionUnsupported(Int(version))) { try parsed(builder.bytes()) }
        }
        var builder = shop()
        builder.version = 9
        #expect(try parsed(builder.bytes()).nodeCount == 8)
        // A later one whose fields are the same, and one that a reader of today cannot read.
        (builder.version, builder.reader) = (12, 10)
        #expect(try parsed(builder.bytes()).nodeCount == 8)
        builder.reader = 11
        #expect(throws: GCDumpError.versionUnsupported(12)) { try parsed(builder.bytes()) }
    }

    @Test func somethingElseIsNoGCDump() throws {
        #expect(throws: GCDumpError.notAGCDump) { try parsed(Array("!FastSerialization.1".utf8)) }
        #expect(throws: GCDumpError.notAGCDump) { try parsed([0]) }
    }
}
