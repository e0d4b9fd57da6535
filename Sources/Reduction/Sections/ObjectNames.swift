import CoreCLR
import HeapWalk
import RawMemory
import SnapshotModel

/// Names of what the walk has collected: types, methods of delegates, events. Each is read once.
final class ObjectNames {
    private unowned let process: DumpedProcess
    private let code: CodeMap?
    private let tables: MethodTables
    private var known: [HeapCollection.Use: String] = [:]
    /// Methods without a name: their metadata cannot be read.
    private var unnamed: Set<BytewiseText> = []

    /// In the place of a name that the dump does not give.
    static let missing = "<not in the dump>"
    /// The method of a delegate to code that belongs to no managed method: a function of the operating system.
    static let nativeCode = "<native code>"

    init?(_ process: DumpedProcess) {
        guard process.typeNames != nil, let tables = process.runtime.methodTables.value else { return nil }
        self.process = process
        self.tables = tables
        code = process.runtime.codeMap.value
    }

    var problems: [ReadingProblem] { unnamed.isEmpty ? [] : [.delegateMethodsUnnamed(count: UInt64(unnamed.count))] }

    func type(_ table: Address) -> String {
        guard tables.size(table) != nil else { return Self.missing }
        return process.withTypeNames { $0.name(table).name } ?? Self.missing
    }

    /// The type of a delegate's target; empty without one.
    func target(_ table: Address) -> String { table.isNull ? "" : type(table) }

    /// The method that delegates call. The code of one to a static method is a thunk, and the method's own code is the auxiliary one.
    func method(_ use: HeapCollection.Use) -> String {
        if let name = known[use] { return name }
        let found = [use.method, use.auxiliary].lazy.filter { !$0.isNull }.compactMap { self.code?.method(at: $0) }.first
        let name: String
        if let found, let method = process.method(found) {
            if method.isPlaceholder { unnamed.insert(BytewiseText(method.name)) }
            name = method.name
        } else {
            name = code == nil ? Self.missing : Self.nativeCode
        }
        known[use] = name
        return name
    }

    /// The event of a field: its name, and for the field behind a property the property's name.
    static func event(_ field: String) -> String {
        guard field.hasPrefix("<"), field.hasSuffix(">k__BackingField") else { return field }
        return String(field.dropFirst().dropLast(">k__BackingField".utf8.count))
    }
}
