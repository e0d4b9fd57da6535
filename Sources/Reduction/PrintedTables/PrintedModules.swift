import DebuggerText
import RawMemory
import SnapshotModel

/// The sections `modules` and `module_groups` from lists of modules and from `dumpmodule`.
enum PrintedModules {
    static func readings(_ tables: [FoundTable]) -> [PrintedReading] {
        var rows: [ModuleRow] = []
        var places: [String: Int] = [:]
        var problems: [ReadingProblem] = []
        var (isList, hasSizes) = (false, true)
        var facts: [DebuggerText.ModuleFacts] = []
        var factPlaces: [String: Int] = [:]
        let sizes = sizes(tables)
        var source = ModulesTable.Source.dumpdomain
        var seen: Set<UInt64> = []
        var (isCut, tellsDynamic) = (false, true)
        var choices: Set<String> = []
        for (found, table) in lists(tables) {
            isList = true
            source = table.source
            problems += found.rejections(.modules)
            isCut = isCut || found.isCut
            if !table.choice.isEmpty { choices.insert(table.choice) }
            // Domains share modules, and each block lists those of a domain.
            for module in table.modules where module.address == 0 || !seen.contains(module.address) {
                let size = module.size ?? sizes[module.name]
                hasSizes = hasSizes && (size != nil || module.isDynamic)
                add(module.name, isDynamic: module.isDynamic, size: size ?? 0, to: &rows, &places)
            }
            seen.formUnion(table.modules.map(\.address))
        }
        if isCut { problems.append(.printedRowsMissing(.modules, count: nil, bytes: nil)) }
        if !choices.isEmpty { problems.append(.printedPartOnly(.modules, choice: choices.sorted(by: bytewise).joined(separator: "`, `"))) }
        for found in tables {
            guard case .moduleFacts(let one) = found.content else { continue }
            guard let place = factPlaces[one.name] else {
                factPlaces[one.name] = facts.count
                facts.append(one)
                continue
            }
            if one.defined.count > facts[place].defined.count { facts[place] = one }
        }
        if !isList {
            hasSizes = false
            // A module that was loaded from a file says nothing of the others, so it is listed where the text has nothing else.
            let isAlone = tables.allSatisfy { if case .moduleFacts = $0.content { true } else { !$0.fillsASection } }
            for one in facts where one.isDynamic || isAlone { add(one.name, isDynamic: one.isDynamic, size: 0, to: &rows, &places) }
            let made = groups(rows, facts)
            guard let listed = ofLoaderHeaps(tables) else {
                let alone = isAlone && !rows.isEmpty ? [PrintedReading(Table(rows, absent: absentAlone), [.printedPartOnly(.modules)])] : []
                return alone + (made.map { [PrintedReading($0, [.printedPartOnly(.modules)])] } ?? [])
            }
            let named = Set(facts.map(\.address))
            for address in listed.addresses where !named.contains(address) {
                add(unnamed, isDynamic: false, size: 0, to: &rows, &places)
                tellsDynamic = false
            }
            problems += listed.problems
        }
        var absent: Set<String> = ["version", "collectible", "load_context", "types"]
        if !hasSizes { absent.insert("size") }
        if isList, source != .dumpdomain {
            tellsDynamic = source == .clrmodules
            problems.append(.printedModulesListed(by: source.rawValue))
        }
        if !tellsDynamic { absent.insert("dynamic") }
        return [PrintedReading(Table(rows, absent: absent), problems), PrintedReading(groups(rows, facts))]
    }

    /// `dumpdomain` prints no sizes. The other lists do, for the same paths; those of `lm` are of the files as they are mapped, so they are taken alone
    /// where the text has no others.
    private static func sizes(_ tables: [FoundTable]) -> [String: UInt64] {
        var sizes: [ModulesTable.Source: [String: UInt64]] = [:]
        for found in tables {
            guard case .modules(let table) = found.content else { continue }
            for module in table.modules { if let size = module.size { sizes[table.source, default: [:]][module.name] = size } }
        }
        return sizes[.clrmodules] ?? sizes[.lm] ?? [:]
    }

    private static let absentAlone: Set<String> = ["version", "collectible", "load_context", "types", "size"]

    /// In place of the name of a module of which only the address is printed.
    private static let unnamed = "(not named)"

