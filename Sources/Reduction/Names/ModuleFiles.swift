import CoreCLR
import RawMemory
import SnapshotModel

extension TypeNameSources {
    /// Files that are open at the same time. Programs have fewer assemblies, and a process may open no more than 1,024 files.
    private static let mostFiles = 512

    /// The metadata of a process's modules, with that of the files of modules of which the dump holds none or only a part. A file is used
    /// only when the dump proves that it is the same build. It stays open until the next dump is begun.
    func metadata(of runtime: DotNetRuntime) -> ModuleMetadata {
        let modules = runtime.modules.value ?? []
        var files: [Address: MetadataTables] = [:]
        for module in modules where !module.isDynamic && !module.name.isEmpty && !(module.metadata?.isWhole ?? false) {
            guard files.count < Self.mostFiles, let identity = runtime.identity(of: module) else { continue }
            for place in places(module.name, path: module.path) {
                guard let found = metadata(place, identity) else { continue }
                files[module.address] = found
                break
            }
        }
        return ModuleMetadata(modules, files: files)
    }

    private func metadata(_ place: String, _ identity: ImageIdentity) -> MetadataTables? {
        let found: (file: MappedFile, metadata: MetadataTables)?
        do throws(FileError) {
            found = try reading(place) { (file: MappedFile) -> (file: MappedFile, metadata: MetadataTables)? in
                guard let assembly = AssemblyFile(file), assembly.identity == identity, let metadata = assembly.metadata() else {
                    return nil
                }
                return (file, metadata)
            }
        } catch { return nil }
        guard let found else { return nil }
        hold(found.file, place)
        return found.metadata
    }
}
