import CoreCLR
import DumpFormats
import HeapWalk
import ProcessMemory
package import RawMemory
package import SnapshotModel

/// An input opened, told apart and fingerprinted, but not read yet: the store may know it already.
package struct OpenedInput: Sendable {
    package let path: String
    /// SHA-256 in hexadecimal.
    package let fingerprint: String
    /// Which reader would make the snapshot and with which content-changing options (`Input.reader`).
    package let reader: String
    /// Modification time of the file as given, in seconds since 1970.
    let modified: Int
    let dump: ProcessDump
}

/// Version of what the reader makes of a dump: raised whenever the same dump would give another snapshot.
private let readerVersion = 4

/// Recognises an input that is unpacked. Throws `InputFailure` or `Interrupted`.
func recognise(
    _ plain: MappedFile, path: String, modified: Int, _ options: ReductionOptions, _ progress: WorkProgress
) throws -> OpenedInput {
    let dump: ProcessDump
    do throws(DumpFormatError) { dump = try ProcessDump(plain) } catch { throw InputFailure(error, path: path) }
    try progress.check()
    var reader = "\(dump.format.rawValue)-\(readerVersion)"
    if let layout = options.layout { reader += " layout=\(layout)" }
    if let only = options.only { reader += " only=" + only.sorted().joined(separator: ",") }
    return OpenedInput(
        path: path, fingerprint: Fingerprint.compute(plain.bytes, headerRanges: dump.headerRanges), reader: reader, modified: modified,
        dump: dump)
}

/// Reads the whole input. Same input, same snapshot, whatever `workers` is; only `names`, which knows what the dump lacks, can change it.
/// Throws `InputFailure` or `Interrupted`.
package func reduce(
    _ input: OpenedInput, _ options: ReductionOptions, _ progress: WorkProgress, _ names: ModuleNames = ModuleNames()
) throws -> Snapshot {
    let dump = input.dump
    names.begin()
    let held = AddressSpace(dump)
    let filled = ExecutableFile.filling(dump, held, names)
    let memory = filled ?? held
    // Its coreclr.dll is one of 32 bits, whose version alone would pass for something.
    if let foreign = ForeignProcess(dump, memory), foreign.kind == .wow64 { throw foreign.failure(path: input.path) }
    let runtime: DotNetRuntime
    do throws(RuntimeError) { runtime = try DotNetRuntime(dump, memory, route: options.layout.flatMap(LayoutRoute.init(rawValue:))) } catch
    {
        throw InputFailure(error, path: input.path, missingBytes: dump.missingBytes, foreign: ForeignProcess(dump, memory))
    }
    func wants(_ section: SectionInfo) -> Bool { options.only?.contains(section.name) ?? true }

    var tables: [Table] = []
    let gcHeap = runtime.heap.value
    var totals = Totals(committed: gcHeap?.committed, reserved: gcHeap?.reserved)
    var diagnostics = CoreDiagnostics.ofRuntime(runtime, dump)
    if filled != nil { diagnostics.append(CoreDiagnostics.executableFromDisk) }
    var accounts: [RegionAccount]?
    if wants(TypeRow.section.info) || wants(HeapRow.section.info), let heap = runtime.walkable.value,
        var typeNames = runtime.typeNames(elsewhere: { names.definitions(of: $0, runtime.identity(of: $0)) })
    {
        let census = try HeapCensus(heap, workers: options.workers, progress)
        progress.begin("naming types", total: 0)
        let (rows, placeholders) = census.typeRows(&typeNames)
        try progress.check()
        totals.objects = rows.reduce(0 as UInt64) { $0.saturatingAdd($1.count) }
        totals.bytes = rows.reduce(0 as UInt64) { $0.saturatingAdd($1.bytes) }
        totals.freeObjects = census.free.count
        totals.freeBytes = census.free.bytes
        diagnostics += CoreDiagnostics.ofCensus(census, placeholders: placeholders) + CoreDiagnostics.ofNames(names)
        if wants(TypeRow.section.info) { tables.append(Table(rows)) }
        accounts = census.accounts
    }
    if wants(ModuleRow.section.info), let modules = runtime.modules.value { tables.append(Table(moduleRows(modules))) }
    if wants(ThreadRow.section.info) {
        progress.begin("measuring stacks", total: UInt64(dump.threads.count))
        let threads = try measureThreads(runtime, dump, progress)
        diagnostics += CoreDiagnostics.ofThreads(threads)
        tables.append(Table(threads.rows))
    }
    if wants(HeapRow.section.info), let heap = gcHeap {
        let (rows, overrun) = heapRows(heap, accounts)
        diagnostics += CoreDiagnostics.ofHeaps(overrun: overrun)
        tables.append(Table(rows))
    }
    if wants(OSHandleRow.section.info), let handles = dump.handles {
        switch handles {
        case .counts(let counts): tables.append(Table(osHandleRows(counts)))
        case .unreadable: diagnostics.append(CoreDiagnostics.handlesUnreadable)
        }
    }
    guard dump.file.sizeNow == dump.file.count else {
        throw InputFailure(
            "still-changing", "\(input.path): the file changed its size while it was read; wait until it is written and try again")
    }
    return Snapshot(
        input: Input(
            fingerprint: input.fingerprint, path: input.path, kind: dump.format.rawValue, bytes: UInt64(dump.file.count),
            reader: input.reader),
        capture: Capture(
            time: options.at ?? dump.process.dumpTime ?? Int64(input.modified),
            timeSource: options.at != nil ? .given : dump.process.dumpTime != nil ? .dump : .file, process: processName(dump, runtime),
            pid: dump.process.id, os: dump.system.rawValue, arch: dump.processor.rawValue,
            runtime: Capture.Runtime(name: ".NET", version: runtime.module.version?.description),
            gc: gcHeap.map { Capture.CollectorKind(server: $0.isServer, heaps: UInt64($0.heapCount), regions: $0.hasRegions) },
            dumpKind: dumpKind(runtime, held),
            exception: dump.process.exception.map { Capture.Failure(code: $0.code, thread: $0.threadID) },
            labels: options.labels),
        trust: Trust(layout: trustLayout(runtime.route), diagnostics: diagnostics), totals: totals, tables: tables)
}

private func trustLayout(_ route: LayoutRoute) -> Trust.Layout {
    switch route {
    case .table: .table
    case .descriptor: .descriptor
    case .calibrate: .calibrated
    }
}

/// By what the dump holds: code, the heap, records of the heap.
private func dumpKind(_ runtime: DotNetRuntime, _ held: AddressSpace) -> Capture.DumpKind {
    for problem in runtime.heap.problems {
        switch problem {
        case .heapRecordsMissing: return .triage
        case .heapMemoryMissing: return .mini
        default: continue
        }
    }
    return runtime.isCodeHeld(in: held) ? .full : .heap
}

/// The executable's name, or what it runs: for the host `dotnet` the first assembly that is not of the runtime's own folder
/// (`dotnet Orders.dll` is `Orders`).
private func processName(_ dump: ProcessDump, _ runtime: DotNetRuntime) -> String {
    guard dump.process.name == "dotnet" else { return dump.process.name }
    let folder = runtime.module.folder
    guard let own = runtime.modules.value?.first(where: { !$0.path.isEmpty && !$0.path.hasPrefix(folder) }) else { return "dotnet" }
    return own.name.hasSuffix(".dll") ? String(own.name.dropLast(4)) : own.name
}