    /// The modules that `eeheap -loader` lists, by address.
    private static func ofLoaderHeaps(_ tables: [FoundTable]) -> (addresses: [UInt64], problems: [ReadingProblem])? {
        for found in tables.reversed() {
            guard case .loaderHeaps(let table) = found.content, !table.modules.isEmpty else { continue }
            let mayLack = found.isCut || found.hasGaps || table.total == nil && !table.hasEnd
            return (table.modules, mayLack ? [.printedRowsMissing(.modules, count: nil, bytes: nil)] : [])
        }
        return nil
    }

    /// The lists of one command. `dumpdomain` names dynamic assemblies and `lm` does not list them, so the others are left out where there is a better one;
    /// and a command that chose some modules is where another listed all.
    private static func lists(_ tables: [FoundTable]) -> [(found: FoundTable, table: ModulesTable)] {
        let all = tables.compactMap { found in if case .modules(let table) = found.content { (found: found, table: table) } else { nil } }
        let whole = all.filter { $0.table.choice.isEmpty }
        let usable = whole.isEmpty ? all : whole
        let source = [ModulesTable.Source.dumpdomain, .clrmodules].first { source in usable.contains { $0.table.source == source } } ?? .lm
        let lists = usable.filter { $0.table.source == source }
        guard let last = lists.last, !whole.isEmpty else { return lists }
        // A list with much between its rows, like the blocks of `dumpdomain`, is several tables.
        if last.found.command == nil, source != .dumpdomain { return [last] }
        return lists.filter { $0.found.command?.line == last.found.command?.line }
    }

    private static func add(_ printed: String, isDynamic: Bool, size: UInt64, to rows: inout [ModuleRow], _ places: inout [String: Int]) {
        let key = printed + (isDynamic ? " dynamic" : "")
        let place = places[key] ?? rows.count
        if place == rows.count {
            places[key] = place
            var row = ModuleRow()
            row.name = isDynamic ? printed : printed.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? printed
            row.path = isDynamic ? "" : printed
            row.isDynamic = isDynamic
            row.origin = isDynamic ? "dynamic" : "file"
            rows.append(row)
        }
        rows[place].count += 1
        rows[place].size = rows[place].size.saturatingAdd(size)
    }

    /// Modules that were made at run time, by the pattern of their names.
    private static func groups(_ rows: [ModuleRow], _ facts: [DebuggerText.ModuleFacts]) -> Table? {
        var groups: [ModuleGroupRow] = []
        var places: [String: Int] = [:]
        let known = Dictionary(facts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for row in rows where row.isDynamic {
            let pattern = row.name.isEmpty ? unnamed : MadeName.mayBeRandom(row.name) ? "*" : MadeName.pattern(row.name)
            let place = places[pattern] ?? groups.count
            if place == groups.count {
                places[pattern] = place
                var group = ModuleGroupRow()
                (group.pattern, group.origin, group.maker) = (pattern, "dynamic", ModuleGroupRow.unknownMaker)
                group.evidence = "the text does not say it"
                groups.append(group)
            }
            groups[place].count += row.count
            groups[place].made += row.count
            if let facts = known[row.name], groups[place].types.isEmpty {
                groups[place].types = facts.defined.prefix(3).joined(separator: ", ")
                if let maker = maker(facts) { (groups[place].maker, groups[place].evidence) = (maker.name, maker.evidence) }
            }
        }
        guard !groups.isEmpty else { return nil }
        return Table(
            groups.sorted { $0.made != $1.made ? $0.made > $1.made : bytewise($0.pattern, $1.pattern) }, absent: ["bytes", "collectible"])
    }

    private static func maker(_ facts: DebuggerText.ModuleFacts) -> Maker? {
        if facts.defined.contains(where: { $0.hasPrefix("Microsoft.Xml.Serialization.GeneratedAssembly.") }) {
            return Maker("XmlSerializer", "its types are Microsoft.Xml.Serialization.GeneratedAssembly.…")
        }
        if facts.referred.contains("System.CodeDom.Compiler.GeneratedCodeAttribute"), MadeName.mayBeRandom(facts.name) {
            return Maker(
                "CSharpCodeProvider", "its name is random as CSharpCodeProvider gives it, and its types have GeneratedCodeAttribute")
        }
        return nil
    }
}
