import CoreCLR
import FoundationEssentials
import RawMemory
package import SnapshotModel

/// Where names of types come from whose metadata a dump does not hold: the files that the modules were loaded from, or what was learnt from
/// such files before. A file counts only when it is the very build (`ModuleBuild`), whatever its name.
package final class TypeNameSources {
    /// A module whose types have no names.
    package struct Wanted: Equatable, Sendable {
        package let name: String
        /// Where the process loaded it from.
        package let path: String
        /// `nil` when the dump does not say which build it is, so that no file can be proved to be it.
        package let build: ModuleBuild?
    }

    private let folders: [String]
    private let stored: (ModuleBuild) -> [String]?
    /// Paths of the files in `folders` and one level below, by name in lower case.
    private lazy var files = listFiles()

    /// Read from files now, to be kept.
    package private(set) var learnt: [ModuleBuild: [String]] = [:]
    package private(set) var fromFiles: UInt64 = 0
    package private(set) var fromStore: UInt64 = 0
    /// Path and build id (in hexadecimal) of an executable whose pages the dump lacks and whose file was not found.
    package private(set) var wantedExecutable: (path: String, buildID: String)?
    /// In the order in which they were asked for.
    package private(set) var wanted: [Wanted] = []
    /// Why files of the right name could not be taken, a sentence for each module that none could be taken for; and which folders could
    /// not be listed.
    package var refused: [String] { unlisted + unusable }
    private var unusable: [String] = []
    private var unlisted: [String] = []

    /// More files than a folder of assemblies has.
    private static let fileLimit = 100_000

    /// `folders` are searched before the module's own path; `stored`: what was learnt before.
    package init(folders: [String] = [], stored: @escaping (ModuleBuild) -> [String]? = { _ in nil }) {
        self.folders = folders
        self.stored = stored
    }

    /// Begins with a dump. What was counted for the one before is forgotten.
    func begin() {
        wantedExecutable = nil
        learnt = [:]
        (fromFiles, fromStore) = (0, 0)
        wanted = []
        unusable = []
    }

    /// Names that are right but not the dump's own.
    var problems: [ReadingProblem] {
        (fromFiles > 0 ? [.namesFromFiles(modules: fromFiles)] : []) + (fromStore > 0 ? [.namesFromStore(modules: fromStore)] : [])
    }

    func lacks(executable path: String, buildID: [UInt8]) {
        wantedExecutable = (path, buildID.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }

    /// Files of this name in the folders.
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
            // The names of a damaged file serve this dump alone: a whole file may come later.
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

    /// Files of a module's name, in the order in which they are tried.
    private func places(_ name: String, path: String) -> [String] {
        // Paths of Windows name no file here.
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
    /// `0x5e4d2c1b, 0x9000`: as symbol servers and debuggers write the pair.
    package var words: String { "0x" + String(timeStamp, radix: 16) + ", 0x" + String(imageSize, radix: 16) }
}
