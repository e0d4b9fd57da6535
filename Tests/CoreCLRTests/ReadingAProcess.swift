import CoreCLR
import DumpFormats
import DumpSynth
import ProcessMemory
import RawMemory

/// The runtime of a made-up process. `change` can damage the core file.
func runtime(_ process: SyntheticProcess, _ change: (inout ELFCoreBuilder) -> Void = { _ in }) throws -> DotNetRuntime {
    var builder = process.core()
    change(&builder)
    let dump = ProcessDump(try ELFCore(builder.bytes().mapped()))
    return try DotNetRuntime(dump, AddressSpace(dump))
}

extension DotNetRuntime {
    var threadList: [ManagedThread] { threads.value ?? [] }
    var moduleList: [ManagedModule] { modules.value ?? [] }
    /// The problems of all parts.
    var problems: Set<RuntimeProblem> {
        Set(layoutPart.problems + walkable.problems + methodTables.problems + threads.problems + modules.problems)
    }
}

/// Why a made-up process cannot be read; `nil` when it can.
func refusal(_ process: SyntheticProcess, _ change: (inout ELFCoreBuilder) -> Void = { _ in }) throws -> RuntimeError? {
    do {
        _ = try runtime(process, change)
        return nil
    } catch let error as RuntimeError { return error }
}
