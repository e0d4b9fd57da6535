import CoreCLR
import DumpFormats
import DumpSynth
import ProcessMemory
import RawMemory

/// The runtime of a made-up process; `change` spoils the core file around it.
func runtime(_ process: SyntheticProcess, _ change: (inout ELFCoreBuilder) -> Void = { _ in }) throws -> DotNetRuntime {
    var builder = process.core()
    change(&builder)
    let dump = ProcessDump(try ELFCore(builder.bytes().mapped()))
    return try DotNetRuntime(dump, AddressSpace(dump))
}

/// Why a made-up process cannot be read; nil: it can.
func refusal(_ process: SyntheticProcess, _ change: (inout ELFCoreBuilder) -> Void = { _ in }) throws -> RuntimeError? {
    do {
        _ = try runtime(process, change)
        return nil
    } catch let error as RuntimeError { return error }
}
