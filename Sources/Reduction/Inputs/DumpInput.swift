import CoreCLR
import DumpFormats
import HeapWalk
import ProcessMemory
package import RawMemory
import SnapshotModel

/// The source of cores and minidumps.
package struct DumpSource: InputSource {
    package let kinds: Set = [InputKind.core, .minidump]
    package init() {}

    package func inputs(in file: PlainFile, _ options: ReductionOptions, _ progress: WorkProgress) throws -> [any ReducibleInput]? {
        let dump: ProcessDump
        do throws(DumpFormatError) { dump = try ProcessDump(file.file) } catch {
            switch error {
            case .notACore: return nil
            default: throw InputFailure(error, path: file.path)
            }
        }
        try progress.check()
        if let from = options.from, from != (dump.format == .minidump ? .minidump : .core) { return nil }
        return [DumpInput(dump, file, options)]
    }
}

extension InputFailure {
    /// For a file that is not what the user says.
    init(_ plain: PlainFile, isNot kind: InputKind) {
        self.init(
            .notACore,
            "\(plain.path): expected \(kind.noun), as --from says, and found \(FileKind(plain.file.bytes).rawValue); without --from the content "
                + "decides")
    }

    /// For a file that no source recognises. The sentence says what the file looks like.
    init(unrecognised plain: PlainFile) {
        let kind = FileKind(plain.file.bytes)
        self.init(.notACore(kind), path: plain.path)
        if kind == .unknown, let way = Unpacking(laterPart: plain.path) {
            self.init(
                .compressionUnsupported, "\(plain.path): has the name of one part of a split archive; join the parts, and read the whole")
            unpacking = way
        }
    }
}

/// The version of the dump reader. It is raised whenever the same dump would give another snapshot.
private let readerVersion = 10

/// A dump that is opened and has a fingerprint. Its heap is not read yet.
struct DumpInput: ReducibleInput {
    let path: String
    /// SHA-256 in hexadecimal.
    let fingerprint: String?
    let reader: String
    private let file: PlainFile
    private let dump: ProcessDump

    init(_ dump: ProcessDump, _ file: PlainFile, _ options: ReductionOptions) {
        var reader = "\(dump.format.rawValue)-\(readerVersion)"
        if let layout = options.layout { reader += " layout=\(layout)" }
        if let runtime = options.runtime, !Self.isStandard(runtime, dump, options) { reader += " runtime=\(runtime)" }
        if options.reading.threadNames { reader += " thread-names" }
        if options.reading.addresses { reader += " addresses" }
        if !options.reading.holders { reader += " no-holders" }
        if options.reading.retained { reader += " retained" }
        self.reader = reader + options.choiceOfSections
        self.dump = dump
        path = file.path
        self.file = file
        let content = dump.file
        fingerprint = Fingerprint.compute(content.bytes, headerRanges: dump.headerRanges)
    }

    /// Whether this is the runtime that is read without the option.
    private static func isStandard(_ runtime: Int, _ dump: ProcessDump, _ options: ReductionOptions) -> Bool {
        if DotNetRuntime.isOnlyOne(in: dump) { return runtime == 1 }
        let standard = try? DotNetRuntime(dump, AddressSpace(dump), route: options.layout.flatMap(LayoutRoute.init(rawValue:)))
        return standard?.number == runtime
    }

    func reduce(_ options: ReductionOptions, _ progress: WorkProgress, _ names: TypeNameSources) throws -> Reduced {
        try dump.file.whole(path, names) { try reduceWhole(options, progress, names) }
    }

    private func reduceWhole(_ options: ReductionOptions, _ progress: WorkProgress, _ names: TypeNameSources) throws -> Reduced {
        names.begin()
        let held = AddressSpace(dump)
        let pages = RuntimePages(dump, held, names)
        let memory = pages.memory
        let runtime = try runtime(memory, options, names)
        let readers = options.readers.readers.filter {
            (options.only?.contains($0.section.name) ?? true) && (options.reading.holders || !$0.tracesObjects)
        }
        let process = DumpedProcess(
            dump, memory, runtime, Capture.DumpKind(dump, runtime, held), names,
            collectsObjects: readers.contains(where: \.collectsObjects),
            tracesObjects: readers.contains {
                $0.tracesObjects || options.reading.retained && $0.section.name == TypeRow.section.info.name
            },
            options.workers, progress, options.reading, maxMemory: options.maxMemory)
        var problems: [ReadingProblem] = []
        if dump.missingBytes > 0 { problems.append(.fileTruncated(missing: dump.missingBytes)) }
        problems += runtime.layoutPart.problems.map(ReadingProblem.runtime)
        problems += pages.problems
        let others = runtime.others
        if !others.isEmpty {
            let read = "\(runtime.number): .NET" + (runtime.module.version.map { " \($0)" } ?? "")
            problems.append(.otherRuntimes(read: read, others: others))
        }
        var tables: [Table] = []
        for reader in readers {
            let reading = try reader.read(process)
            problems += reading.problems
            if let table = reading.table { tables.append(table) }
        }
        if let size = dump.file.sizeNow, size < dump.file.count { throw InputFailure(pagesLostOf: path) }
        guard dump.file.sizeNow == dump.file.count else {
            throw InputFailure(
                .stillChanging, "\(path): the file changed its size while it was read; wait until it is written and try again")
        }
        var totals = Totals(committed: runtime.heap.value?.committed, reserved: runtime.heap.value?.reserved)
        process.walkedHeapSoFar?.addTotals(to: &totals)
        problems += names.problems
        names.learn(from: runtime)
        problems = ReadingProblem.ordered(problems)
        let snapshot = Snapshot(
            input: Input(
                fingerprint: fingerprint, path: PathText.shown(path), kind: dump.format.rawValue, bytes: UInt64(dump.file.count),
                reader: reader),
            capture: capture(runtime, held, options),
            trust: Trust(layout: trustLayout(runtime.route), diagnostics: ReadingProblem.diagnostics(problems)), totals: totals,
            tables: tables)
        return Reduced(snapshot: snapshot, problems: problems, isSingleFile: runtime.module.isSingleFile)
    }

