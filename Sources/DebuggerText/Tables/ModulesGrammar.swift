import RawMemory

/// Modules: `clrmodules`, `lm`, `dumpdomain`, and the names that `dumpmodule` prints.
package struct ModulesTable: Sendable, Equatable {
    package var modules: [Module] = []
    package var source: Source
    /// The arguments that chose some of the modules; empty for all.
    package var choice = ""

    /// What printed it: each command lists others of the process's modules.
    package enum Source: String, Sendable {
        /// Native ones too, and no dynamic ones.
        case lm
        /// Managed ones, dynamic ones too, though mostly without their names.
        case clrmodules
        /// Managed ones, dynamic ones too, with their names.
        case dumpdomain
    }

    package struct Module: Sendable, Equatable {
        /// The path, or the name of an assembly without a file; empty for a module of which only the address is printed.
        package var name: String
        /// Where the runtime's record of it lies, or its image; 0 where it is not printed.
        package var address: UInt64
        package var size: UInt64?
        package var isDynamic = false
    }

    /// The name of an assembly from its display name: `qrt-x6cw` of `qrt-x6cw, Version=4.0.460.0, …`.
    static func isDisplayName(_ name: String) -> Bool { name.contains(", Version=") || name.contains(", Culture=") }
}

/// | Printed by | Row |
/// |---|---|
/// | `clrmodules` | `000076BC1DE70000 00F2A000 /usr/share/dotnet/…/System.Private.CoreLib.dll` |
/// | `lm` of WinDbg | `04de0000 04de8000   App_Code_onwg1zqj C (no symbols)` |
/// | `lm`, `modules` of dotnet-dump | as `clrmodules`, and at the end `Total image size: 57990917`, the sum of the rows |
/// | `dumpdomain` | `00007fff8f0a5af8 mr4vbdbg, Version=0.0.0.0, …` below `Module`, or a path |
struct ModulesGrammar: TableGrammar {
    private var table: ModulesTable
    /// In `dumpdomain`, whether the assembly of the next modules is dynamic.
    private var isDynamic = false
    /// In `lm`, whether the rows are those of modules that were unloaded.
    private var isUnloaded = false
    /// Whether the rows are those of dotnet-dump, with a size.
    private var hasSizes = false
    /// Of these rows: how many stand before each empty line, and the line of the last one.
    private var blocks: [Int] = []
    private var last = 0
    private var usualGap = 1
    /// `Total image size`.
    private var imageSize: UInt64?

    init?(opening line: TextLine, _ context: TextContext) {
        if line.isWord(0, "start"), line.isWord(1, "end"), line.isWord(2, "module") {
            table = ModulesTable(source: .lm)
        } else if Self.row(line) != nil {
            table = ModulesTable(source: ["lm", "modules"].contains(context.command?.name) ? .lm : .clrmodules)
            hasSizes = true
        } else if line.isWord(0, "Assembly:"), line.words.count >= 3, line.address(1) != nil {
            table = ModulesTable(source: .dumpdomain)
        } else {
            return nil
        }
        guard let command = context.command, command.name == table.source.rawValue || hasSizes && command.name == "modules" else { return }
        if hasSizes {
            table.choice = command.choice(["n", "name", "m", "module", "a", "address"])
            return
        }
        switch table.source {
        // `lm m PATTERN`, `lm v a ADDRESS`.
        case .lm:
            let chooses = command.arguments.dropLast().contains { $0.count <= 4 && ($0.contains("m") || $0.contains("a")) }
            if chooses { table.choice = command.arguments.joined(separator: " ") }
        case .clrmodules: break
        case .dumpdomain: table.choice = command.choice([], takesWords: true)
        }
    }

    var content: TableContent? {
        var found = table
        if hasSizes, table.source == .clrmodules { separate(&found) }
        return found.modules.isEmpty ? nil : .modules(found)
    }

