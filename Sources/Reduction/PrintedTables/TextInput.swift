import DebuggerText
import RawMemory
import SnapshotModel

/// The version of the reader of texts. It is raised whenever the same text would give another snapshot.
private let readerVersion = 3

/// A text in which tables were found.
struct TextInput: ReducibleInput {
    let path: String
    /// SHA-256 of the whole text, in hexadecimal.
    let fingerprint: String?
    let reader: String
    private let file: PlainFile
    private let tables: [FoundTable]
    /// Lines of the text that belong to no table. Of a text that is several snapshots, each has them.
    private let skipped: Int
    /// Where the tables are of several files.
    private let joined: JoinedTexts?
    private let isOverfull: Bool

    /// The inputs of a text: one, or with `splitsTexts` as many as whole tables are in it. Throws `InputFailure` when a whole table comes twice with
    /// different numbers and nothing divides the text, and for a part that it does not have.
    static func inputs(_ text: TextTables, _ file: PlainFile, _ options: ReductionOptions) throws(InputFailure) -> [TextInput] {
        let divided = TextParts(text.tables)
        let parts = divided.tables
        if let part = file.part {
            guard part > 0, part <= parts.count else {
                throw InputFailure(
                    .noSuchMember,
                    "\(file.path): the text holds \(parts.count == 1 ? "one snapshot" : "\(parts.count) snapshots"), and this names number \(part)"
                )
            }
            return [TextInput(parts[part - 1], text, file, options, number: part, of: parts.count)]
        }
        for tables in options.splitsTexts && parts.count > 1 ? parts : [] {
            if let contradiction = TextOrigin.contradiction(in: tables) { throw InputFailure(contradiction, path: file.path) }
        }
        if options.splitsTexts, parts.count > 1 {
            let whole = Fingerprint.compute(whole: file.file.bytes)
            return parts.indices.map { TextInput(parts[$0], text, file, options, number: $0 + 1, of: parts.count, whole: whole) }
        }
        if let (command, first, second) = divided.contradiction {
            throw InputFailure(
                .tableTwice,
                "\(file.path): holds the whole table of `\(command)` twice, in line \(first) and in line \(second), with different numbers: these are two snapshots"
            )
        }
        if let contradiction = TextOrigin.contradiction(in: text.tables) { throw InputFailure(contradiction, path: file.path) }
        return [TextInput(text.tables, text, file, options, number: 1, of: 1)]
    }

    /// `number`: the place of the snapshot among those of its text, from 1 on. `whole`: the fingerprint of the file, where it is known.
    private init(
        _ tables: [FoundTable], _ text: TextTables, _ file: PlainFile, _ options: ReductionOptions, number: Int, of count: Int,
        whole: String? = nil
    ) {
        skipped = text.linesSkipped
        joined = nil
        reader = "text-\(readerVersion)" + options.choiceOfSections
        self.file = file
        self.tables = tables
        isOverfull = text.isOverfull
        let whole = whole ?? Fingerprint.compute(whole: file.file.bytes)
        path = count > 1 && file.part == nil ? "\(file.path)/\(number)" : file.path
        fingerprint = count > 1 ? Fingerprint.compute(text: "\(whole) \(number) of \(count)") : whole
    }

    /// Of several files. The snapshot has the time of the first one.
    init(_ joined: JoinedTexts, _ options: ReductionOptions) {
        reader = "text-\(readerVersion)" + options.choiceOfSections
        file = joined.files[0]
        tables = joined.tables
        isOverfull = joined.isOverfull
        skipped = joined.skipped
        self.joined = joined
        path = joined.path
        fingerprint = Fingerprint.compute(text: joined.files.map { Fingerprint.compute(whole: $0.file.bytes) }.joined(separator: " "))
    }

    func reduce(_ options: ReductionOptions, _ progress: WorkProgress, _ names: TypeNameSources) throws -> Reduced {
        try file.file.whole(path) { reduced(options) }
    }

    private func reduced(_ options: ReductionOptions) -> Reduced {
        let readings = PrintedTables(tables).readings
        var totals = Totals()
        for reading in readings { totals.take(reading.totals) }
        let problems = ReadingProblem.ordered(readings.flatMap(\.problems) + (isOverfull ? [.printedTablesTooMany] : []))
        var diagnostics = ReadingProblem.diagnostics(problems)
        if let joined { for place in diagnostics.indices { diagnostics[place].message = joined.placed(diagnostics[place].message) } }
        var trust = Trust(layout: nil, diagnostics: diagnostics)
        trust.lines = ReadLines(tables, skipped: skipped)
        let wanted = readings.compactMap(\.table).filter { options.only?.contains($0.info.name) ?? true }
        let snapshot = Snapshot(
            input: Input(
                fingerprint: fingerprint, path: PathText.shown(path), kind: InputForm.text.rawValue,
                bytes: (joined?.files ?? [file]).reduce(0) { $0.saturatingAdd(UInt64($1.file.count)) }, reader: reader),
            capture: capture(options, readings.compactMap(\.collector).first),
            trust: trust, totals: totals,
            tables: Catalog.standard.names.compactMap { name in wanted.first { $0.info.name == name } })
        return Reduced(snapshot: snapshot, problems: problems, isSingleFile: false)
    }

    private func capture(_ options: ReductionOptions, _ collector: Capture.CollectorKind?) -> Capture {
        let time = InputTime(own: nil, file, path: path, options)
        let facts = TextFacts(tables)
        var capture = Capture(
            time: time.seconds, timeSource: time.source, process: "", pid: nil, os: facts.system, arch: facts.processor,
            runtime: Capture.Runtime(name: ".NET", version: facts.version), gc: collector ?? facts.collector,
            dumpKind: nil, labels: options.labels)
        time.complete(&capture)
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
