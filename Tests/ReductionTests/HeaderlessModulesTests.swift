import DumpSynth
import FoundationEssentials
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Types of a module of which the dump holds no page of the file, as in kernel cores with coredump_filter 0x33 and dumps of gdb. The runtime's
/// own records say which file is the right one.
@Suite struct HeaderlessModulesTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/headerless-\(UUID().uuidString)"
    private static let types = ["Shop.Order", "Shop.Cart", "Shop.Line"]

    init() throws { try FileManager.default.createDirectory(atPath: folder + "/deeper", withIntermediateDirectories: true) }

    /// A process whose types have these names in this order, and the file of its module.
    private func process(_ types: [String], hasNames: Bool = true) -> (process: SyntheticProcess, file: [UInt8]) {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let made = types.map { process.type($0, in: app, baseSize: 40) }
        let inner = process.type("Inner", in: app, nestedIn: made[0])
        process.region(.gen2) { for type in made + [inner] { $0.object(type) } }
        process.keepSchema(of: app)
        process.keepTypeNames(of: app)
        if !hasNames { process.removeTypeNames(of: app) }
        process.removeFile(of: app)
        return (process, process.file(of: app))
    }

    private func write(_ bytes: [UInt8], _ name: String = "App.dll") throws {
        try Data(bytes).write(to: URL(filePath: folder + "/" + name))
    }

    private func read(_ process: SyntheticProcess, _ names: TypeNameSources) throws -> Snapshot {
        try write(process.core().bytes(), "dump.core")
        let progress = WorkProgress()
        return try Inputs.only(folder + "/dump.core", ReductionOptions(), progress).reduce(ReductionOptions(), progress, names).snapshot
    }

    private func rows(_ snapshot: Snapshot) -> [TypeRow] { snapshot.table("types")?.rows() ?? [] }
    private func names(_ snapshot: Snapshot) -> Set<String> { Set(rows(snapshot).map(\.name)) }
    private func codes(_ snapshot: Snapshot) -> [String] { snapshot.trust.diagnostics.map(\.code) }

    private let named: Set<String> = ["Shop.Order", "Shop.Cart", "Shop.Line", "Shop.Order+Inner"]
    private let unnamed = Set((2...5).map { "App.dll!<0x0200000\($0)>" })

    @Test func theFileOfTheBuildNamesThem() throws {
        let (process, file) = process(Self.types)
        let before = TypeNameSources(folders: [folder])
        let without = try read(process, before)
        #expect(names(without) == unnamed)
        #expect(rows(without).allSatisfy { $0.build.hasPrefix("rows-") })
        #expect(before.wanted.map(\.name) == ["App.dll"])
        #expect(before.wanted.first?.schema?.text == rows(without).first?.build)
        try write(file)
        let sources = TypeNameSources(folders: [folder])
        let snapshot = try read(process, sources)
        #expect(names(snapshot) == named)
        #expect(codes(snapshot) == ["names-from-files"])
        #expect(snapshot.trust.level == .exact)
        #expect(sources.refused == [])
        #expect(sources.learnt.values.first?.schema?.text == rows(without).first?.build)
    }

    /// A later dump without the file, also of a precompiled module, whose names the runtime does not keep.
    @Test(arguments: [(true, "names-from-store", Trust.Level.exact), (false, "names-unproved", .good)])
    func whatWasLearntServesLater(_ hasNames: Bool, _ code: String, _ level: Trust.Level) throws {
        let (first, file) = process(Self.types)
        try write(file)
        let sources = TypeNameSources(folders: [folder])
        _ = try read(first, sources)
        let learnt = sources.learnt
        let second = process(Self.types, hasNames: hasNames).process
        let snapshot = try read(
            second,
            TypeNameSources {
                learnt[$0]?.names
            } schemas: {
                learnt.compactMapValues(\.schema)
            })
        #expect(names(snapshot) == named)
        #expect(codes(snapshot) == [code])
        #expect(snapshot.trust.level == level)
        #expect(try names(read(second, TypeNameSources { learnt[$0]?.names })) == unnamed)
    }

    /// Builds with the same numbers of rows and bytes: two types swapped, and one renamed.
    @Test(arguments: [["Shop.Cart", "Shop.Order", "Shop.Line"], ["Shop.Order", "Shop.Tart", "Shop.Line"]])
    func swappedAndRenamed(_ others: [String]) throws {
        let (process, file) = process(Self.types)
        let other = self.process(others).file
        #expect(other.count == file.count)
        try write(other)
        let refusing = TypeNameSources(folders: [folder])
        let snapshot = try read(process, refusing)
        #expect(names(snapshot) == unnamed)
        #expect(codes(snapshot) == ["types-unnamed"])
        #expect(refusing.learnt.isEmpty)
        #expect(refusing.refused.first?.contains("whose types have other names") == true)
        // The right one beside it is found.
        try write(file, "deeper/App.dll")
        let choosing = TypeNameSources(folders: [folder])
        let right = try read(process, choosing)
        #expect(names(right) == named)
        #expect(codes(right) == ["names-from-files"])
        #expect(choosing.refused == [])
    }

    /// More files of other builds than the program may have mapped at a time come before the right one.
    @Test func manyOtherBuildsComeBefore() throws {
        let (process, file) = process(Self.types)
        try write(self.process(["Shop.Order", "Shop.Tart", "Shop.Line"]).file, "other")
        for number in 1000..<2100 {
            let deeper = folder + "/build-\(number)"
            try FileManager.default.createDirectory(atPath: deeper, withIntermediateDirectories: false)
            try FileManager.default.linkItem(atPath: folder + "/other", toPath: deeper + "/App.dll")
        }
        try FileManager.default.createDirectory(atPath: folder + "/right", withIntermediateDirectories: false)
        try write(file, "right/App.dll")
        let sources = TypeNameSources(folders: [folder])
        #expect(try names(read(process, sources)) == named)
        #expect(sources.refused == [])
    }

    /// That a file cannot be opened does not say that it is another build.
    @Test func aFileThatCannotBeOpened() throws {
        let (process, _) = process(Self.types)
        try FileManager.default.createSymbolicLink(atPath: folder + "/App.dll", withDestinationPath: folder + "/nowhere")
        let sources = TypeNameSources(folders: [folder])
        #expect(try names(read(process, sources)) == unnamed)
        #expect(sources.refused.first?.contains("App.dll is not used: it cannot be opened: No such file") == true, "\(sources.refused)")
    }

    /// A nested type of another name.
    @Test func aNestedTypeIsRenamed() throws {
        let (process, file) = process(Self.types)
        let place = try #require(file.indices.first { file[$0...].starts(with: Array("Inner\0".utf8)) })
        var other = file
        other[place] = UInt8(ascii: "D")
        try write(other)
        #expect(try names(read(process, TypeNameSources(folders: [folder]))) == unnamed)
    }

    /// Without the runtime's table of names a single file is used, and the snapshot says that its build is not proved.
    @Test func whatCannotBeProved() throws {
        let (process, file) = process(Self.types, hasNames: false)
        try write(file)
        let snapshot = try read(process, TypeNameSources(folders: [folder]))
        #expect(names(snapshot) == named)
        #expect(codes(snapshot) == ["names-unproved"])
        #expect(snapshot.trust.level == .good)
        // A second file of the same names changes nothing.
        try write(file, "deeper/App.dll")
        #expect(try names(read(process, TypeNameSources(folders: [folder]))) == named)
        // Two files that fit and name the types differently: nothing says which is right.
        try write(self.process(["Shop.Cart", "Shop.Order", "Shop.Line"]).file, "deeper/App.dll")
        let doubting = TypeNameSources(folders: [folder])
        let open = try read(process, doubting)
        #expect(names(open) == unnamed)
        #expect(codes(open) == ["types-unnamed"])
        #expect(doubting.refused.first?.contains("fits several builds") == true)
        #expect(doubting.refused.first?.contains("deeper/App.dll") == true)
        #expect(doubting.learnt.isEmpty)
    }

    @Test(arguments: [
        ["Shop.Order", "Shop.Cart"], ["Shop.Order", "Shop.Cart", "Shop.Line", "Shop.Coupon"],
        ["Shop.Order", "Shop.Cart", "Shop.FarLongerThanLine"],
    ])
    func anotherBuild(_ others: [String]) throws {
        for hasNames in [true, false] {
            let (process, _) = process(Self.types, hasNames: hasNames)
            try write(self.process(others).file)
            let sources = TypeNameSources(folders: [folder])
            #expect(try names(read(process, sources)) == unnamed)
            #expect(sources.refused.first?.contains("it is another build") == true)
        }
    }

    /// The names of the types do not decide, but what the process has loaded does: base types, fields with their kinds, numbers of methods.
    @Test func loadedTypesAreAsTheFileDefinesThem() throws {
        func process(_ types: [(name: String, fields: [UInt32])], base: Int = 5) -> (process: SyntheticProcess, file: [UInt8]) {
            let process = SyntheticProcess()
            let app = process.module("App.dll")
            let made = types.map { process.type($0.name, in: app, baseSize: 40) }
            for (type, fields) in zip(made, types.map(\.fields)) {
                process.fields(
                    fields.enumerated().map { SyntheticField("f\($0.offset)", $0.element, at: UInt32($0.offset) * 8) }, of: type)
            }
            process.metadata(of: app) { for row in 1..<$0.types.count { $0.types[row].base = base } }
            process.region(.gen2) { for type in made { $0.object(type) } }
            process.keepSchema(of: app)
            process.keepLoadedTypes(made, of: app)
            process.removeFile(of: app)
            return (process, process.file(of: app))
        }
        let (right, file) = process([("Shop.Order", [8]), ("Shop.Cart", [8, 0x12])])
        try write(file)
        let snapshot = try read(right, TypeNameSources(folders: [folder]))
        #expect(names(snapshot) == ["Shop.Order", "Shop.Cart"])
        #expect(codes(snapshot) == ["names-unproved"])
        // Swapped, with a field of another kind, and with another base type.
        let swapped = process([("Shop.Cart", [8, 0x12]), ("Shop.Order", [8])]).file
        let otherKind = process([("Shop.Order", [8]), ("Shop.Cart", [0x12, 8])]).file
        let otherBase = process([("Shop.Order", [8]), ("Shop.Cart", [8, 0x12])], base: 8).file
        for (other, words) in [(swapped, "swapped"), (otherKind, "kind"), (otherBase, "base")] {
            try write(other)
            let sources = TypeNameSources(folders: [folder])
            #expect(try names(read(right, sources)).allSatisfy { $0.hasPrefix("App.dll!") }, "\(words)")
            #expect(sources.refused.first?.contains("it is another build") == true, "\(words)")
        }
    }

    /// Two snapshots of one build have the same text for it, two of different builds have not.
    @Test func theTextOfABuild() throws {
        func build(_ types: [String]) throws -> Set<String> { Set(try rows(read(process(types).process, TypeNameSources())).map(\.build)) }
        let first = try build(Self.types)
        #expect(first.count == 1)
        #expect(try build(Self.types) == first)
        for others in [["Shop.Cart", "Shop.Order", "Shop.Line"], ["Shop.Order", "Shop.Tart", "Shop.Line"], ["Shop.Order"]] {
            #expect(try build(others).isDisjoint(with: first), "\(others)")
        }
    }
}
