import DumpSynth
import FoundationEssentials
import Glibc
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Tests types whose metadata is not in the dump, and files that give them names.
@Suite struct TypeNameSourcesTests {
    private let process = SyntheticProcess()
    private let app: SyntheticModule
    private let folder = FileManager.default.temporaryDirectory.path + "/module-names-\(UUID().uuidString)"

    init() throws {
        app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        let line = process.type("Line", in: app, baseSize: 24, nestedIn: order)
        let list = process.generic("System.Collections.Generic.List`1", in: process.coreLib, [line])
        process.region(.gen2) {
            $0.object(order, count: 3)
            $0.object(line)
            $0.object(list)
        }
        process.removeMetadata(of: app)
        try FileManager.default.createDirectory(atPath: folder + "/deeper", withIntermediateDirectories: true)
    }

    private func read(_ names: TypeNameSources) throws -> (types: [String], snapshot: Snapshot) {
        let path = folder + "/dump.core"
        try Data(process.core().bytes()).write(to: URL(filePath: path))
        let progress = WorkProgress()
        let snapshot = try Inputs.only(path, ReductionOptions(), progress).reduce(ReductionOptions(), progress, names).snapshot
        let rows: [TypeRow] = try #require(snapshot.table("types")).rows()
        return (rows.map(\.name), snapshot)
    }

    private func write(_ bytes: [UInt8], _ name: String) throws { try Data(bytes).write(to: URL(filePath: folder + "/" + name)) }

    private func codes(_ snapshot: Snapshot) -> [String] { snapshot.trust.diagnostics.map(\.code) }

    private let named = ["Shop.Order", "Shop.Order+Line", "System.Collections.Generic.List<Shop.Order+Line>"]
    private let unnamed = [
        "App.dll!<0x02000002>", "App.dll!<0x02000003>", "System.Collections.Generic.List<App.dll!<0x02000003>>",
    ]

    @Test func withoutFiles() throws {
        let names = TypeNameSources()
        let (types, snapshot) = try read(names)
        #expect(types == unnamed)
        #expect(codes(snapshot) == ["types-unnamed"])
        #expect(snapshot.trust.level == .good)
        try #require(names.wanted.map(\.name) == ["App.dll"])
        #expect(names.wanted[0].path == "/app/App.dll")
        #expect(names.wanted[0].build == ModuleBuild(file: "App.dll", timeStamp: 0x5EAD_0001, imageSize: try imageSize()))
    }

    /// Cuts a file of the folder to nothing.
    private func cut(_ name: String) { unsafe truncate(folder + "/" + name, 0) }

    private func failure(_ names: TypeNameSources) throws -> InputFailure? {
        do {
            _ = try read(names)
            return nil
        } catch let failure as InputFailure { return failure }
    }

    /// The store is asked for names in the middle of the reading.
    @Test func aDumpThatBecomesShorterMeanwhileIsRefused() throws {
        let failure = try failure(
            TypeNameSources(stored: { _ in
                cut("dump.core")
                return nil
            }))
        #expect(failure?.code == .pagesLost)
        #expect(failure?.sentence.hasPrefix("\(folder)/dump.core: the file became shorter while it was read") == true)
    }

    @Test(arguments: [true, false])
    func aFileOfNamesThatBecomesShorterMeanwhileIsRefused(_ isKept: Bool) throws {
        try write([UInt8](repeating: 1, count: 9000), "App.dll")
        var names = TypeNameSources()
        names = TypeNameSources(stored: { [folder] _ in
            let read = { (file: MappedFile) -> UInt8? in
                cut("App.dll")
                return file.bytes.u8(at: 8000)
            }
            let place = folder + "/App.dll"
            var held: MappedFile?
            try? names.reading(place) { file in
                if isKept {
                    names.hold(file, place)
                    held = file
                } else {
                    _ = read(file)
                }
            }
            _ = held.map(read)
            return ["", "", "Wrong", "Wrong"]
        })
        let failure = try failure(names)
        #expect(failure?.code == .pagesLost)
        #expect(failure?.sentence.contains("dump.core: \(folder)/App.dll: the file became shorter") == true)
    }

