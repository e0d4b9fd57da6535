package import RawMemory
package import SnapshotModel

/// A kind of input that snapshots can be made of: dumps today. It recognises its files by their content.
package protocol InputSource: Sendable {
    /// The inputs in a plain file, each of which becomes a snapshot; `nil` when the file is of another kind. Throws `InputFailure` when the
    /// file is of this kind and cannot be read, `Interrupted`.
    func inputs(in file: PlainFile, _ options: ReductionOptions, _ progress: WorkProgress) throws -> [any ReducibleInput]?
}

/// A file that is neither packed nor an archive.
package struct PlainFile: Sendable {
    package let file: MappedFile
    /// As the user would name it: `night.tar.zst/a.core` for a member of an archive.
    package let path: String
    /// Modification time of the file as given, in seconds since 1970: an unpacked file is new.
    package let modified: Int
}

/// An input that is opened and recognised and not reduced yet: the store may know it already.
package protocol ReducibleInput: Sendable {
    var path: String { get }
    /// What tells this input from others, as `Input.fingerprint`; `nil` for an input that is never the same twice.
    var fingerprint: String? { get }
    /// Which reader would make the snapshot and with which content-changing options (`Input.reader`).
    var reader: String { get }

    /// Reads the whole input. The same input gives the same snapshot, whatever the number of workers is; only `names`, which knows what the
    /// input lacks, can change it. Throws `InputFailure` or `Interrupted`.
    func reduce(_ options: ReductionOptions, _ progress: WorkProgress, _ names: TypeNameSources) throws -> Reduced

    /// Whether a snapshot of this input has types without names that could be named now. Reads much less than `reduce`.
    func canName(_ snapshot: Snapshot, _ options: ReductionOptions, _ names: TypeNameSources) throws -> Bool
}

extension ReducibleInput {
    package func canName(_ snapshot: Snapshot, _ options: ReductionOptions, _ names: TypeNameSources) throws -> Bool { false }

    package func reduce(_ options: ReductionOptions, _ progress: WorkProgress) throws -> Reduced {
        try reduce(options, progress, TypeNameSources())
    }
}

/// What became of an input: the snapshot, and everything that its reader could not do.
package struct Reduced: Sendable {
    package var snapshot: Snapshot
    /// In the order of `snapshot.trust.diagnostics`, which are made from them.
    package let problems: [ReadingProblem]
}
