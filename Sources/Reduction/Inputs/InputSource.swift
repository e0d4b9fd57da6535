package import RawMemory
package import SnapshotModel

/// A kind of input from which snapshots can be made: dumps, and graphs of objects. A source recognises its files by their content.
package protocol InputSource: Sendable {
    /// What it reads.
    var kinds: Set<InputKind> { get }
    /// The inputs in a plain file. Each becomes a snapshot. `nil` when the file is of another kind. Throws `InputFailure` when the file is
    /// of this kind but cannot be read, or `Interrupted`.
    func inputs(in file: PlainFile, _ options: ReductionOptions, _ progress: WorkProgress) throws -> [any ReducibleInput]?
}

/// What an input can be taken for with `--from`, where its content does not show it.
package enum InputKind: String, Hashable, Sendable, CaseIterable {
    case text, core, minidump, gcdump

    var noun: String {
        switch self {
        case .text: "the text of a debugger"
        case .core: "a Linux core"
        case .minidump: "a Windows minidump"
        case .gcdump: "a .gcdump file"
        }
    }
}

/// A file that is neither packed nor an archive.
package struct PlainFile: Sendable {
    package let file: MappedFile
    /// The path that the user would type: `night.tar.zst/a.core` for a member of an archive.
    package let path: String
    /// Modification time of the packed file or its member, in seconds since 1970. The unpacked file itself is always new.
    package let modified: Int
    /// Whether `modified` is the time at which this run received the file through a pipe.
    package let isOfThisRun: Bool
    /// The snapshot of a text that the path names, from 1 on: `case.txt/2`. `nil` when it names the file.
    package var part: Int?
}

extension MappedFile {
    /// The result of `body`, which reads this file, the input at `path`, and the files that `names` opens. If one of them became shorter
    /// meanwhile, neither a result nor an error of `body` counts: then it throws an `InputFailure` that says so.
    func whole<Result>(_ path: String, _ names: TypeNameSources? = nil, _ body: () throws -> Result) throws -> Result {
        var lost: InputFailure? {
            hasLostPages ? InputFailure(pagesLostOf: path) : names?.lost.map { InputFailure(pagesLostOf: path, other: $0) }
        }
        let result: Result
        do { result = try body() } catch { throw error is Interrupted ? error : lost ?? error }
        if let lost { throw lost }
        return result
    }
}

/// An input that is opened and recognised but not reduced yet. The store may already know its snapshot.
package protocol ReducibleInput: Sendable {
    var path: String { get }
    /// Identifies the input, as `Input.fingerprint`; `nil` for an input that is never the same twice.
    var fingerprint: String? { get }
    /// The reader that makes the snapshot and the options that change its content, as `Input.reader`.
    var reader: String { get }

    /// Reads the whole input. The same input gives the same snapshot with any number of workers. Only `names` can change it, because it
    /// gives names that the input lacks. Throws `InputFailure` or `Interrupted`.
    func reduce(_ options: ReductionOptions, _ progress: WorkProgress, _ names: TypeNameSources) throws -> Reduced

    /// Whether types without names in a snapshot of this input could be named now. Reads much less than `reduce`.
    func canName(_ snapshot: Snapshot, _ options: ReductionOptions, _ names: TypeNameSources) throws -> Bool
}

extension ReducibleInput {
    package func canName(_ snapshot: Snapshot, _ options: ReductionOptions, _ names: TypeNameSources) throws -> Bool { false }

    package func reduce(_ options: ReductionOptions, _ progress: WorkProgress) throws -> Reduced {
        try reduce(options, progress, TypeNameSources())
    }
}

/// The result of reading an input: the snapshot, and the problems that its readers met.
package struct Reduced: Sendable {
    package var snapshot: Snapshot
    /// In the order of `snapshot.trust.diagnostics`, which are made from the problems.
    package let problems: [ReadingProblem]
    /// Whether the runtime lies in the program's executable and not in a library of its own.
    package let isSingleFile: Bool
}
