package import RawMemory

/// A dump from a compressed file or an archive.
package struct UnpackedDump: Sendable {
    /// The path in the archive; `nil` when the file is a compressed dump.
    package let name: String?
    /// The modification time in the archive, in seconds since 1970; `nil` when there is none.
    package let modified: Int?
    package let content: Result<MappedFile, UnpackError>
}

/// A file that is compressed, an archive, or both in any order. `next` unpacks its dumps one at a time.
///
/// Each dump is unpacked to a temporary file of its own, which is removed with the last reference to its mapping. So there is one at a time
/// on the disk. Names of members are only labels; no file is created under them. Errors that end the reading are thrown; an error of one
/// dump is returned with that dump.
package final class PackedFile {
    /// The most layers of compression and archives around a dump. `night.tar.zst/a.core.zst` has three.
    static let deepest = 6
    static let shown = 5
    private static let mostLesser = 1000

    private let file: MappedFile
    let options: UnpackOptions
    let progress: WorkProgress
    package let wanted: Wanted
    private let judge: (RawSpan) -> MemberKind
    /// The number of members that are not dumps: texts, folders, links.
    package internal(set) var passedOver = 0
    /// The names of members that are wanted only where there is no dump.
    package private(set) var lesser: [String] = []

    private let input: FileStream
    /// The stages of unpacking, from the file to the current member.
    var stages: [ByteStream] = []
    /// The archives that contain the current member, from the outermost on.
    var archives: [OpenArchive] = []
    private var isBegun = false
    /// The names of the dumps found so far, including those that cannot be unpacked.
    private(set) var names: [String] = []
    /// Whether the search has ended.
    private(set) var isDone = false
    /// Whether the file is a dump and no archive.
    private var hasNoArchive = false

    /// The dumps of an archive that are wanted.
    package enum Wanted: Equatable, Sendable {
        case every
        /// The first dump. Of others only the names are read.
        case only
        /// None: only the names are read.
        case names
        /// The member of this name. Of others only the names are read.
        case member(String)
    }

    /// What a member is by its first bytes.
    package enum MemberKind: Sendable {
        case dump
        /// What is wanted only where there is no dump. It is passed over, and its name is kept.
        case lesser
        case other
    }

    /// `judge` gets at most the first 4096 bytes of a member.
    package init(
        _ file: MappedFile, _ wanted: Wanted = .every, _ options: UnpackOptions, _ progress: WorkProgress,
        judge: @escaping (RawSpan) -> MemberKind
    ) {
        self.file = file
        self.wanted = wanted
        self.options = options
        self.progress = progress
        self.judge = judge
        input = FileStream(file, progress)
    }

    /// The next dump in the order of the archive; `nil` after the last one. A file that is not an archive has one. Throws errors that end
    /// the reading, and `noDump` if there was no dump.
    package func next() throws(UnpackError) -> UnpackedDump? {
        if let dump = try nextDump() { return dump }
        if wanted == .every, names.isEmpty { throw UnpackError.noDump(passedOver: passedOver) }
        return nil
    }

    /// The only dump, for `Wanted.only`. Throws `UnpackError`; with several dumps it is `several`.
    package func onlyDump() throws(UnpackError) -> UnpackedDump {
        let dump = try nextDump()
        while try nextDump() != nil {}
        if names.count > 1 { throw UnpackError.several(Array(names.prefix(Self.shown)), more: names.count > Self.shown) }
        guard let dump else { throw UnpackError.noDump(passedOver: passedOver) }
        return dump
    }

    /// The names of all dumps, for `Wanted.names`; `nil` when the file is no archive. Throws `UnpackError`; without a dump it is `noDump`.
    package func dumpNames() throws(UnpackError) -> [String]? {
        while try nextDump() != nil {}
        if hasNoArchive { return nil }
        if names.isEmpty { throw UnpackError.noDump(passedOver: passedOver) }
        return names
    }

    /// The member of the wanted name, for `Wanted.member`, whether it is a dump or not. Throws `UnpackError`; without such a member it is
    /// `noMember`.
    package func onlyMember() throws(UnpackError) -> UnpackedDump {
        if let dump = try nextDump() { return dump }
        guard case .member(let name) = wanted else { throw UnpackError.noDump(passedOver: passedOver) }
        throw UnpackError.noMember(name, dumps: Array(names.prefix(Self.shown)))
    }

    private func nextDump() throws(UnpackError) -> UnpackedDump? {
        // The caller may have shown other progress meanwhile.
        if isBegun {
            input.showProgress()
        } else {
            isBegun = true
            let file = file
            let compression = Compression(file.bytes)
            if let dump = try enter(Layer(stream: input, compression: compression, wholeFile: file)) { return dump }
        }
        while !archives.isEmpty, !isDone { if let dump = try nextOfMembers() { return dump } }
        stages = []
        return nil
    }

    // MARK: Layers

    /// One layer around a dump: its stream, and what is known about it.
    struct Layer {
        var stream: ByteStream
        var compression: Compression?
        /// The stream's content, if it is a mapped file.
        var wholeFile: MappedFile?
        var name: String?
        var modified: Int?
        /// The declared size, and whether the file may take less space.
        var promised: UInt64?
        var isSparse = false
        var depth = 0
    }

    /// Unpacks a layer down to the dump in it, which is returned, or to an archive, whose members are read next.
    func enter(_ outermost: Layer) throws(UnpackError) -> UnpackedDump? {
        var layer = outermost
        while let compression = layer.compression {
            guard layer.depth < Self.deepest else { throw UnpackError.tooDeep(Self.deepest) }
            switch compression {
            case .tar:
                archives.append(OpenArchive(reader: try ArchiveReader(tar: layer.stream), layer: layer, stageCount: stages.count))
                return nil
            case .zip, .sevenZip, .cab:
                try openFile(layer, compression == .zip ? .zip : compression == .cab ? .cab : .sevenZip)
                return nil
            case .splitZip: throw UnpackError.severalFiles
            case .unsupported(let name): throw UnpackError.unsupported(name)
            case .zstd, .gzip, .xz, .bzip2, .lz4: try unpackOnce(&layer, compression)
            }
        }
        return try take(layer)
    }

    private func unpackOnce(_ layer: inout Layer, _ compression: Compression) throws(UnpackError) {
        var promised: UInt64?
        let stage: ByteStream
        switch compression {
        case .gzip: stage = try GzipStream(layer.stream)
        case .xz: stage = try FilterStream(.xz, layer.stream)
        case .bzip2: stage = try FilterStream(.bzip2, layer.stream)
        case .lz4: stage = try FilterStream(.lz4, layer.stream)
        default:
            let zstd = try ZstdStream(layer.stream)
            zstd.onFrame = { size, before in promised = max(promised ?? 0, size.saturatingAdd(before)) }
            stage = zstd
        }
        stage.allowance = .around(options.limit)
        stages.append(stage)
        let peeked = PeekedStream(stage)
        layer.stream = peeked
        layer.compression = peeked.judged { Compression($0) }
        layer.wholeFile = nil
        layer.promised = promised
        layer.isSparse = false
        layer.depth += 1
        if layer.compression == nil, let zstd = stage as? ZstdStream {
            let options = options
            zstd.onFrame = { size, before throws(UnpackError) in try options.refuseEarly(size, before: before) }
        }
    }

    // MARK: Dumps

    private func take(_ layer: Layer) throws(UnpackError) -> UnpackedDump? {
        guard let name = layer.name else {
            hasNoArchive = true
            return try give(layer)
        }
        let peeked = layer.stream as? PeekedStream
        if wanted == .member(name) { return try give(layer) }
        switch peeked?.judged(judge) ?? .other {
        case .dump: return try give(layer)
        case .lesser: if lesser.count < Self.mostLesser { lesser.append(name) }
        case .other:
            if let refusal = peeked?.refusal { throw refusal }
            passedOver += 1
        }
        return nil
    }

    /// Unpacks a wanted dump. An error is returned with the dump.
    private func give(_ layer: Layer) throws(UnpackError) -> UnpackedDump? {
        guard note(layer.name) else { return nil }
        renewAllowances()
        defer { renewAllowances() }
        let content: Result<MappedFile, UnpackError>
        do throws(UnpackError) { content = .success(try unpacked(layer)) } catch {
            if error == .interrupted || layer.name == nil { throw error }
            content = .failure(error)
        }
        return UnpackedDump(name: layer.name, modified: layer.modified, content: content)
    }

    /// A member that cannot be unpacked, and may or may not be a dump.
    func giveUp(_ name: String, _ error: UnpackError) -> UnpackedDump? {
        note(name) ? UnpackedDump(name: name, modified: nil, content: .failure(error)) : nil
    }

    /// Records the name of a dump and returns whether the dump has to be unpacked.
    private func note(_ name: String?) -> Bool {
        switch wanted {
        case .every:
            names.append(name ?? "")
            return true
        case .only:
            names.append(name ?? "")
            isDone = names.count > Self.shown
            return names.count == 1
        case .names:
            names.append(name ?? "")
            return false
        case .member(let wanted):
            isDone = name == wanted
            if !isDone, names.count < Self.shown { names.append(name ?? "") }
            return isDone
        }
    }

    private func unpacked(_ layer: Layer) throws(UnpackError) -> MappedFile {
        if let file = layer.wholeFile { return file }
        if let promised = layer.promised { try options.refuseEarly(promised, isSparse: layer.isSparse) }
        return try options.write(layer.stream)
    }

    private func renewAllowances() { for stage in stages { stage.allowance = .around(options.limit) } }
}
