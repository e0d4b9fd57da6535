import DebuggerText
import RawMemory
import SnapshotModel

/// The version of the reader of texts. It is raised whenever the same text would give another snapshot.
private let readerVersion = 1

/// A text in which tables were found.
struct TextInput: ReducibleInput {
    let path: String
    /// SHA-256 of the whole text, in hexadecimal.
    let fingerprint: String?
    let reader: String
    private let file: PlainFile
    private let tables: [FoundTable]

    /// Throws `InputFailure` when the text holds a whole table twice with different numbers.
    init(_ text: TextTables, _ file: PlainFile, _ options: ReductionOptions) throws(InputFailure) {
        var reader = "text-\(readerVersion)"
        if let only = options.only { reader += " " + Input.onlyMark + only.sorted().joined(separator: ",") }
        self.reader = reader
        self.file = file
        path = file.path
        fingerprint = Fingerprint.compute(whole: file.file.bytes)
        tables = text.tables
        if let (kind, first, second) = RepeatedTable.find(in: tables) {
            throw InputFailure(
                .tableTwice,
                "\(file.path): holds the whole table of `\(kind.command)` twice, in line \(first) and in line \(second), with different numbers. Give each to "
                    + "a file of its own")
        }
    }

    func reduce(_ options: ReductionOptions, _ progress: WorkProgress, _ names: TypeNameSources) throws -> Reduced {
        try file.file.whole(path) { reduced(options) }
    }

    private func reduced(_ options: ReductionOptions) -> Reduced {
        let readings = PrintedTables(tables).readings
        var totals = Totals()
        for reading in readings { totals.take(reading.totals) }
        let problems = ReadingProblem.ordered(readings.flatMap(\.problems))
        let wanted = readings.compactMap(\.table).filter { options.only?.contains($0.info.name) ?? true }
        let snapshot = Snapshot(
            input: Input(
                fingerprint: fingerprint, path: PathText.shown(path), kind: "text", bytes: UInt64(file.file.count), reader: reader),
            capture: capture(options, readings.compactMap(\.collector).first),
            trust: Trust(layout: nil, diagnostics: ReadingProblem.diagnostics(problems)), totals: totals,
            tables: Catalog.standard.names.compactMap { name in wanted.first { $0.info.name == name } })
        return Reduced(snapshot: snapshot, problems: problems, isSingleFile: false)
    }

    private func capture(_ options: ReductionOptions, _ collector: Capture.CollectorKind?) -> Capture {
        let named = options.at == nil ? NameTime.seconds(in: path, now: options.now) : nil
        var capture = Capture(
            time: options.at ?? named ?? Int64(file.modified), timeSource: options.at != nil ? .given : .file, process: "", pid: nil,
            os: nil,
            arch: nil, runtime: Capture.Runtime(name: ".NET", version: nil), gc: collector, dumpKind: nil, labels: options.labels)
        if named != nil { capture.isTimeInName = true }
        if file.isOfThisRun, named == nil, capture.timeSource == .file { capture.fileTime = capture.time }
        return capture
    }
}

extension Totals {
    /// Takes the totals that another table gives and that are not known yet.
    fileprivate mutating func take(_ other: Totals) {
        objects = objects ?? other.objects
        bytes = bytes ?? other.bytes
        freeObjects = freeObjects ?? other.freeObjects
        freeBytes = freeBytes ?? other.freeBytes
        committed = committed ?? other.committed
        reserved = reserved ?? other.reserved
    }
}
