import DumpSynth
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Made-up .gcdump files as snapshots.
@Suite struct GCDumpInputTests {
    private let core = "/dotnet/System.Private.CoreLib.dll"

    /// An event with three handlers, which a static field holds: the delegate refers to itself and to the array of its targets.
    private func event() -> GCDumpBuilder {
        var builder = GCDumpBuilder()
        _ = builder.pseudo("[.NET Roots]", [1, 3, 5])
        _ = builder.pseudo("[static vars]", [2])
        _ = builder.pseudo("[static var Shop.Catalogue.<Main>k__BackingField]", [8])
        _ = builder.pseudo("[other roots]", [4])
        _ = builder.pseudo("[strong Handles]", [15, 16])
        _ = builder.pseudo("[local vars]", [6])
        // A local variable that is null.
        builder.nodes.append(GCDumpBuilder.Node(type: 0, children: [], isUndefined: true, address: 0))
        _ = builder.object("UNUSED", 24)
        _ = builder.object("Shop.Catalogue", 32, [9])
        let delegate = "System.EventHandler<Shop.PriceChanged>"
        _ = builder.object(delegate, 64, [9, 10], module: core)
        _ = builder.object("System.Object[]", 48, [11, 12, 13], module: core)
        for target in 14...16 { _ = builder.object(delegate, 64, [target == 14 ? 14 : 14], module: core) }
        _ = builder.object("PriceWatch", 24)
        _ = builder.object("System.Object[] (Bytes > 1K)", 2072, [17], module: core)
        _ = builder.object("System.RuntimeType", 40, module: core)
        _ = builder.object("[]c", 24)
        // Nothing leads here.
        _ = builder.object("System.String", 30, module: core)
        return builder
    }

    private func rows(_ snapshot: Snapshot) throws -> [String] {
        let rows: [TypeRow] = try #require(snapshot.table("types")).rows()
        return rows.map { "\($0.name) \($0.module) \($0.count) \($0.bytes)" }
    }

