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
        /// `nil` when the dump does not identify the build. Then no file can be proved to be the right one.
        package let build: ModuleBuild?
    }

    private let folders: [String]
    private let stored: (ModuleBuild) -> [String]?
    /// Paths of the files in `folders` and one level below, by file name in lower case.
    private lazy var files = listFiles()

    /// Names that were read from files. The store should keep them.
    package private(set) var learnt: [ModuleBuild: [String]] = [:]
    package private(set) var fromFiles: UInt64 = 0
    package private(set) var fromStore: UInt64 = 0
    /// The file of the runtime, when the dump lacks pages of it and its file was not found.
    package private(set) var wantedRuntimeFile: WantedRuntimeFile?
    /// In the order in which the names were asked for.
    package private(set) var wanted: [Wanted] = []
    /// Sentences that say which folders could not be listed, and why files with the right name could not be used. Each module without a
    /// usable file has one sentence.
    package var refused: [String] { unlisted + unusable }
    private var unusable: [String] = []
    private var unlisted: [String] = []

    /// A folder of assemblies has fewer files.
    private static let fileLimit = 100_000

    /// `folders` are searched before the module's own path. `stored` gives names that were learnt before.
    package init(folders: [String] = [], stored: @escaping (ModuleBuild) -> [String]? = { _ in nil }) {
        self.folders = folders
        self.stored = stored
    }

    /// Begins with a dump and forgets the results of the previous one.
    func begin() {
        wantedRuntimeFile = nil
        learnt = [:]
        (fromFiles, fromStore) = (0, 0)
        wanted = []
        unusable = []
    }

    /// Remarks about names that are right but do not come from the dump.
    var problems: [ReadingProblem] {
        (fromFiles > 0 ? [.namesFromFiles(modules: fromFiles)] : []) + (fromStore > 0 ? [.namesFromStore(modules: fromStore)] : [])
    }

    /// `refusals` are sentences about files of that name that are not used.
    func lacks(_ file: WantedRuntimeFile, refusals: [String]) {
        wantedRuntimeFile = wantedRuntimeFile ?? file
        unusable += refusals
    }

    /// The paths of files with this name in the folders.
    func places(_ name: String) -> [String] { files[name.lowercased()] ?? [] }

    func definitions(of module: ManagedModule, _ identity: ImageIdentity?) -> DefinitionNames? {
        guard !module.isDynamic, !module.name.isEmpty else { return nil }
        guard let identity else {
            wanted.append(Wanted(name: module.name, path: module.path, build: nil))
            if let place = places(module.name, path: module.path).first {
                unusable.append("\(place) is not used: the dump does not say which build of it the process loaded")
            }
            return nil
        }
        let build = ModuleBuild(file: module.name, timeStamp: identity.timeStamp, imageSize: identity.imageSize)
        if let found = fromFile(build, path: module.path) {
            fromFiles += 1
            // Names of a damaged file are used for this dump but not kept, because a whole file may come later.
            if found.isWhole { learnt[build] = found.names }
            return found
        }
        if let found = stored(build) {
            fromStore += 1
            return DefinitionNames(names: found)
        }
        wanted.append(Wanted(name: module.name, path: module.path, build: build))
        return nil
    }

    private func fromFile(_ build: ModuleBuild, path: String) -> DefinitionNames? {
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
    private func places(_ name: String, path: String) -> [String] {
        // A Windows path does not name a file here.
        let own = path.hasPrefix("/") && FileManager.default.fileExists(atPath: path) ? [path] : []
        return places(name) + own
    }

    private struct Refusal: Error {
        let reason: String
    }

    private func names(_ place: String, _ build: ModuleBuild) -> Result<DefinitionNames, Refusal> {
        guard let file = try? MappedFile.open(place), let assembly = AssemblyFile(file) else {
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
        return .success(names)
    }

    private func listFiles() -> [String: [String]] {
        var files: [String: [String]] = [:]
        var count = 0
        func list(_ folder: String, deeper: Bool) {
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
            if names == nil, deeper { unlisted.append("'\(folder)' cannot be listed, so no names come from it") }
            for name in (names ?? []).sorted() where count < Self.fileLimit {
                count += 1
                let path = folder + "/" + name
                files[name.lowercased(), default: []].append(path)
                if deeper, !name.contains(".dll") { list(path, deeper: false) }
            }
        }
        for folder in folders { list(folder, deeper: true) }
        return files
    }
}

extension ModuleBuild {
    /// `0x5e4d2c1b, 0x9000`: the pair as symbol servers and debuggers write it.
    package var words: String { "0x\(timeStamp.hexadecimal()), 0x\(imageSize.hexadecimal())" }
}
