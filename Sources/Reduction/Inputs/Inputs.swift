import CompressedInput
import DebuggerText
package import RawMemory

/// The inputs of one path, one at a time: the inputs of a file, or the inputs of each dump of an archive in the archive's order.
///
/// An archive is unpacked while its inputs are taken, so the disk holds only one unpacked dump at a time. The file is opened when the first
/// input is taken.
package struct Inputs: Sequence, IteratorProtocol {
    /// An input, or why it cannot be opened.
    package struct Element {
        /// The path that the user would type: `night.tar.zst/a.core` for a member of an archive. For a failure of the whole file, the path
        /// of the file.
        package let path: String
        /// The failure is an `InputFailure` or `Interrupted`.
        package let opened: Result<any ReducibleInput, any Error>
    }

    /// The path that asks for standard input. A pipe is first written to a temporary file, because a dump is read out of order. `/NAME` behind
    /// it names a member.
    package static let standardInput = "/dev/stdin"
    /// The path that inputs from there, and failures, have.
    package static let standardInputName = "standard input"

    private let path: String
    private let options: ReductionOptions
    private let progress: WorkProgress
    private var file: NamedFile?
    private var packed: PackedFile?
    /// Inputs that are recognised but not returned yet.
    private var waiting: [Element] = []
    private var isAtEnd = false

    package init(_ path: String, _ options: ReductionOptions, _ progress: WorkProgress) {
        self.path = path
        self.options = options
        self.progress = progress
    }

    /// The number of members that were not dumps, in the part of the archive that has been read.
    package var passedOver: Int { packed?.passedOver ?? 0 }
    /// The first names of .gcdump files that were passed over, since the archive holds dumps.
    package var lesser: [String] { packed?.lesser ?? [] }

    package mutating func next() -> Element? {
        while waiting.isEmpty, !isAtEnd {
            do { try readOn() } catch {
                isAtEnd = true
                waiting.append(Element(path: NamedFile.shown(path), opened: .failure(error)))
            }
        }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    /// The only input of a path. An archive must hold exactly one dump, unless the path names a member. Throws `InputFailure` or
    /// `Interrupted`.
    package static func only(
        _ path: String, _ options: ReductionOptions, _ progress: WorkProgress
    ) throws -> any ReducibleInput {
        let found = try options.recognise(try plain(path, options, progress), progress)
        guard found.count == 1 else {
            throw InputFailure(.severalDumps, "\(path): holds \(found.count) snapshots, and one is wanted here")
        }
        return found[0]
    }

    /// Several files as one input: what a debugger printed of one process, a command in each; and the paths of those that hold no table that is read.
    /// Throws `InputFailure` or `Interrupted`.
    package static func asOne(
        _ paths: [String], _ options: ReductionOptions, _ progress: WorkProgress
    ) throws -> (input: any ReducibleInput, passedOver: [String]) {
        try JoinedTexts.input(try paths.map { try plain($0, options, progress) }, options, progress)
    }

    private static func plain(_ path: String, _ options: ReductionOptions, _ progress: WorkProgress) throws -> PlainFile {
        let file = try NamedFile(path, options, progress)
        return try file.only(options, progress)
    }

    /// The paths of the dumps in an archive, in the archive's order, as the user would type them. `nil` when the path names one dump. No dump
    /// is unpacked to the disk. Throws `InputFailure` or `Interrupted`.
    package static func dumps(in path: String, _ options: ReductionOptions, _ progress: WorkProgress) throws -> [String]? {
        let file = try NamedFile(path, options, progress)
        if file.member != nil { return nil }
        // The snapshots of a text are named like the dumps of an archive.
        if options.splitsTexts, file.part == nil, options.from == .text || TextTables.mayBeText(file.file.bytes) {
            let plain = PlainFile(file: file.file, path: file.path, modified: file.file.modified ?? 0, isOfThisRun: file.isPiped)
            let found = try options.recognise(plain, progress).map(\.path)
            return found.count > 1 ? found : nil
        }
        var packed = file.packed(.names, options, progress)
        let names = try file.searching(&packed, options, progress) { (packed) throws(UnpackError) in try packed.dumpNames() }
        if names == nil, options.splitsTexts {
            let plain = try file.only(options, progress)
            guard TextTables.mayBeText(plain.file.bytes) else { return nil }
            let found = try options.recognise(plain, progress).map(\.path)
            return found.count > 1 ? found : nil
        }
        return names?.map { file.path(of: $0) }
    }

    private mutating func readOn() throws {
        guard let file, var packed else {
            let file = try NamedFile(path, options, progress)
            self.file = file
            packed = file.packed(file.member.map { .member($0) } ?? .every, options, progress)
            return
        }
        let isMember = file.member != nil
        // A number may name a snapshot of a text.
        if isMember, file.partOfMember != nil {
            isAtEnd = true
            waiting += try options.recognise(try file.only(options, progress), progress).map {
                Element(path: $0.path, opened: .success($0))
            }
            return
        }
        let next = try file.searching(&packed, options, progress) { (packed) throws(UnpackError) in
            isMember ? try packed.onlyMember() : try packed.next()
        }
        self.packed = packed
        guard let dump = next else {
            isAtEnd = true
            return
        }
        isAtEnd = isMember
        let path = isMember ? file.path : file.path(of: dump.name)
        do {
            waiting += try options.recognise(try file.plain(dump, options), progress).map { Element(path: $0.path, opened: .success($0)) }
        } catch let failure as InputFailure {
            // The failure concerns only this member.
            waiting.append(Element(path: path, opened: .failure(failure)))
        }
    }
}

extension ReductionOptions {
    /// The inputs in a plain file, from the first source that recognises it. Throws `InputFailure` or `Interrupted`.
    func recognise(_ file: PlainFile, _ progress: WorkProgress) throws -> [any ReducibleInput] {
        try file.file.whole(file.path) {
            for source in sources where from.map(source.kinds.contains) ?? true {
                if let inputs = try source.inputs(in: file, self, progress) { return inputs }
            }
            throw from.map { InputFailure(file, isNot: $0) } ?? InputFailure(unrecognised: file)
        }
    }
}
