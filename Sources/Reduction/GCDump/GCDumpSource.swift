import GCDump
package import RawMemory
import SnapshotModel

/// The source of .gcdump files: graphs of the objects that a collection left alive, as dotnet-gcdump, PerfView and the tools of Mono and Android write
/// them.
package struct GCDumpSource: InputSource {
    package let kinds: Set = [InputKind.gcdump]
    package init() {}

    package func inputs(in file: PlainFile, _ options: ReductionOptions, _ progress: WorkProgress) throws -> [any ReducibleInput]? {
        guard GCDumpFile.isOne(file.file.bytes) else { return nil }
        do throws(GCDumpError) {
            return [GCDumpInput(try GCDumpFile(file.file), file, options)]
        } catch { throw InputFailure(error, path: file.path) }
    }
}

/// The version of the reader. It is raised whenever the same file would give another snapshot.
private let readerVersion = 2

/// A .gcdump file that is opened and has a fingerprint. Its nodes are not read yet.
struct GCDumpInput: ReducibleInput {
    let path: String
    let fingerprint: String?
    let reader: String
    private let file: PlainFile
    private let dump: GCDumpFile

    static let kind = InputForm.gcdump.rawValue

    init(_ dump: GCDumpFile, _ file: PlainFile, _ options: ReductionOptions) {
        self.dump = dump
        path = file.path
        self.file = file
        var reader = "\(Self.kind)-\(readerVersion)"
        if options.reading.addresses { reader += " addresses" }
        if !options.reading.holders { reader += " no-holders" }
        self.reader = reader + options.choiceOfSections
        fingerprint = Fingerprint.compute(whole: dump.file.bytes)
    }

    func reduce(_ options: ReductionOptions, _ progress: WorkProgress, _ names: TypeNameSources) throws -> Reduced {
        try dump.file.whole(path) { try reduceWhole(options, progress) }
    }

    private func reduceWhole(_ options: ReductionOptions, _ progress: WorkProgress) throws -> Reduced {
        progress.begin("counting objects", total: UInt64(dump.nodeCount))
        let counts = try GCDumpCounts(dump, progress)
        let types = GCDumpTypes(dump, counts)
        var problems = types.problems
        func isWanted(_ section: String) -> Bool { options.only?.contains(section) ?? true }
        var held: GCDumpHolders?
        if options.reading.holders, isWanted(HolderRow.section.info.name) || isWanted(TypeRow.section.info.name) {
            let needed = GCDumpHolders.memory(dump, counts)
            if let shortage = MemoryLimit(given: options.maxMemory).shortage(needed) {
                problems.append(.holdersLeftOut(shortage))
            } else {
                held = try GCDumpHolders(dump, counts, types, examples: options.reading.addresses ? HolderRow.exampleLimit : 0, progress)
            }
        }
        if let held { problems += held.problems }
        var tables: [Table] = []
        if isWanted(TypeRow.section.info.name) { tables.append(types.table(held)) }
        if isWanted(HolderRow.section.info.name), let rows = held?.rows, !rows.isEmpty { tables.append(Table(rows)) }
        problems = ReadingProblem.ordered(problems)
        let snapshot = Snapshot(
            input: Input(
                fingerprint: fingerprint, path: PathText.shown(path), kind: Self.kind, bytes: UInt64(dump.file.count), reader: reader),
            capture: capture(options), trust: Trust(layout: nil, diagnostics: ReadingProblem.diagnostics(problems)),
            totals: Totals(objects: types.objects, bytes: types.bytes), tables: tables)
        return Reduced(snapshot: snapshot, problems: problems, isSingleFile: false)
    }

    private func capture(_ options: ReductionOptions) -> Capture {
        let time = InputTime(own: dump.facts.time, file, path: path, options)
        var capture = Capture(
            time: time.seconds, timeSource: time.source,
            process: dump.facts.process ?? "", pid: dump.facts.pid.map(UInt64.init), life: dump.lifeOfProcess, os: nil, arch: nil,
            runtime: Capture.Runtime(name: dump.isOfScripts ? "JavaScript" : ".NET", version: nil), gc: nil, dumpKind: nil,
            labels: options.labels)
        time.complete(&capture)
        return capture
    }
}

extension GCDumpFile {
    /// Whether the objects are those of a program's JavaScript.
    fileprivate var isOfScripts: Bool { types.contains { $0.role == .pseudo && $0.name.hasPrefix("[JS") } }
}

extension InputFailure {
    init(_ error: GCDumpError, path: String) {
        switch error {
        case .notAGCDump: self.init(.notACore, "\(path): this is no .gcdump file")
        case .versionUnsupported(let version):
            self.init(
                .gcdump,
                "\(path): a .gcdump file of version \(version): version 9 and later are read. PerfView opens it; collect another one with "
                    + "`dotnet-gcdump collect -p PID`")
        case .truncated(let part, let needed, let found):
            self.init(
                .truncated,
                "\(path): the file ends inside \(part): \(needed) bytes are needed, it has \(found). Was the disk full, or is the copy incomplete?"
            )
        case .damaged(let part, let offset):
            self.init(.damagedHeader, "\(path): damaged: \(part) cannot be read at offset \(offset)")
        case .implausible(let field, let value, let limit):
            self.init(.damagedHeader, "\(path): damaged: \(field) is \(value), at most \(limit) makes sense")
        }
    }
}
