import ProcessMemory
package import RawMemory

/// A method with its name.
package struct NamedMethod: Hashable, Sendable {
    /// `Namespace.Type.Method`; of a generic type with its arguments, of which the runtime knows shared ones only as `System.__Canon`. Dynamic
    /// methods are `DynamicClass.name`, the runtime's own stubs `ILStubClass.IL_STUB`. Without metadata a placeholder:
    /// `Orders.dll!<0x06000123>`.
    package let name: String
    /// The name of the declaring type's module; empty for dynamic methods and stubs.
    package let module: String
    package let isPlaceholder: Bool
    /// Made at run time, without metadata.
    package let isDynamic: Bool
}

/// Names methods by their MethodDescs, each once. It is not shared between threads.
package struct MethodNames {
    private let runtime: DotNetRuntime
    private let descriptions: MethodDescriptions
    /// Gives metadata that is not in the dump. It is called once for each module.
    private let elsewhere: (ManagedModule) -> MetadataTables?
    private var files: [Address: MetadataTables?] = [:]
    private var known: [Address: NamedMethod?] = [:]

    /// The class in which .NET shows dynamic methods, and stubs of the runtime.
    private static let dynamicClass = "DynamicClass."
    private static let stub = NamedMethod(name: "ILStubClass.IL_STUB", module: "", isPlaceholder: false, isDynamic: false)

    init(_ runtime: DotNetRuntime, _ descriptions: MethodDescriptions, elsewhere: @escaping (ManagedModule) -> MetadataTables?) {
        self.runtime = runtime
        self.descriptions = descriptions
        self.elsewhere = elsewhere
    }

    /// `types` names the declaring type and caches. `nil` when the dump holds no MethodDesc there.
    package mutating func method(_ at: Address, _ types: inout TypeNames) -> NamedMethod? {
        if let found = known[at] { return found }
        let found = read(at, &types)
        known[at] = .some(found)
        return found
    }

    private mutating func read(_ at: Address, _ types: inout TypeNames) -> NamedMethod? {
        guard let table = descriptions.methodTable(at), let kind = descriptions.kind(at, runtime.module) else { return nil }
        switch kind {
        case .stub: return Self.stub
        case .dynamic(let name):
            let shown = name.flatMap { $0.isEmpty ? nil : $0 } ?? "?"
            return NamedMethod(name: Self.dynamicClass + shown, module: "", isPlaceholder: false, isDynamic: true)
        case .defined(let row):
            guard let address = descriptions.tables.module(table) else { return nil }
            let module = types.module(at: address)
            if let name = name(row, module) {
                return NamedMethod(name: types.name(table).name + "." + name, module: module.name, isPlaceholder: false, isDynamic: false)
            }
            let token = module.name + "!<0x" + (0x0600_0000 | row & 0xFF_FFFF).hexadecimal(digits: 8) + ">"
            return NamedMethod(name: token, module: module.name, isPlaceholder: true, isDynamic: false)
        }
    }

    private mutating func name(_ row: UInt32, _ module: ManagedModule) -> String? {
        if let name = module.metadata?.string(.methodDef, row, 3) { return name }
        if let asked = files[module.address] { return asked?.string(.methodDef, row, 3) }
        let file = elsewhere(module)
        files[module.address] = .some(file)
        return file?.string(.methodDef, row, 3)
    }
}

extension DotNetRuntime {
    /// Names of methods. `elsewhere` gives the metadata of a module when the dump does not hold it. `nil` when the dump holds no method tables.
    package func methodNames(elsewhere: @escaping (ManagedModule) -> MetadataTables? = { _ in nil }) -> MethodNames? {
        methodDescriptions.map { MethodNames(self, $0, elsewhere: elsewhere) }
    }
}