    @Test func typesHaveTheirCanonicalNames() throws {
        let found = try reduced(event().bytes())
        #expect(
            try rows(found) == [
                "<>c Shop.dll 1 24", "PriceWatch Shop.dll 1 24", "Shop.Catalogue Shop.dll 1 32",
                "System.EventHandler<Shop.PriceChanged> System.Private.CoreLib.dll 4 256",
                "System.Object[] System.Private.CoreLib.dll 2 2120", "System.RuntimeType System.Private.CoreLib.dll 1 40",
                "System.String System.Private.CoreLib.dll 1 30", "UNUSED Shop.dll 1 24",
            ])
        let types: [TypeRow] = try #require(found.table("types")).rows()
        #expect(types.allSatisfy { $0.liveCount == $0.count && $0.liveBytes == $0.bytes })
        #expect((found.totals.objects, found.totals.bytes) == (12, 2550))
        #expect((found.totals.freeBytes, found.totals.committed) == (nil, nil))
        let absent = found.notInInput()
        for name in ["types.gen0_bytes", "types.loh_count", "types.method_tables", "modules", "handles", "threads", "heaps", "ledger"] {
            #expect(absent.contains(name), "\(name)")
        }
        #expect(!absent.contains("types.live_count"))
        #expect((found.input.kind, found.input.reader) == ("gcdump", "gcdump-2"))
        #expect(found.input.fingerprint?.count == 64)
        #expect(found.capture.runtime == Capture.Runtime(name: ".NET", version: nil))
        #expect(found.trust.level == .good)
        #expect(found.trust.diagnostics.map(\.code) == ["graph-of-live-objects", "graph-objects-unreached"])
        #expect(found.trust.diagnostics.last?.count == 2)
    }

    @Test func everyObjectHasAHolder() throws {
        let found = try reduced(event().bytes())
        let rows: [HolderRow] = try #require(found.table("holders")).rows()
        let event = "Shop.Catalogue Main > System.EventHandler<Shop.PriceChanged>"
        #expect(
            rows.map { "\($0.root): \($0.holder): \($0.count) \($0.type) \($0.bytes)" } == [
                "static: Shop.Catalogue Main: 1 Shop.Catalogue 32",
                "static: \(event): 1 System.EventHandler<Shop.PriceChanged> 64",
                "static: \(event) > _invocationList: 1 System.Object[] 48",
                "static: \(event) > _invocationList > []: 3 System.EventHandler<Shop.PriceChanged> 192",
                "static: \(event) > _invocationList > [] > _target: 1 PriceWatch 24",
                "runtime: runtime: 1 System.Object[] 2072",
                "runtime: runtime: 1 System.String 30",
                "runtime: runtime: 1 UNUSED 24",
                "runtime: runtime > []: 1 <>c 24",
                "strong handle: strong handle: 1 System.RuntimeType 40",
            ])
        #expect(rows.reduce(0) { $0 + $1.count } == found.totals.objects)
        #expect(rows.reduce(0) { $0 + $1.bytes } == found.totals.bytes)
        #expect(rows.first { $0.holder == "Shop.Catalogue Main" }?.heldBytes == 360)
    }

    /// A delegate of the program, whose type nothing but its shape shows.
    @Test func delegatesAreKnownByTheirShape() throws {
        var builder = event()
        for place in builder.types.indices where builder.types[place].name?.hasPrefix("System.EventHandler") == true {
            builder.types[place].name = "Shop.PriceHandler"
            builder.types[place].module = "/app/Shop.dll"
        }
        let found = try reduced(builder.bytes())
        let rows: [HolderRow] = try #require(found.table("holders")).rows()
        #expect(rows.map(\.holder).contains("Shop.Catalogue Main > Shop.PriceHandler > _invocationList > [] > _target"))
    }

    /// Rings that nothing leads to are found too, and each object once.
    @Test func objectsThatNothingReachesAreTheRuntimes() throws {
        var builder = GCDumpBuilder()
        _ = builder.pseudo("[.NET Roots]", [])
        _ = builder.object("A", 24, [2, 2, 1])
        _ = builder.object("B", 24, [1])
        _ = builder.object("C", 24, [2, 4])
        _ = builder.object("C", 24, [4])
        let found = try reduced(builder.bytes())
        let rows: [HolderRow] = try #require(found.table("holders")).rows()
        #expect(rows.map { "\($0.holder): \($0.count) \($0.type)" } == ["runtime: 2 C", "runtime > B: 1 B", "runtime > B > A: 1 A"])
        #expect(found.trust.diagnostics.last?.count == 4)
    }

    @Test func whatADependentHandleHoldsIsSaidOfOthersFirst() throws {
        var builder = GCDumpBuilder()
        _ = builder.pseudo("[.NET Roots]", [1, 2])
        _ = builder.pseudo("[Dependent Handles]", [3, 4])
        _ = builder.pseudo("[local vars]", [3])
        _ = builder.object("Key", 24)
        _ = builder.object("Value", 24)
        let found = try reduced(builder.bytes())
        let rows: [HolderRow] = try #require(found.table("holders")).rows()
        #expect(rows.map { "\($0.root): \($0.type)" } == ["dependent handle: Value", "stack: Key"])
    }

    /// Files of Mono name the class that declares a field, and those of .NET the type of the object in it.
    @Test func aStaticFieldHasItsClassOrTheTypeOfItsValue() throws {
        var builder = GCDumpBuilder()
        _ = builder.pseudo("[.NET Roots]", [1, 2, 3])
        _ = builder.pseudo("[static var Shop.Registry.current]", [4])
        _ = builder.pseudo("[static var System.Collections.Generic.List<Shop.Order>.pending]", [5])
        _ = builder.pseudo("[thread static var Entry<System.String,Shop.Order>[].cells]", [7])
        _ = builder.object("Shop.Catalogue", 24)
        _ = builder.object("System.Collections.Generic.List<Shop.Order>", 32, module: core)
        _ = builder.object("System.Collections.Generic.Dictionary<System.String,Shop.Order>", 80, [7], module: core)
        _ = builder.object("Entry<System.String,Shop.Order>[]", 100, module: core)
        let found = try reduced(builder.bytes())
        let rows: [HolderRow] = try #require(found.table("holders")).rows()
        #expect(
            rows.filter { $0.root.hasSuffix("static") }.map(\.holder) == [
                "Entry<System.String, Shop.Order>[] cells", "Shop.Registry.current",
                "System.Collections.Generic.List<Shop.Order> pending",
            ])
        // The name of a field is the program's, whatever its type is.
        let redacted = Redaction(hash: { "\($0.utf8.count)" }).applied(to: found)
        let names: [HolderRow] = try #require(redacted.table("holders")).rows()
        #expect(names.first { $0.holder.contains("List") }?.holder == "System.Collections.Generic.List<~10> ~7")
        #expect(!"\(redacted.tables)".contains("pending") && !"\(redacted.tables)".contains("cells"))
    }

    /// A large dump is known by some of its pages. A .gcdump is small enough to be known by all of them.
    @Test func filesThatDifferInOneByteAreTwo() throws {
        func fingerprint(_ end: String) throws -> String? {
            var builder = event()
            _ = builder.object(String(repeating: "a", count: 4_300_000) + end, 24)
            return try reduced(builder.bytes()).input.fingerprint
        }
        #expect(try fingerprint("x") != fingerprint("y"))
    }

    /// `<>c[]` without a module.
    @Test func anArrayOfWhatACompilerNamedIsNoRoot() throws {
        var builder = event()
        _ = builder.object("[]c[]", 40, module: nil)
        #expect(try reduced(builder.bytes()).totals.objects == 13)
    }

    // MARK: Trust

    @Test func aSampleIsScaled() throws {
        var builder = event()
        builder.multipliers = (3, 2)
        #expect(try reduced(builder.bytes()).totals.objects == 36)
        builder.multipliersByType = builder.types.map { $0.name?.hasPrefix("System.EventHandler") == true ? 2.5 : 1 }
        let found = try reduced(builder.bytes())
        #expect(try rows(found).contains("System.EventHandler<Shop.PriceChanged> System.Private.CoreLib.dll 10 640"))
        #expect(found.totals.objects == 18)
        #expect(found.trust.diagnostics.map(\.code).contains("graph-sampled"))
        #expect(found.trust.level == .good)
        let held: [HolderRow] = try #require(found.table("holders")).rows()
        #expect(held.first { $0.holder.hasSuffix("> []") && $0.root == "static" }?.count == 7)
        // Three handlers and their delegate are ten, wherever they are held.
        for (name, objects) in Dictionary(grouping: held, by: \.type).mapValues({ $0.reduce(0) { $0 + $1.count } }) {
            let rows: [TypeRow] = try #require(found.table("types")).rows()
            #expect(rows.filter { $0.name == name }.reduce(0) { $0 + $1.count } == objects, "\(name)")
        }
        // Factors that cannot be.
        builder.multipliersByType = builder.types.map { _ in .nan }
        #expect(try reduced(builder.bytes()).totals.objects == 12)
        builder.multipliersByType = []
        for factor: Float in [.nan, .infinity, 0, -1, 1e30] {
            builder.multipliers = (factor, factor)
            #expect(try reduced(builder.bytes()).totals.objects == 12)
        }
    }

    @Test func lostObjectsArePartial() throws {
        var builder = event()
        builder.nodes[16].isUndefined = true
        let found = try reduced(builder.bytes())
        #expect(found.trust.level == .partial)
        #expect(found.trust.diagnostics.first { $0.code == "graph-objects-undefined" }?.count == 1)
        // What referred to an object may have been in it.
        let rows: [HolderRow] = try #require(found.table("holders")).rows()
        #expect(rows.contains { $0.holder == HolderRow.other && $0.type == "System.String" })
        #expect(found.trust.diagnostics.last?.message == "what holds some objects is lost with the parts that are missing")
        #expect(found.totals.objects == 11)
    }

    @Test func aFileThatIsCutOffIsPartialOrRefused() throws {
        let bytes = event().bytes()
        var outcomes: Set<String> = []
        for end in stride(from: 100, to: bytes.count, by: 3) {
            guard let found = try? reduced(Array(bytes[..<end])) else {
                outcomes.insert("refused")
                continue
            }
            let cut = try #require(found.trust.diagnostics.first { $0.code == "graph-cut-off" })
            let objects = try #require(found.totals.objects)
            #expect(objects <= 12)
            // Before the factor of a sample is read, twelve objects may stand for more.
            let isSampleUnknown = cut.message.contains("a sample of them is unknown")
            #expect(found.trust.level == (cut.count == 0 && !isSampleUnknown ? .good : .partial))
            #expect(cut.count != 0 || objects == 12)
            outcomes.insert(objects == 12 ? isSampleUnknown ? "all" : "whole" : objects > 0 ? "part" : "nothing")
        }
        #expect(outcomes.isSuperset(of: ["refused", "whole", "all", "part"]))
        #expect(throws: InputFailure.self) { try reduced(Array(bytes[..<200])) }
    }

    @Test func timeComesFromTheFile() throws {
        var builder = event()
        builder.ticks = 639_157_608_000_000_000
        (builder.process, builder.pid, builder.machine, builder.log) = ("Shop", 17, "SECRET-MACHINE", "SECRET-LOG")
        let found = try reduced(builder.bytes())
        #expect((found.capture.time, found.capture.timeSource) == (1_780_164_000, .dump))
        #expect((found.capture.process, found.capture.pid) == ("Shop", 17))
        #expect(!"\(found)".contains("SECRET"))
        var options = ReductionOptions()
        options.at = 5
        #expect(try reduced(builder.bytes(), options).capture.timeSource == .given)
        #expect(try reduced(event().bytes()).capture.timeSource == .file)
    }

    @Test func whoDoesNotAskForHoldersIsNotTold() throws {
        var options = ReductionOptions()
        options.reading.holders = false
        let found = try reduced(event().bytes(), options)
        #expect(found.table("holders") == nil)
        #expect(try #require(found.table("types")).sum("held_bytes") == nil)
        #expect(found.input.reader == "gcdump-2 no-holders")
        options = ReductionOptions()
        options.maxMemory = 100
        let small = try reduced(event().bytes(), options)
        #expect(small.table("holders") == nil)
        #expect(small.trust.diagnostics.map(\.code).contains("holders-left-out"))
        #expect(small.totals.objects == 12)
        options = ReductionOptions()
        options.only = ["holders"]
        #expect(try reduced(event().bytes(), options).tables.map(\.info.name) == ["holders"])
    }

    @Test func someObjectsAreNamedByAddress() throws {
        var options = ReductionOptions()
        options.reading.addresses = true
        let found = try reduced(event().bytes(), options)
        let rows: [HolderRow] = try #require(found.table("holders")).rows()
        #expect(rows.first { $0.holder.hasSuffix("> []") && $0.root == "static" }?.examples == "0x10b00, 0x10c00, 0x10d00")
    }

    /// The empty text lies at the beginning of the first frozen segment, whose place is another one in each life.
    @Test func aLifeIsKnownByTheFirstFrozenObject() throws {
        func life(_ address: UInt64) throws -> String? {
            var builder = GCDumpBuilder()
            _ = builder.pseudo("[.NET Roots]", [1])
            _ = builder.pseudo("[static var System.String.Empty]", [2])
            _ = builder.object("System.String", 22, module: core)
            builder.nodes[2].address = address
            return try reduced(builder.bytes()).capture.life
        }
        #expect(try life(0x7F9F_5A40_0008) == life(0x7F9F_5A40_0008))
        #expect(try life(0x7F9F_5A40_0008) != life(0x7F9F_5A50_0008))
        #expect(try life(0x7F9F_5A40_0008)?.hasPrefix("graph-") == true)
        // Before .NET 8 it is an object like others, which may move.
        #expect(try life(0x7F9F_5A40_1018) == nil)
        #expect(try reduced(event().bytes()).capture.life == nil)
    }

    /// What a .gcdump leaves out is put back where only one type is possible.
    @Test func nestedTypesOfThePlatformHaveTheirDeclaringType() throws {
        var builder = GCDumpBuilder()
        _ = builder.pseudo("[.NET Roots]", [1, 2, 3, 4, 5, 6, 7])
        _ = builder.object("System.Collections.Generic.Dictionary<System.String,Shop.Order>", 80, [2], module: core)
        _ = builder.object("Entry<System.String,Shop.Order>[]", 100, module: core)
        // No dictionary is there; both possible owners are.
        _ = builder.object("Entry<System.Int32,Shop.Order>[]", 100, module: core)
        _ = builder.object("AsyncStateMachineBox<System.Int32,Shop.Call+<Run>d__1>", 100, module: core)
        _ = builder.object("CallbackNode", 80, module: core)
        _ = builder.object("CallbackNode", 80)
        _ = builder.object("Entry<System.String,Shop.Order>[]", 100)
        // The dictionary is in another module.
        _ = builder.object("Entry<System.String,Shop.Order>[]", 100, module: "/dotnet/System.Collections.dll")
        let types: [TypeRow] = try #require(reduced(builder.bytes()).table("types")).rows()
        #expect(
            Set(types.map { "\($0.name) \($0.module)" }) == [
                "System.Collections.Generic.Dictionary<System.String, Shop.Order> System.Private.CoreLib.dll",
                "System.Collections.Generic.Dictionary<System.String, Shop.Order>+Entry[] System.Private.CoreLib.dll",
                "Entry<System.Int32, Shop.Order>[] System.Private.CoreLib.dll",
                "System.Runtime.CompilerServices.AsyncTaskMethodBuilder<System.Int32>+AsyncStateMachineBox<Shop.Call+<Run>d__1> System.Private.CoreLib.dll",
                "System.Threading.CancellationTokenSource+CallbackNode System.Private.CoreLib.dll", "CallbackNode Shop.dll",
                "Entry<System.String, Shop.Order>[] Shop.dll", "Entry<System.String, Shop.Order>[] System.Collections.dll",
            ])
    }

    @Test func scriptsAreOfAnotherRuntime() throws {
        var builder = GCDumpBuilder()
        _ = builder.pseudo("[JS Roots]", [1])
        builder.types.append(.init("name (Type  Window <|window location:https://x|>)", size: 16))
        builder.nodes.append(.init(type: builder.types.count - 1, children: [], address: 0x100))
        builder.hasScripts = true
        let found = try reduced(builder.bytes())
        #expect(found.capture.runtime.name == "JavaScript")
        #expect(try rows(found) == ["name (Type  Window)  1 16"])
    }
}
