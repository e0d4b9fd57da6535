import CoreCLR
import FoundationEssentials
import RawMemory
package import SnapshotModel

/// Gives the names of types when a dump does not hold their metadata. The names come from the files of the modules, or from the store,
/// which has learnt them from such files before. A file is used only when it is exactly the same build (`ModuleBuild`).
package final class TypeNameSources {
    /// A module for which no names were found.
    package struct Wanted: Equatable, Sendable {
        package let name: String
        /// The path from which the process loaded the module.
        package let path: String
        /// `nil` when the dump does not hold the header of the module's image.
        package let build: ModuleBuild?
        /// What the runtime's copy of the metadata says, when there is no `build`. `nil` also when the dump does not hold the copy: then no
        /// file can be the right one.
        package let schema: ModuleSchema?
    }

    private let folders: [String]
    private let stored: (ModuleBuild) -> [String]?
    private let schemas: () -> [ModuleBuild: ModuleSchema]
    /// Paths of the files in `folders` and the folders in them, by file name in lower case.
    private lazy var files = listFiles()

    private let isKnown: (ModuleBuild) -> Bool

    /// Names that were read from files or from metadata in the dump. The store should keep them.
    package private(set) var learnt: [ModuleBuild: LearntNames] = [:]
    package private(set) var fromFiles: UInt64 = 0
    package private(set) var fromStore: UInt64 = 0
    /// The file of the runtime, when the dump lacks pages of it and its file was not found.
    package private(set) var wantedRuntimeFile: WantedRuntimeFile?
    /// Modules with names from files or from the store of which only the numbers of the metadata are known to be the same.
    package private(set) var unproved: UInt64 = 0
    /// In the order in which the names were asked for.
    package private(set) var wanted: [Wanted] = []
    /// Sentences that say which folders could not be listed, and why files with the right name could not be used. Each module without a
    /// usable file has one sentence.
    package var refused: [String] { unlisted + unusable }
    private var unusable: [String] = []
    private var unlisted: [String] = []

    private var held: [(path: String, file: MappedFile)] = []
    private var lostWhileRead: String?

    /// A folder of assemblies has fewer files.
    private static let fileLimit = 100_000
    private static let depthLimit = 32

    /// `folders` are searched before the module's own path. `stored` gives names that were learnt before, and `schemas` what is known of
    /// the metadata of their builds. Names of builds that are not `isKnown` are learnt from dumps that hold their metadata.
    package init(
        folders: [String] = [], stored: @escaping (ModuleBuild) -> [String]? = { _ in nil },
        schemas: @escaping () -> [ModuleBuild: ModuleSchema] = { [:] }, isKnown: @escaping (ModuleBuild) -> Bool = { _ in true }
    ) {
        self.isKnown = isKnown
        self.folders = folders
        self.stored = stored
        self.schemas = schemas
    }

    /// Begins with a dump and forgets the results of the previous one.
    func begin() {
        wantedRuntimeFile = nil
        learnt = [:]
        (fromFiles, fromStore, unproved) = (0, 0, 0)
        wanted = []
        unusable = []
        held = []
        lostWhileRead = nil
    }

    /// The path of a file that became shorter while it was read. What came of it must not be used.
    var lost: String? { lostWhileRead ?? held.first { $0.file.hasLostPages }?.path }

    /// Keeps a file that is read together with the dump, until `begin`.
    func hold(_ file: MappedFile, _ place: String) { held.append((place, file)) }

    /// The result of `body`, which reads a file. The file is closed then, unless `body` holds it: a folder may have more files of one name
    /// than can be open. Throws `FileError` when the file cannot be opened.
    func reading<Result>(_ place: String, _ body: (MappedFile) -> Result) throws(FileError) -> Result {
        let file = try MappedFile.open(place)
        defer { if file.hasLostPages { lostWhileRead = lostWhileRead ?? place } }
        return body(file)
    }

    /// Remarks about names that are right but do not come from the dump.
    var problems: [ReadingProblem] {
        (fromFiles > 0 ? [.namesFromFiles(modules: fromFiles)] : []) + (fromStore > 0 ? [.namesFromStore(modules: fromStore)] : [])
            + (unproved > 0 ? [.namesUnproved(modules: unproved)] : [])
    }

    /// `refusals` are sentences about files of that name that are not used.
    func lacks(_ file: WantedRuntimeFile, refusals: [String]) {
        wantedRuntimeFile = wantedRuntimeFile ?? file
        unusable += refusals
    }

    /// The paths of files with this name in the folders.
    func places(_ name: String) -> [String] { files[name.lowercased()] ?? [] }

    /// Learns the names of the program's own modules from their metadata in the dump, for dumps of the same builds that hold none. A build
    /// is learnt once. Modules of .NET are left out: they are the same in all programs, and many.
    func learn(from runtime: DotNetRuntime) {
        for module in runtime.modules.value ?? [] where !module.isDynamic && !ModuleOwner.isFramework(module.name) {
            guard let identity = runtime.identity(of: module) else { continue }
            let build = ModuleBuild(file: module.name, timeStamp: identity.timeStamp, imageSize: identity.imageSize)
            guard learnt[build] == nil, !isKnown(build), let found = module.definitions(), found.names.isWhole else { continue }
            learnt[build] = LearntNames(names: found.names.names, schema: found.identity.flatMap { ModuleSchema($0.text) })
        }
    }

    func definitions(of module: ManagedModule, in runtime: DotNetRuntime) -> DefinitionNames? {
        guard !module.isDynamic, !module.name.isEmpty else { return nil }
        guard let identity = runtime.identity(of: module) else { return definitions(ofHeaderless: module, in: runtime) }
        let build = ModuleBuild(file: module.name, timeStamp: identity.timeStamp, imageSize: identity.imageSize)
        if let found = fromFile(build, path: module.path) {
            fromFiles += 1
            // Names of a damaged file are used for this dump but not kept, because a whole file may come later.
            if found.names.isWhole { learnt[build] = LearntNames(names: found.names.names, schema: found.schema) }
            return found.names
        }
        if let found = stored(build) {
            fromStore += 1
            return DefinitionNames(names: found)
        }
        wanted.append(Wanted(name: module.name, path: module.path, build: build, schema: nil))
        return nil
    }

    /// The dump does not hold the header of the module's image. Then the runtime's copy of the metadata says which files can be the right one.
    private func definitions(ofHeaderless module: ManagedModule, in runtime: DotNetRuntime) -> DefinitionNames? {
        let places = places(module.name, path: module.path)
        guard let build = HeaderlessBuild(module, runtime) else {
            wanted.append(Wanted(name: module.name, path: module.path, build: nil, schema: nil))
            if let place = places.first {
                unusable.append("\(place) is not used: the dump does not say which build of it the process loaded")
            }
            return nil
        }
        let candidates = NameCandidates(build, files: places, self) + NameCandidates(build, stored: schemas(), stored)
        switch candidates.choice {
        case .one(let candidate):
            if candidate.isProved { if candidate.isFile { fromFiles += 1 } else { fromStore += 1 } } else { unproved += 1 }
            if candidate.isFile, candidate.names.isWhole {
                learnt[candidate.build] = LearntNames(names: candidate.names.names, schema: candidate.schema)
            }
            return candidate.names
        case .several(let places):
            unusable.append(
                "\(module.name): its types have no names, because the dump fits several builds that name them differently: "
                    + places.joined(separator: ", "))
        case .none: if let why = candidates.refused { unusable.append(why) }
        }
        wanted.append(Wanted(name: module.name, path: module.path, build: nil, schema: build.schema))
        return nil
    }

    private typealias FileNames = (names: DefinitionNames, schema: ModuleSchema?)

    private func fromFile(_ build: ModuleBuild, path: String) -> FileNames? {
        let places = places(build.file, path: path)
        var why: String?
        for place in places {
            switch names(place, build) {
            case .success(let names): return names
            case .failure(let refusal): why = why ?? refusal.reason
            }
        }
        if let why { unusable.append(why + (places.count > 1 ? "; \(places.count - 1) more files of that name neither" : "")) }
        return nil
    }

    /// The paths of files with a module's name, in the order in which they are tried.
    func places(_ name: String, path: String) -> [String] {
        // A Windows path does not name a file here.
        let own = path.hasPrefix("/") && FileManager.default.fileExists(atPath: path) ? [path] : []
        return places(name) + own
    }

    private struct Refusal: Error {
        let reason: String
    }

    private func names(_ place: String, _ build: ModuleBuild) -> Result<FileNames, Refusal> {
        do throws(FileError) { return try reading(place) { names($0, place, build) } } catch {
            return .failure(Refusal(reason: "\(place) is not used: \(error.clause)"))
        }
    }

    private func names(_ file: MappedFile, _ place: String, _ build: ModuleBuild) -> Result<FileNames, Refusal> {
        guard let assembly = AssemblyFile(file) else {
            return .failure(Refusal(reason: "\(place) is not used: it is no assembly that can be read"))
        }
        let found = ModuleBuild(file: build.file, timeStamp: assembly.identity.timeStamp, imageSize: assembly.identity.imageSize)
        guard found == build else {
            return .failure(
                Refusal(
                    reason:
                        "\(place) is not used: it is another build, of time stamp and size \(found.words); the dump's module has \(build.words)"
                ))
        }
        guard let names = assembly.definitionNames() else {
            return .failure(Refusal(reason: "\(place) is not used: its metadata cannot be read"))
        }
        return .success((names, assembly.metadataIdentity().flatMap { ModuleSchema($0.text) }))
    }

    /// Why no names come from a folder: there is none, or it is a file. `nil` for a folder.
    package static func fault(_ path: String) -> String? {
        do throws(FileError) { _ = try MappedFile.open(path) } catch {
            switch error {
            case .isDirectory: return nil
            case .cannotOpen: return "\(InputFailure(error, path: path).sentence); no names come from there"
            case .empty, .notARegularFile, .cannotMap: break
            }
        }
        return "\(PathText.shown(path)): is no folder, and no names come from it; give its folder"
    }

    /// Links to folders are not followed, but a folder that is given may be one.
    private func listFiles() -> [String: [String]] {
        var files: [String: [String]] = [:]
        var count = 0
        func list(_ folder: String, depth: Int) {
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
            if names == nil { unlisted.append("'\(PathText.shown(folder))' cannot be listed, so no names come from it") }
            for name in (names ?? []).sorted(by: bytewise) where count < Self.fileLimit {
                count += 1
                let path = folder + "/" + name
                files[name.lowercased(), default: []].append(path)
                if depth < Self.depthLimit, !name.hasSuffix(".dll"), isFolder(path) { list(path, depth: depth + 1) }
            }
        }
        for folder in folders {
            if let fault = Self.fault(folder) { unlisted.append(fault) } else { list(folder, depth: 0) }
        }
        if count >= Self.fileLimit {
            unlisted.append("the folders of names hold more than \(Self.fileLimit) files, and the others are not searched")
        }
        return files
    }

    private func isFolder(_ path: String) -> Bool {
        do throws(FileError) { _ = try MappedFile.open(path) } catch {
            return error == .isDirectory && (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) == nil
        }
        return false
    }
}

extension ModuleBuild {
    /// `0x5e4d2c1b, 0x9000`: the pair as symbol servers and debuggers write it.
    package var words: String { "0x\(timeStamp.hexadecimal()), 0x\(imageSize.hexadecimal())" }
}
