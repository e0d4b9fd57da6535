/// One module: `dumpmodule`, and with `-mt` the types that it defines.
package struct ModuleFacts: Sendable, Equatable {
    /// The path, or the name of an assembly without a file.
    package var name = ""
    /// The address in the command; 0 without one.
    package var address: UInt64 = 0
    package var isDynamic = false
    /// The first types that it defines and refers to.
    package var defined: [String] = []
    package var referred: [String] = []

    static let mostTypes = 200
}

/// `Name: PATH` or `Name: qrt-x6cw, Version=4.0.460.0, …`, lines `Key: value`, and rows `MT 0x02…… Name`.
struct ModuleFactsGrammar: TableGrammar {
    private var facts = ModuleFacts()
    private var hasAttributes = false
    /// Whether the rows are types to which the module refers.
    private var areReferred = false

    init?(opening line: TextLine, _ context: TextContext) {
        guard context.command?.name == "dumpmodule", line.isWord(0, "Name:"), line.words.count > 1 else { return nil }
        if let last = context.command?.arguments.last { facts.address = PrintedNumber.hexadecimal(Array(last.utf8)[...]) ?? 0 }
    }

    var content: TableContent? { facts.name.isEmpty || !hasAttributes ? nil : .moduleFacts(facts) }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if line.isWord(0, "Name:") {
            if !facts.name.isEmpty { return .foreign }
            let name = line.rest(from: 1)
            facts.isDynamic = ModulesTable.isDisplayName(name)
            facts.name = name.split(separator: ", Version=", maxSplits: 1).first.map(String.init) ?? name
            return .taken
        }
        if line.begins("Types defined") || line.begins("Types referenced") {
            // Their rows have tokens of either table.
            areReferred = line.begins("Types referenced")
            return .taken
        }
        if line.isWord(0, "MT") { return .taken }
        if line.isRule { return .taken }
        if line.words.count >= 3, line.address(0) != nil, line.word(1).starts(with: Array("0x0".utf8)), let token = line.hexadecimal(1) {
            let name = PrintedTypeName.canonical(line.rest(from: 2))
            switch token >> 24 {
            case 2 where !areReferred: if facts.defined.count < ModuleFacts.mostTypes { facts.defined.append(name) }
            default: if facts.referred.count < ModuleFacts.mostTypes { facts.referred.append(name) }
            }
            return .taken
        }
        guard line.words.count >= 2, line.bytes.contains(UInt8(ascii: ":")) else { return .foreign }
        let isKey = Self.keys.contains { line.begins($0) }
        hasAttributes = hasAttributes || isKey
        return isKey ? .taken : .foreign
    }

    private static let keys: [Phrase] = [
        "Attributes:", "TransientFlags:", "Assembly:", "BaseAddress:", "PEAssembly:", "ModuleId:", "ModuleIndex:", "LoaderHeap:",
        "TypeDefToMethodTableMap:",
        "TypeRefToMethodTableMap:", "MethodDefToDescMap:", "FieldDefToDescMap:", "MemberRefToDescMap:", "FileReferencesMap:",
        "AssemblyReferencesMap:",
        "MetaData start address:",
    ]
}
