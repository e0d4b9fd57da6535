import CoreCLR
import RawMemory
import SnapshotModel

/// The section `module_groups`.
struct ModuleGroupsReader: SectionReader {
    let section = ModuleGroupRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let modules = process.runtime.modules
        guard let list = modules.value else { return SectionReading(nil, modules.problems.map(ReadingProblem.runtime)) }
        var groups = ModuleGroups(list)
        let collectible = process.runtime.loaderHeaps.value?.collectibleModules ?? []
        for module in list {
            try process.progress.check()
            groups.add(
                module, bytes: process.runtime.emittedBytes(of: module) ?? module.imageSize,
                isCollectible: collectible.contains(module.address))
        }
        return SectionReading(Table(groups.rows), modules.problems.map(ReadingProblem.runtime))
    }
}

/// The modules that were made at run time or loaded again, by the pattern of their names.
struct ModuleGroups {
    private struct Key: Hashable {
        let pattern: BytewiseText
        let origin: String
    }
    private struct Group {
        var row: ModuleGroupRow
        /// Different paths of a file's copies, up to the second.
        var paths: Set<String> = []
        var types: [String] = []
        var isRandom = false
    }

    private let maker: ModuleMaker
    private var groups: [Key: Group] = [:]

    /// Types that are named as examples.
    private static let exampleLimit = 3

    init(_ modules: [ManagedModule]) { maker = ModuleMaker(loaded: modules) }

    /// `bytes`: of the image, or of emitted metadata.
    mutating func add(_ module: ManagedModule, bytes: UInt64, isCollectible: Bool) {
        let origin: String
        switch module.origin {
        case .emitted: origin = "dynamic"
        case .bytes: origin = "bytes"
        case .file: origin = "file"
        // Whether it has a file is unknown, and nearly all have one.
        case .unknown: return
        }
        let pattern = Self.pattern(of: module, origin)
        let key = Key(pattern: BytewiseText(pattern), origin: origin)
        var group = groups[key] ?? Group(row: ModuleGroupRow())
        if group.row.count == 0 {
            (group.row.pattern, group.row.origin) = (pattern, origin)
            group.isRandom = pattern.utf8.starts(with: "*".utf8)
            // The modules of a group have one maker: it gives them their names.
            if origin != "file" || group.isRandom {
                let made = maker.maker(of: module, module.marks, isRandomName: group.isRandom)
                (group.row.maker, group.row.evidence) = (made.name, made.evidence)
            }
        }
        group.row.count += 1
        group.row.bytes = group.row.bytes.saturatingAdd(bytes)
        group.row.isCollectible = group.row.isCollectible || isCollectible
        if origin == "file", group.paths.count < 2 { group.paths.insert(module.path) }
        if group.types.count < Self.exampleLimit, let first = module.marks?.types.first, !group.types.contains(first) {
            group.types.append(first)
        }
        groups[key] = group
    }

    /// A random name without a digit looks like a word. CSharpCodeProvider gives its assemblies no version, and other compilers do.
    private static func pattern(of module: ManagedModule, _ origin: String) -> String {
        let stem = module.name.utf8.reversed().starts(with: ".dll".utf8.reversed()) ? module.name.dropLast(4) : module.name[...]
        if origin != "dynamic", MadeName.mayBeRandom(stem), module.assemblyVersion == "0.0.0.0" {
            return "*" + module.name.dropFirst(stem.count)
        }
        return origin == "file" ? MadeName.patternOfFile(module.name) : MadeName.pattern(module.name)
    }

    /// The most modules first, then by name. A file that was loaded once is no group, and neither are the translations of one assembly.
    var rows: [ModuleGroupRow] {
        groups.values.compactMap { group -> ModuleGroupRow? in
            var row = group.row
            row.made = row.count
            row.types = group.types.joined(separator: ", ")
            guard row.origin == "file" else { return row }
            let isTranslation = row.pattern.utf8.reversed().starts(with: ".resources.dll".utf8.reversed())
            guard row.count > 1, !isTranslation || group.paths.count == 1 else { return nil }
            row.made = row.count - 1
            if group.isRandom { return row }
            row.maker = group.paths.count == 1 ? "load contexts" : "copied files"
            row.evidence =
                group.paths.count == 1
                ? "one file, loaded once in each load context" : "files of one name in several folders, each loaded (shadow copies)"
            return row
        }.sorted { a, b in
            if a.made != b.made { return a.made > b.made }
            return a.pattern != b.pattern ? bytewise(a.pattern, b.pattern) : a.origin < b.origin
        }
    }
}