    private func imageSize() throws -> UInt32 {
        let file = process.file(of: app)
        return file[(0x98 + 56)..<(0x98 + 60)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A file in the folder, in a folder below it, and with a name in other letters.
    @Test(arguments: ["App.dll", "deeper/App.dll", "APP.DLL"])
    func theFileNamesThem(_ name: String) throws {
        try write(process.file(of: app), name)
        let names = TypeNameSources(folders: [folder])
        let (types, snapshot) = try read(names)
        #expect(types == named)
        #expect(codes(snapshot) == ["names-from-files"])
        #expect(snapshot.trust.level == .exact)
        #expect(snapshot.trust.diagnostics[0].count == 1)
        #expect(names.wanted == [])
        #expect(names.refused == [])
        #expect(names.learnt.count == 1)
        #expect(names.learnt.values.first?.names == ["<Module>", "Shop.Order", "Shop.Order+Line"])
    }

    /// Kept names work without the file, and counts are the same with and without names.
    @Test func whatWasLearntServesLater() throws {
        try write(process.file(of: app), "App.dll")
        let first = TypeNameSources(folders: [folder])
        let (_, before) = try read(first)
        let learnt = first.learnt
        let (types, snapshot) = try read(TypeNameSources { learnt[$0]?.names })
        #expect(types == named)
        #expect(codes(snapshot) == ["names-from-store"])
        #expect(snapshot.trust.level == .exact)
        #expect(snapshot.totals == before.totals)
        #expect(try read(TypeNameSources()).snapshot.totals == before.totals)
    }

    /// A file is never used by its name alone.
    @Test(arguments: [0x88, 0x98 + 56])
    func anotherBuildIsNotTaken(_ place: Int) throws {
        var file = process.file(of: app)
        file[place] ^= 1
        try write(file, "App.dll")
        let names = TypeNameSources(folders: [folder])
        let (types, snapshot) = try read(names)
        #expect(types == unnamed)
        #expect(codes(snapshot) == ["types-unnamed"])
        #expect(names.learnt.isEmpty)
        #expect(names.wanted.count == 1)
        try #require(names.refused.count == 1)
        #expect(names.refused[0].contains("another build"))
        // A right file beside it is found.
        try write(process.file(of: app), "deeper/App.dll")
        let both = TypeNameSources(folders: [folder])
        #expect(try read(both).types == named)
        #expect(both.refused.isEmpty)
    }

    @Test func filesThatAreNoAssemblies() throws {
        let whole = process.file(of: app)
        let root = try #require(whole.indices.first { whole[$0...].starts(with: Array("BSJB".utf8)) })
        var damaged = whole
        damaged[root] = 0
        for (file, words) in [
            ([UInt8](repeating: 0, count: 100), "no assembly"), (Array(whole[..<0x90]), "no assembly"),
            (damaged, "metadata cannot be read"),
            (Array(whole[..<(root + 20)]), "metadata cannot be read"),
        ] {
            try write(file, "App.dll")
            let names = TypeNameSources(folders: [folder])
            #expect(try read(names).types == unnamed)
            try #require(names.refused.count == 1, "\(names.refused)")
            #expect(names.refused[0].contains(words), "\(names.refused)")
        }
    }

    /// A nested type without its enclosing type has no name. Half a name would be wrong and is not kept.
    @Test func halfANameIsNone() throws {
        var file = process.file(of: app)
        let rows = file.indices.filter { file[$0...].starts(with: [0x01, 0, 0x10, 0]) }
        try #require(rows.count == 2)
        file[rows[1]] = 2
        try write(file, "App.dll")
        let names = TypeNameSources(folders: [folder])
        #expect(try read(names).types == unnamed)
        #expect(names.learnt.isEmpty)
    }

    /// The declared number of rows is larger than the file.
    @Test func rowsThatAreNotThere() throws {
        var file = process.file(of: app)
        let flags = try #require(file.indices.first { file[$0...].starts(with: [0x01, 0, 0x10, 0]) })
        // Before the rows: that of Module (2 + 2 + 3 * 2 bytes), and the counts of TypeDef, Assembly and NestedClass.
        let count = flags - 10 - 12
        try #require(file[count] == 3)
        file.replaceSubrange(count..<(count + 4), with: [0xFF, 0xFF, 0xFF, 0])
        try write(file, "App.dll")
        let names = TypeNameSources(folders: [folder])
        #expect(try read(names).types == unnamed)
        try #require(names.refused.count == 1, "\(names.refused)")
        #expect(names.refused[0].contains("metadata cannot be read"), "\(names.refused)")
    }

    /// The dump holds the beginning of the metadata, as when it lies on the page of the image's header.
    @Test func metadataThatIsThereInPart() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        process.region(.gen2) { $0.object(order) }
        let whole = process.file(of: app)
        let root = try #require(whole.indices.first { whole[$0...].starts(with: Array("BSJB".utf8)) })
        let strings = try #require(whole.indices.first { whole[$0...].starts(with: Array("App.dll\0".utf8)) })
        process.cutMetadata(of: app, to: strings - root)
        try write(whole, "App.dll")
        let path = folder + "/part.core"
        try Data(process.core().bytes()).write(to: URL(filePath: path))
        func types(_ names: TypeNameSources) throws -> [String] {
            let progress = WorkProgress()
            let snapshot = try Inputs.only(path, ReductionOptions(), progress).reduce(ReductionOptions(), progress, names).snapshot
            let rows: [TypeRow] = try #require(snapshot.table("types")).rows()
            return rows.map(\.name)
        }
        let without = TypeNameSources()
        #expect(try types(without) == ["App.dll!<0x02000002>"])
        #expect(without.wanted.count == 1)
        #expect(try types(TypeNameSources(folders: [folder])) == ["Shop.Order"])
    }

    /// Without a time stamp the size alone does not prove the build.
    @Test func aBuildWithoutATimeStamp() throws {
        process.poke(0 as UInt32, at: process.image(of: app) + 0x88)
        var file = process.file(of: app)
        file.replaceSubrange(0x88..<0x8C, with: [0, 0, 0, 0])
        try write(file, "App.dll")
        let names = TypeNameSources(folders: [folder])
        #expect(try read(names).types == unnamed)
        try #require(names.wanted.count == 1)
        #expect(names.wanted[0].build == nil)
        #expect(names.refused.first?.contains("does not say which build") == true)
    }

    @Test func aFolderThatIsNotThere() throws {
        try write(process.file(of: app), "App.dll")
        let names = TypeNameSources(folders: [folder + "/nowhere", folder])
        #expect(try read(names).types == named)
        #expect(names.refused == ["\(folder)/nowhere: No such file or directory; no names come from there"])
    }

    /// With any byte of the file wrong there are names, placeholders or other texts, but no trap, and the counts are the same.
    @Test func anyByteOfTheFile() throws {
        let whole = process.file(of: app)
        for place in stride(from: 0, to: whole.count, by: 3) {
            var file = whole
            file[place] ^= 0xFF
            try write(file, "App.dll")
            #expect(try read(TypeNameSources(folders: [folder])).snapshot.totals.objects == 5, "byte \(place)")
        }
    }

    /// If the dump does not say the build of a module, no file can be proved to match.
    @Test func aModuleWithoutAHeader() throws {
        process.removePages(process.image(of: app)..<process.image(of: app) + 0x1000)
        try write(process.file(of: app), "App.dll")
        let names = TypeNameSources(folders: [folder])
        #expect(try read(names).types == unnamed)
        try #require(names.wanted.count == 1)
        #expect(names.wanted[0].build == nil)
        #expect(names.learnt.isEmpty)
        try #require(names.refused.count == 1)
        #expect(names.refused[0].contains("does not say which build"))
    }

    /// Tests whether reading a dump again would name the placeholders of its snapshot.
    @Test func whatCanBeNamedNow() throws {
        let (_, before) = try read(TypeNameSources())
        let input = try Inputs.only(folder + "/dump.core", ReductionOptions(), WorkProgress())
        func can(_ names: TypeNameSources, _ snapshot: Snapshot) throws -> Bool { try input.canName(snapshot, ReductionOptions(), names) }
        #expect(try !can(TypeNameSources(), before))
        #expect(try !can(TypeNameSources(folders: [folder]), before))
        var other = process.file(of: app)
        other[0x88] ^= 1
        try write(other, "App.dll")
        #expect(try !can(TypeNameSources(folders: [folder]), before))
        #expect(try can(TypeNameSources { $0.file == "app.dll" ? ["<Module>", "Shop.Order", "Shop.Order+Line"] : nil }, before))
        try write(process.file(of: app), "App.dll")
        let names = TypeNameSources(folders: [folder])
        #expect(try can(names, before))
        #expect(try !can(names, read(names).snapshot))
    }

    /// A minidump lists the builds of its modules.
    @Test func aMinidump() throws {
        process.removePages(process.image(of: app)..<process.image(of: app) + 0x1000)
        try write(process.file(of: app), "App.dll")
        var dump = process.minidump()
        var listed = MinidumpBuilder.Module(process.image(of: app), try imageSize(), path: "C:\\app\\App.dll")
        listed.timeStamp = 0x5EAD_0001
        dump.modules.append(listed)
        let path = folder + "/dump.dmp"
        let progress = WorkProgress()
        func types() throws -> [String] {
            try Data(dump.bytes()).write(to: URL(filePath: path))
            let names = TypeNameSources(folders: [folder])
            let snapshot = try Inputs.only(path, ReductionOptions(), progress).reduce(ReductionOptions(), progress, names).snapshot
            let rows: [TypeRow] = try #require(snapshot.table("types")).rows()
            return rows.map(\.name)
        }
        #expect(try types() == named)
        dump.modules[2].timeStamp += 1
        #expect(try types() == unnamed)
    }
}
