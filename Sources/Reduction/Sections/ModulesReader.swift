import CoreCLR
import RawMemory
import SnapshotModel

/// The section `modules`.
struct ModulesReader: SectionReader {
    let section = ModuleRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let modules = process.runtime.modules
        guard let list = modules.value else { return SectionReading(nil, modules.problems.map(ReadingProblem.runtime)) }
        var contexts: [LoadContext: String] = [:]
        // CoreLib is in the default one, whose type has no name where the dump lacks the metadata.
        if let coreLib = list.first(where: { $0.name == "System.Private.CoreLib.dll" }), let own = process.runtime.loadContext(of: coreLib)
        {
            contexts[own] = Self.standard
        }
        var isContextKnown = false
        let collectible = process.runtime.loaderHeaps.value?.collectibleModules
        var facts: [ModuleFacts] = []
        for module in list {
            try process.progress.check()
            var fact = ModuleFacts(module)
            fact.isBundled = process.runtime.isBundled(module)
            fact.version = module.assemblyVersion ?? process.runtime.fileVersion(of: module) ?? ""
            fact.types = process.runtime.definedTypes(of: module)
            fact.isCollectible = collectible?.contains(module.address) ?? false
            if let context = process.runtime.loadContext(of: module) {
                isContextKnown = true
                if contexts[context] == nil { contexts[context] = name(of: context, process) }
                fact.loadContext = contexts[context] ?? ""
            }
            facts.append(fact)
        }
        var absent: Set<String> = []
        if collectible == nil { absent.insert("collectible") }
        if !isContextKnown { absent.insert("load_context") }
        return SectionReading(Table(moduleRows(facts), absent: absent), modules.problems.map(ReadingProblem.runtime))
    }

    /// The type of a load context. Its own name is a text of the heap, and is not read.
    private func name(of context: LoadContext, _ process: DumpedProcess) -> String {
        guard case .object(let object) = context else { return Self.standard }
        guard let table = process.runtime.methodTables.value?.table(ofObjectAt: object),
            let name = process.typeNames?.name(table).name
        else { return "" }
        return name == "System.Runtime.Loader.DefaultAssemblyLoadContext" ? Self.standard : name
    }

    private static let standard = "default"
}

/// What the section says of one loaded copy of a module.
struct ModuleFacts {
    let module: ManagedModule
    var isBundled = false
    var version = ""
    var isCollectible = false
    var loadContext = ""
    var types: UInt64?

    init(_ module: ManagedModule) { self.module = module }

    var origin: String {
        switch module.origin {
        case .file: isBundled ? "bundle" : "file"
        case .bytes: "bytes"
        case .emitted: "dynamic"
        case .unknown: "unknown"
        }
    }
}

/// The rows of the section `modules`. A row counts the modules with one name and path; each load context has its own copy. A module whose
/// path the dump does not hold has its name for a path: without a path it would count as made at run time.
func moduleRows(_ modules: [ModuleFacts]) -> [ModuleRow] {
    var rows: [ModuleRow] = []
    var places: [[BytewiseText]: Int] = [:]
    var contexts: [Set<String>] = []
    for facts in modules {
        let module = facts.module
        let path = module.origin == .unknown ? (module.name.isEmpty ? "?" : module.name) : module.path
        let key = [BytewiseText(module.name), BytewiseText(path), BytewiseText(module.isDynamic ? "dynamic" : "")]
        let place = places[key] ?? rows.count
        if place == rows.count {
            places[key] = place
            var row = ModuleRow()
            row.name = module.name
            row.path = path
            row.isDynamic = module.isDynamic
            (row.origin, row.version, row.types) = (facts.origin, facts.version, facts.types)
            rows.append(row)
            contexts.append([])
        }
        rows[place].count += 1
        rows[place].size = rows[place].size.saturatingAdd(module.imageSize)
        rows[place].isCollectible = rows[place].isCollectible || facts.isCollectible
        if !facts.loadContext.isEmpty { contexts[place].insert(facts.loadContext) }
    }
    for place in rows.indices { rows[place].loadContext = contexts[place].sorted(by: bytewise).joined(separator: ", ") }
    return rows
}
