import DebuggerText
import RawMemory
import SnapshotModel

/// Several texts of one process that make one snapshot (`snap a.txt b.txt --as-one`). Their lines are numbered one after the other.
struct JoinedTexts {
    let files: [PlainFile]
    private(set) var tables: [FoundTable] = []
    /// Lines that belong to no table.
    private(set) var skipped = 0
    private(set) var isOverfull = false
    /// By file: the number of lines in those before it.
    private var starts: [Int] = []

    /// Of the first one, for people.
    var path: String {
        switch files.count {
        case 1: files[0].path
        case 2: "\(files[0].path) and another text"
        default: "\(files[0].path) and \(files.count - 1) other texts"
        }
    }

    /// The input, and the paths of files that hold no table that is read. Throws `InputFailure` where none does, and where two tables are of different
    /// moments; or `Interrupted`.
    static func input(
        _ files: [PlainFile], _ options: ReductionOptions, _ progress: WorkProgress
    ) throws -> (input: any ReducibleInput, passedOver: [String]) {
        var joined = JoinedTexts(files: files)
        var lines = 0
        var passedOver: [String] = []
        for file in files {
            let text = try file.file.whole(file.path) {
                guard let text = try DebuggerTextSource().text(in: file, options, progress) else {
                    throw InputFailure(
                        .notAText,
                        "\(file.path): --as-one joins what a debugger printed into one snapshot, and this is \(file.kindWords); it is a snapshot of its own"
                    )
                }
                return text
            }
            if !text.fillsSections { passedOver.append(file.path) }
            joined.starts.append(lines)
            joined.tables += text.tables.map { $0.moved(by: lines) }
            joined.skipped += text.linesSkipped
            joined.isOverfull = joined.isOverfull || text.isOverfull
            lines += text.lines
        }
        if passedOver.count == files.count { throw InputFailure(withoutTable: files[0], lines: lines) }
        if let (command, first, second) = TextParts.contradiction(in: joined.tables) {
            throw InputFailure(
                .textsDiffer,
                "\(joined.path): hold the whole table of `\(command)` twice, in \(joined.place(first)) and in \(joined.place(second)), with different "
                    + "numbers: these are two snapshots")
        }
        if let contradiction = TextOrigin.contradiction(in: joined.tables) {
            throw InputFailure(
                .twoProcesses,
                "\(joined.path): hold tables of two processes: \(contradiction.what), in \(joined.place(contradiction.first)) and in "
                    + joined.place(contradiction.second))
        }
        return (TextInput(joined, options), passedOver)
    }

    private init(files: [PlainFile]) { self.files = files }

    /// `line 12 of b.txt`.
    func place(_ line: Int) -> String {
        let file = max(0, starts.partitioningIndex { $0 >= line } - 1)
        return "line \(line - starts[file]) of \(files[file].path)"
    }

    /// A sentence with its lines by file.
    func placed(_ sentence: String) -> String {
        let mark = "line "
        var words = ""
        var rest = sentence[...]
        while let place = rest.firstRange(of: mark) {
            let digits = rest[place.upperBound...].prefix { ("0"..."9").contains($0) }
            words += rest[..<place.lowerBound] + (Int(digits).map { self.place($0) } ?? mark + digits)
            rest = rest[digits.endIndex...]
        }
        return words + rest
    }
}
