import DebuggerText
import RawMemory

/// Whether the tables of a text are of one process, as far as it says it.
enum TextOrigin {
    /// Two places that say something else of the process: what it is, and the lines.
    struct Contradiction {
        let what: String
        let first: Int
        let second: Int
    }

    static func contradiction(in tables: [FoundTable]) -> Contradiction? {
        var known: [String: (value: String, line: Int)] = [:]
        for found in tables {
            for (what, value) in facts(found) {
                guard let earlier = known[what] else {
                    known[what] = (value, found.lines.lowerBound)
                    continue
                }
                if earlier.value != value {
                    return Contradiction(what: "\(what) \(earlier.value) and \(value)", first: earlier.line, second: found.lines.lowerBound)
                }
            }
        }
        return nil
    }

    private static func facts(_ found: FoundTable) -> [(what: String, value: String)] {
        var facts: [(String, String)] = []
        if let process = found.command?.process { facts.append(("the process of the prompt", process)) }
        switch found.content {
        case .statistics(let table):
            if let bits = bits(table.rows.map(\.methodTable)) { facts.append(("addresses of", bits)) }
        case .loaderHeaps(let table):
            if let bits = bits(table.modules) { facts.append(("addresses of", bits)) }
        case .modules(let table):
            for (name, address) in bases(table) { facts.append(("the base of \(name)", String(address, radix: 16))) }
        case .facts(let said):
            if let dump = said.dump { facts.append(("the dump", dump)) }
            if let process = said.process { facts.append(("process", process)) }
            if let version = said.fileVersion { facts.append(("the runtime's version", version)) }
        default: break
        }
        return facts
    }

    /// The runtime's records of a 64-bit process lie beyond 4 GB; a single one may lie below.
    private static func bits(_ addresses: [UInt64]) -> String? {
        if addresses.contains(where: { $0 >> 32 != 0 }) { return "64 bits" }
        return addresses.count >= 3 ? "32 bits" : nil
    }

    /// Libraries that a process loads once. Assemblies may be loaded several times.
    private static let once: Set<String> = [
        "coreclr", "coreclr.dll", "clr", "clr.dll", "mscorwks", "mscorwks.dll", "libcoreclr.so", "ntdll", "ntdll.dll", "libc.so.6",
    ]

    private static func bases(_ table: ModulesTable) -> [(name: String, address: UInt64)] {
        var found: [(name: String, address: UInt64)] = []
        for module in table.modules {
            let name = module.name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map { $0.lowercased() } ?? ""
            guard once.contains(name), module.address != 0 else { continue }
            let plain = name.hasSuffix(".dll") ? String(name.dropLast(4)) : name
            // Twice in one list: a copy of the file was mapped.
            if table.modules.count(where: { $0.name == module.name }) == 1 { found.append((plain, module.address)) }
        }
        return found
    }
}

extension InputFailure {
    init(_ contradiction: TextOrigin.Contradiction, path: String) {
        self.init(
            .twoProcesses,
            "\(path): holds tables of two processes: \(contradiction.what), in line \(contradiction.first) and in line \(contradiction.second). Put what was "
                + "printed of each process into a file of its own")
    }
}