    /// `lm` prints the same rows as `clrmodules`, so without a prompt between them one table follows the other. The rows of `lm` sum up to its total.
    /// Where that is cut off, they begin behind an empty line and name modules again.
    private func separate(_ found: inout ModulesTable) {
        var sum: UInt64 = 0
        for place in table.modules.indices.reversed() {
            guard let imageSize else { break }
            sum = sum.saturatingAdd(table.modules[place].size ?? 0)
            if sum >= imageSize {
                // Native modules are in the total of `lm`, and those of `clrmodules` are managed.
                guard sum == imageSize else { break }
                let isBehindOthers = table.modules[..<place].contains { $0.isDynamic || $0.size ?? 0 > 0 }
                if isBehindOthers { found.modules.removeSubrange(place...) } else { found.source = .lm }
                return
            }
        }
        var known: Set<UInt64> = []
        guard let again = table.modules.firstIndex(where: { $0.address != 0 && !known.insert($0.address).inserted }),
            let start = blocks.last(where: { $0 <= again })
        else {
            if imageSize != nil { found.source = .lm }
            return
        }
        found.modules.removeSubrange(start...)
    }

    /// `ADDRESS SIZE path`; `ADDRESS SIZE name(Dynamic)` of a module that was made at run time, mostly without the name and at no address.
    private static func row(_ line: TextLine) -> ModulesTable.Module? {
        guard line.words.count >= 3, let address = line.address(0, digits: 8), let size = line.address(1, digits: 8),
            line.word(1).count == 8, !line.contains("@ ")
        else { return nil }
        let name = line.rest(from: 2)
        if name.hasSuffix(dynamic) {
            let own = name.dropLast(dynamic.count).split(separator: ", Version=", maxSplits: 1).first.map(String.init) ?? ""
            return .init(name: own, address: address, size: nil, isDynamic: true)
        }
        return isPath(line.word(2)) ? .init(name: name, address: address, size: size) : nil
    }

    private static let dynamic = "(Dynamic)"

    private static func isPath(_ word: ArraySlice<UInt8>) -> Bool {
        guard let first = word.first else { return false }
        return first == UInt8(ascii: "/")
            || word.count > 2 && word[word.startIndex + 1] == UInt8(ascii: ":") && word[word.startIndex + 2] == UInt8(ascii: "\\")
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if hasSizes { return takeSized(line) }
        switch table.source {
        case .clrmodules: return .foreign
        case .lm:
            if line.isWord(0, "start") { return .taken }
            if line.begins("Unloaded modules") {
                isUnloaded = true
                return .taken
            }
            guard line.words.count >= 3, let start = line.address(0), let end = line.address(1), end > start,
                line.hexadecimal(2) == nil || line.words.count < 4
            else { return .foreign }
            if !isUnloaded { table.modules.append(.init(name: line.text(2), address: start, size: end - start)) }
            return .taken
        case .dumpdomain: return takeDomain(line)
        }
    }

    private mutating func takeSized(_ line: TextLine) -> LineUse {
        if line.begins("Total image size:"), let size = line.decimal(3) {
            imageSize = size
            return .last
        }
        guard let row = Self.row(line) else { return .foreign }
        // Some pages have an empty line behind every line.
        let gap = line.number - last
        if table.modules.count == 1 { usualGap = gap }
        if !table.modules.isEmpty, gap > usualGap { blocks.append(table.modules.count) }
        last = line.number
        table.modules.append(row)
        return .taken
    }

    private mutating func takeDomain(_ line: TextLine) -> LineUse {
        if line.isWord(0, "Assembly:"), line.address(1) != nil {
            let name = line.rest(from: 2)
            isDynamic = name.hasPrefix(Self.dynamic) || ModulesTable.isDisplayName(name)
            return .taken
        }
        if Self.headings.contains(where: { line.begins($0) }) { return .taken }
        if line.isRule { return .taken }
        guard let address = line.address(0), line.words.count >= 2, Self.row(line) == nil else { return .foreign }
        let name = line.rest(from: 1)
        guard Self.isPath(line.word(1)) || isDynamic || ModulesTable.isDisplayName(name) else { return .foreign }
        let isOwn = name == "Dynamic Module" || name == "Unknown Module"
        table.modules.append(
            .init(
                name: isOwn ? "" : name.split(separator: ", Version=", maxSplits: 1).first.map(String.init) ?? name, address: address,
                size: nil,
                isDynamic: isDynamic || ModulesTable.isDisplayName(name)))
        return .taken
    }

    private static let headings: [Phrase] = [
        "ClassLoader:", "SecurityDescriptor:", "Module", "Domain ", "System Domain", "Shared Domain", "LowFrequencyHeap:",
        "HighFrequencyHeap:",
        "StubHeap:", "Stage:", "Name:",
    ]
}
