import CoreCLR
import DumpFormats
import FoundationEssentials
import ProcessMemory
import RawMemory

/// The memory of a dump with the pages of the runtime's file that a core does not hold.
///
/// Cores of the kernel and of gdb leave out pages that files have. In a single-file app these pages hold the runtime's tables and the
/// assemblies. In other processes the runtime is found without them, as long as the dump holds the program headers of libcoreclr.so: those of a
/// coredump_filter without bit 4 (0x23) do not.
struct RuntimePages {
    /// The dump's memory with the bytes of files in its holes.
    private(set) var memory: AddressSpace
    /// Remarks about the files that were used.
    private(set) var problems: [ReadingProblem] = []

    /// A process with several runtimes has more than one libcoreclr.so.
    private static let libraryLimit = 8

    /// Says in `names` which file is wanted, when there is none that is proved to be the right one.
    init(_ dump: ProcessDump, _ held: AddressSpace, _ names: TypeNameSources) {
        memory = held
        let libraries = dump.files.filter { $0.fileName == "libcoreclr.so" }
        if !libraries.isEmpty {
            var seen: Set<String> = []
            for first in libraries.filter({ $0.fileOffset == 0 && seen.insert($0.path).inserted }).prefix(Self.libraryLimit) {
                let mappings = libraries.filter { $0.path == first.path }
                guard !mappings.contains(where: { $0.fileOffset == 0 && held.isELF($0.range.start) }) else { continue }
                fill(first, mappings, isExecutable: false, dump, names)
            }
        } else if let headers = dump.process.programHeaders, let main = dump.files.first(where: { $0.range.contains(headers) }) {
            let mappings = dump.files.filter { $0.path == main.path }
            guard mappings.contains(where: { held.presentBytes(in: $0.range) < $0.range.count }) else { return }
            fill(main, mappings, isExecutable: true, dump, names)
        }
    }

    private mutating func fill(
        _ mapping: FileMapping, _ mappings: [FileMapping], isExecutable: Bool, _ dump: ProcessDump, _ names: TypeNameSources
    ) {
        let name = String(mapping.fileName)
        let own = String(mapping.path.dropLast(mapping.path.hasSuffix(name) ? 0 : " (deleted)".count))
        var refusals: [String] = []
        for place in names.places(name) + (own.hasPrefix("/") && FileManager.default.fileExists(atPath: own) ? [own] : []) {
            let refusal: String?
            do throws(FileError) {
                refusal = try names.reading(place) { file -> String? in
                    guard let file = RuntimeFile(file) else { return "it is no ELF file that can be read" }
                    switch file.proof(mappings, memory, dump.processor) {
                    case .success(let proved):
                        names.hold(file.file, place)
                        memory = memory.filling(proved.mappings, from: file.file)
                        problems.append(.pagesFromFile(name: name, isExecutable: isExecutable, proof: proved.proof))
                        return nil
                    case .failure(let doubt): return doubt.sentence
                    }
                }
            } catch { refusal = error.clause }
            guard let refusal else { return }
            refusals.append("\(place) is not used: \(refusal)")
        }
        let images = mappings.filter { $0.fileOffset == 0 }.map(\.range.start)
        let buildID = images.lazy.compactMap { [memory] in ELFImage(memory, base: $0)?.buildID(memory) }.first
        names.lacks(
            WantedRuntimeFile(path: own, buildID: buildID?.hexadecimal, isExecutable: isExecutable, refusal: refusals.first),
            refusals: refusals)
    }
}

/// The file of the runtime's library, or of an executable that contains it, whose pages a dump lacks.
package struct WantedRuntimeFile: Hashable, Sendable {
    /// Where the process had it.
    package let path: String
    /// In hexadecimal; `nil` when the dump does not hold it.
    package let buildID: String?
    package let isExecutable: Bool
    /// Why the first file of that name is not used; `nil` when there is none.
    let refusal: String?

    /// A clause that says why its pages are not used.
    var whyNot: String { refusal ?? "that file is not on this machine" }
}

extension RuntimeFile.Doubt {
    /// A clause about a file.
    fileprivate var sentence: String {
        switch self {
        case .otherProcessor: "it is of another processor"
        case .otherBuildID(let file, let process):
            "it is another build, \(file.isEmpty ? "without a build id" : file.hexadecimal); the process had \(process.hexadecimal)"
        case .otherMappings: "it is another build: its parts are not where the process has them"
        case .otherVersion(let file, let process): "it is another build, \(file); the process had \(process)"
        case .otherPointers(let different, let of):
            "it is another build: \(different) of \(of) relocated pointers are not those of the process"
        case .otherApp: "it has the same runtime and contains another app, or another build of it"
        case .tooLittle: "the dump holds too little of it to prove the build"
        }
    }
}

extension AddressSpace {
    fileprivate func isELF(_ address: Address) -> Bool { u32(address) == 0x464C_457F }
}