    private func runtime(
        _ memory: AddressSpace, _ options: ReductionOptions, _ names: TypeNameSources
    ) throws(InputFailure) -> DotNetRuntime {
        // The coreclr.dll of such a process has 32 bits. Only its version could be read.
        if let foreign = ForeignProcess(dump, memory), foreign.kind == .wow64 { throw foreign.failure(path: path) }
        do throws(RuntimeError) {
            return try DotNetRuntime(dump, memory, route: options.layout.flatMap(LayoutRoute.init(rawValue:)), number: options.runtime)
        } catch {
            var failure = InputFailure(
                error, path: path, missingBytes: dump.missingBytes, foreign: ForeignProcess(dump, memory), wanted: names.wantedRuntimeFile)
            failure.maker = dump.maker.map(Capture.Maker.init)
            throw failure
        }
    }

    private func capture(_ runtime: DotNetRuntime, _ held: AddressSpace, _ options: ReductionOptions) -> Capture {
        let process = ProcessName(dump, runtime)
        let time = InputTime(own: dump.process.dumpTime, file, path: path, options)
        var capture = Capture(
            time: time.seconds, timeSource: time.source, process: process.name,
            executable: process.executable, pid: dump.process.id, life: lifeOfProcess(dump, runtime), os: dump.system.rawValue,
            arch: dump.processor.rawValue,
            runtime: Capture.Runtime(name: ".NET", version: runtime.module.version?.description),
            gc: runtime.heap.value.map {
                Capture.CollectorKind(server: $0.isServer, heaps: UInt64($0.heapCount), regions: $0.hasRegions)
            },
            dumpKind: Capture.DumpKind(dump, runtime, held),
            maker: dump.maker.map(Capture.Maker.init),
            exception: dump.process.exception.map { Capture.Failure(code: $0.code, thread: $0.threadID) },
            signal: dump.process.signal.map { Capture.Signal(number: $0.number, code: $0.code, thread: $0.threadID) },
            labels: options.labels)
        time.complete(&capture)
        return capture
    }

    // MARK: Names

    /// True when the file of a module with unnamed types can be found now, or when the store has learnt its names from another dump. Reads
    /// the dump's list of modules but not its heap.
    func canName(_ snapshot: Snapshot, _ options: ReductionOptions, _ names: TypeNameSources) throws -> Bool {
        try dump.file.whole(path, names) { findsNames(snapshot, options, names) }
    }

    private func findsNames(_ snapshot: Snapshot, _ options: ReductionOptions, _ names: TypeNameSources) -> Bool {
        let rows: [TypeRow] = snapshot.table(TypeRow.section.info.name)?.rows() ?? []
        let unnamed = rows.map(\.name).filter { $0.contains(Self.placeholderMark) }
        guard !unnamed.isEmpty else { return false }
        names.begin()
        let held = AddressSpace(dump)
        let pages = RuntimePages(dump, held, names)
        let hasExecutable = snapshot.trust.diagnostics.contains { $0.code == ReadingProblem.executableFromDisk }
        if !hasExecutable, pages.problems.contains(where: { $0.entry.diagnostic.code == ReadingProblem.executableFromDisk }) { return true }
        guard
            let runtime = try? DotNetRuntime(
                dump, pages.memory, route: options.layout.flatMap(LayoutRoute.init(rawValue:)), number: options.runtime)
        else {
            return false
        }
        for module in runtime.modules.value ?? [] where unnamed.contains(where: { $0.contains(module.name + Self.placeholderMark) }) {
            if names.definitions(of: module, in: runtime) != nil { return true }
        }
        return false
    }

    /// The text between the module's name and the row of the TypeDef table in the placeholder of a type without a name.
    private static let placeholderMark = "!<0x02"
}

extension ReadingProblem {
    /// One for each problem; problems that say the same (the fields of two types) have one.
    static func diagnostics(_ problems: [ReadingProblem]) -> [Trust.Diagnostic] {
        var seen = Set<Trust.Diagnostic>()
        return problems.map(\.entry.diagnostic).filter { seen.insert($0).inserted }
    }

    /// The problems without duplicates, in the order of their entries.
    static func ordered(_ problems: [ReadingProblem]) -> [ReadingProblem] {
        var seen = Set<ReadingProblem>()
        let distinct = problems.filter { seen.insert($0).inserted }
        return distinct.enumerated().sorted { a, b in
            let (x, y) = (a.element.entry.place, b.element.entry.place)
            return x != y ? x < y : a.offset < b.offset
        }.map(\.element)
    }
}

extension Capture.Maker {
    init(_ maker: DumpMaker) {
        let setting: String? =
            switch maker.request {
            case .filter(let filter): "coredump_filter " + filter.text
            case .withoutLargePages: Capture.Maker.withoutLargePages
            case .memory(.all): "full"
            case .memory(.privateMemory): "heap"
            case .memory(.parts): "mini"
            case .memory(.triage): "triage"
            case nil: nil
            }
        self.init(program: maker.program.rawValue, setting: setting)
    }
}

private func trustLayout(_ route: LayoutRoute) -> Trust.Layout {
    switch route {
    case .table: .table
    case .descriptor: .descriptor
    case .calibrate: .calibrated
    }
}
