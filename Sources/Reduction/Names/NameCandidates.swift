import CoreCLR
import RawMemory
import SnapshotModel

/// The files and stored names that may be those of a module whose image's header is not in the dump.
struct NameCandidates {
    struct Candidate {
        /// The path of the file, or words for the store.
        let place: String
        let isFile: Bool
        let build: ModuleBuild
        let schema: ModuleSchema
        let names: DefinitionNames
        let isProved: Bool
    }

    private(set) var candidates: [Candidate] = []
    /// Why the first file that was refused cannot be used, and how many more there are.
    private(set) var refused: String?

    enum Choice {
        case one(Candidate)
        /// Candidates that are equally good and name the types differently.
        case several([String])
        case none
    }

    /// A proved candidate, or else those that are not proved when they agree with one another.
    var choice: Choice {
        if let proved = candidates.first(where: \.isProved) { return .one(proved) }
        guard let first = candidates.first else { return .none }
        return candidates.allSatisfy { $0.names == first.names } ? .one(first) : .several(candidates.map(\.place))
    }

    /// `sources` opens the files, one at a time.
    init(_ build: HeaderlessBuild, files: [String], _ sources: TypeNameSources) {
        var reasons: [String] = []
        for place in files {
            do throws(FileError) {
                switch try sources.reading(place, { Self.candidate(build, $0, place) }) {
                case .success(let candidate): candidates.append(candidate)
                case .failure(let refusal): reasons.append("\(place) is not used: \(refusal.clause)")
                }
            } catch { reasons.append("\(place) is not used: \(error.clause)") }
        }
        refused = reasons.first.map { $0 + (reasons.count > 1 ? "; \(reasons.count - 1) more files of that name neither" : "") }
    }

    private struct Refusal: Error {
        /// Says why, of the file.
        let clause: String
    }

    private static func candidate(_ build: HeaderlessBuild, _ file: MappedFile, _ place: String) -> Result<Candidate, Refusal> {
        guard let assembly = AssemblyFile(file) else { return .failure(Refusal(clause: "it is no assembly that can be read")) }
        guard let names = assembly.definitionNames(), let schema = assembly.metadataIdentity().flatMap({ ModuleSchema($0.text) }) else {
            return .failure(Refusal(clause: "its metadata cannot be read"))
        }
        do throws(HeaderlessBuild.Refusal) {
            let isProved = try build.isProved(schema, names)
            if let metadata = assembly.metadata() { try build.compare(metadata) }
            let found = ModuleBuild(file: build.file, timeStamp: assembly.identity.timeStamp, imageSize: assembly.identity.imageSize)
            return .success(Candidate(place: place, isFile: true, build: found, schema: schema, names: names, isProved: isProved))
        } catch {
            let clause =
                switch error {
                case .otherBuild: "it is another build, of other tables or names than the module that the process loaded"
                case .otherNames: "it is another build, whose types have other names than those that the process loaded"
                case .otherTypes: "it is another build, which defines types otherwise than those that the process loaded"
                }
            return .failure(Refusal(clause: clause))
        }
    }

    init(_ build: HeaderlessBuild, stored schemas: [ModuleBuild: ModuleSchema], _ names: (ModuleBuild) -> [String]?) {
        let same = schemas.filter { $0.key.file == build.file.lowercased() }
        for (other, schema) in same.sorted(by: { ($0.key.timeStamp, $0.key.imageSize) < ($1.key.timeStamp, $1.key.imageSize) }) {
            guard build.schema.likeness(to: schema) != .different, let known = names(other).map(DefinitionNames.init),
                let isProved = try? build.isProved(schema, known)
            else { continue }
            candidates.append(
                Candidate(
                    place: "the store's of time stamp and size \(other.words)", isFile: false, build: other, schema: schema, names: known,
                    isProved: isProved))
        }
    }

    static func + (files: NameCandidates, stored: NameCandidates) -> NameCandidates {
        var all = files
        all.candidates += stored.candidates
        return all
    }
}
