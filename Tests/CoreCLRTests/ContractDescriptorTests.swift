import DumpFormats
import DumpSynth
import ProcessMemory
import RawMemory
import Testing

@testable import CoreCLR

/// The runtime's contract descriptor, and processes of versions without a table, which are read by it.
@Suite struct ContractDescriptorTests {
    /// The descriptor of this process. `more` is added to the types.
    private static func json(_ more: String = "", globals: String = "", rest: String = "") -> String {
        """
        {"version":0,"baseline":"empty","contracts":{"Thread":1},"types":{
          "Thread":{"Id":[32,"uint32"],"OSId":[424,"TypeHandle"],"State":8,"LinkNext":[232,"pointer"],"CachedStackBase":248},
          "ThreadStore":{"FirstThreadLink":160},"MethodTable":{"!":64,"Module":24},
          "Module":{"SimpleName":264,"PEAssembly":272}\(more.isEmpty ? "" : "," + more)},
         "globals":{"FeatureCOMInterop":["0x0","uint8"]\(globals.isEmpty ? "" : "," + globals)}\(rest)}
        """
    }

    private func process(_ version: String) -> SyntheticProcess {
        var library = RuntimeLibrary()
        library.path = "/usr/share/dotnet/shared/Microsoft.NETCore.App/\(version)/libcoreclr.so"
        library.exports.append(RuntimeLibrary.descriptorExport)
        library.hasDefiningModules = true
        let process = SyntheticProcess(library)
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        let list = process.generic("System.Collections.Generic.List`1", in: process.coreLib, [order])
        process.region(.gen2) {
            $0.object(order, count: 3)
            $0.object(list)
        }
        return process
    }

    private func expectWhole(_ found: DotNetRuntime, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(
            found.threadList.map(\.osID) == [4711] && found.threadList.map(\.managedID) == [1], sourceLocation: sourceLocation)
        #expect(found.moduleList.map(\.name) == ["System.Private.CoreLib.dll", "App.dll"], sourceLocation: sourceLocation)
        #expect(found.layout["MethodTable", "Module"] == 0x18, sourceLocation: sourceLocation)
        let walkable = try #require(found.walkable.value, sourceLocation: sourceLocation)
        var names = try #require(found.typeNames(), sourceLocation: sourceLocation)
        let region = try #require(walkable.heap.regions.first { $0.generation == .gen2 && !$0.objects.isEmpty })
        let table = try #require(found.memory.pointer(region.objects.start))
        #expect(names.name(table) == ("Shop.Order", "App.dll"), sourceLocation: sourceLocation)
        let last = try #require(found.memory.pointer(region.objects.start + 120))
        #expect(names.name(last).name == "System.Collections.Generic.List<Shop.Order>", sourceLocation: sourceLocation)
    }

    /// The descriptors of 9, of 10 (with the list of assemblies), and of 11 (in parts).
    @Test func whatItSaysIsUsed() throws {
        let nine = process("9.0.99")
        nine.contractDescriptor(Self.json())
        let ten = process("10.0.99")
        ten.contractDescriptor(Self.json("\"AppDomain\":{\"AssemblyList\":2544}"))
        let eleven = process("11.0.1")
        let gc = eleven.furtherDescriptor("{\"types\":{\"AppDomain\":{\"DomainAssemblyList\":[2544]},\"Thread\":{\"Id\":9999}}}")
        let holder = eleven.allocate(8)
        eleven.poke(gc, at: holder)
        eleven.contractDescriptor(Self.json(rest: ",\"subDescriptors\":{\"GC\":[0]}"), [holder])
        for process in [nine, ten, eleven] {
            let found = try runtime(process)
            #expect(found.route == .descriptor)
            #expect(!found.isLayoutVerified)
            try expectWhole(found)
        }
        let dump = ProcessDump(try ELFCore(ten.core().bytes().mapped()))
        #expect(try DotNetRuntime(dump, AddressSpace(dump), route: .calibrate).threadList.map(\.osID) == [4711])
    }

    @Test func commentsAndLastCommas() throws {
        let process = process("10.0.99")
        process.contractDescriptor(Self.json().replacing("\"Module\":24}", with: "/* at 0x18 */\"Module\":24,}"))
        let found = try runtime(process)
        #expect(found.route == .descriptor)
        try expectWhole(found)
    }

    /// Bytes that are not UTF-8, in a key, in a number and at the end. The decoder alone would trap.
    @Test(arguments: [0x80, 0xC0, 0xE2, 0xF0, 0xFF] as [UInt8]) func whatIsNoText(_ byte: UInt8) throws {
        let json = Self.json()
        for place in [0, 1, 40, 90, 150, json.utf8.count - 1] {
            let process = process("10.0.99")
            process.contractDescriptor(json, spoiling: (place, byte))
            let found = try runtime(process)
            #expect(found.route == .calibrate)
            try expectWhole(found)
        }
    }

    /// A heap dump may hold the export without the JSON. Then calibration reads the process.
    @Test func withoutItsText() throws {
        for json in ["", "{", "[]", "{\"types\":5}", "\u{1}\u{2}", Self.json().replacing("\"LinkNext\"", with: "\"LinkLast\"")] {
            let process = process("10.0.99")
            process.contractDescriptor(json)
            let found = try runtime(process)
            #expect(found.route == .calibrate, "\(json)")
            try expectWhole(found)
        }
    }

    /// Impossible offsets are ignored, or the layout with them does not fit and calibration is used.
    @Test(arguments: ["-1", "1048576", "18446744073709551615", "1e300", "null", "[]", "[[0]]", "\"x\"", "[[[[]]]]"])
    func numbersThatAreNone(_ number: String) throws {
        for field in ["\"LinkNext\":[232,\"pointer\"]", "\"OSId\":[424,\"TypeHandle\"]", "\"FirstThreadLink\":160", "\"SimpleName\":264"] {
            let process = process("10.0.99")
            let name = field.prefix { $0 != ":" }
            process.contractDescriptor(Self.json().replacing(field, with: "\(name):\(number)"))
            try expectWhole(try runtime(process))
        }
    }

    @Test func hostileHeaders() throws {
        let values: [UInt64] = [0, 1, 4 << 20, 1 << 31, 1 << 47, .max]
        for place in stride(from: 0 as UInt64, through: 32, by: 4) {
            for value in values {
                let process = process("10.0.99")
                process.contractDescriptor(Self.json(rest: ",\"subDescriptors\":{\"GC\":[0]}"), [1])
                process.poke(UInt32(truncatingIfNeeded: value), at: process.library.base + 0xAF00 + place)
                try expectWhole(try runtime(process))
            }
        }
    }

    /// A sub-descriptor that refers to itself.
    @Test func aDescriptorInsideItself() throws {
        let process = process("11.0.1")
        let holder = process.allocate(8)
        let own = process.furtherDescriptor("{\"types\":{},\"subDescriptors\":{\"A\":[0],\"B\":[0],\"C\":[7]}}", [holder])
        process.poke(own, at: holder)
        process.contractDescriptor(Self.json(rest: ",\"subDescriptors\":{\"GC\":[0]}"), [holder])
        let found = try runtime(process)
        #expect(found.route == .descriptor)
        try expectWhole(found)
    }
}
