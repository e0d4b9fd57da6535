import CompressedInput
package import RawMemory

/// The inputs of one path, one at a time: those in a file, those in each dump of an archive in its order.
///
/// An archive is unpacked while its inputs are taken: one dump at a time lies on the disk. The file is opened when the first input is asked
/// for.
package struct Inputs: Sequence, IteratorProtocol {
    /// An input, or why it cannot be opened.
    package struct Element {
        /// As the user would name it: `night.tar.zst/a.core` for a member of an archive. The file itself, for what concerns it as a whole.
        package let path: String
        /// The failure is an `InputFailure` or `Interrupted`.
        package let opened: Result<any ReducibleInput, any Error>
    }

    private let path: String
    private let options: ReductionOptions
    private let progress: WorkProgress
    private var file: NamedFile?
    private var packed: PackedFile?
    /// Recognised and not given away yet.
    private var waiting: [Element] = []
    private var isAtEnd = false

    package init(_ path: String, _ options: ReductionOptions, _ progress: WorkProgress) {
        self.path = path
        self.options = options
        self.progress = progress
    }

    /// Members of the archive that were no dumps, as far as it has been read.
    package var passedOver: Int { packed?.passedOver ?? 0 }

    package mutating func next() -> Element? {
        while waiting.isEmpty, !isAtEnd {
            do { try readOn() } catch {
                isAtEnd = true
                waiting.append(Element(path: path, opened: .failure(error)))
            }
        }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    /// The only input. An archive must hold one dump alone, unless the path goes on into it. Throws `InputFailure` or `Interrupted`.
    package static func only(
        _ path: String, _ options: ReductionOptions, _ progress: WorkProgress
    ) throws -> any ReducibleInput {
        let file = try NamedFile(path)
        let packed = file.packed(file.member.map { .member($0) } ?? .only, options, progress)
        let dump = try file.unpacking(options) { () throws(UnpackError) in
            file.member == nil ? try packed.onlyDump() : try packed.onlyMember()
        }
        let found = try options.recognise(try file.plain(dump, options), progress)
        guard found.count == 1 else {
            throw InputFailure(.severalDumps, "\(path): holds \(found.count) snapshots, and one is wanted here")
        }
        return found[0]
    }

    private mutating func readOn() throws {
        guard let file, let packed else {
            let file = try NamedFile(path)
            self.file = file
            packed = file.packed(file.member.map { .member($0) } ?? .every, options, progress)
            return
        }
        let isMember = file.member != nil
        let next = try file.unpacking(options) { () throws(UnpackError) in isMember ? try packed.onlyMember() : try packed.next() }
        guard let dump = next else {
            isAtEnd = true
            return
        }
        isAtEnd = isMember
        let path = isMember ? path : file.path(of: dump.name)
        do {
            waiting += try options.recognise(try file.plain(dump, options), progress).map { Element(path: $0.path, opened: .success($0)) }
        } catch let failure as InputFailure {
            // It is this member's own; the others may be read.
            waiting.append(Element(path: path, opened: .failure(failure)))
        }
    }
}

extension ReductionOptions {
    /// The inputs in a plain file, by the first source that recognises it. Throws `InputFailure` or `Interrupted`.
    func recognise(_ file: PlainFile, _ progress: WorkProgress) throws -> [any ReducibleInput] {
        for source in sources { if let inputs = try source.inputs(in: file, self, progress) { return inputs } }
        throw InputFailure(unrecognised: file)
    }
}
