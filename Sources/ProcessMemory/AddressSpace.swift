public import DumpFormats
public import RawMemory

/// The memory of the dumped process by virtual address. Bytes that the dump does not hold are `nil`, never zeros and never an error.
///
/// Immutable and shared by all workers. Point reads cost a binary search; the heap walk takes a `Run` and reads the file directly.
public struct AddressSpace: Sendable {
    /// The dump, then files that replace mappings which the dump does not hold.
    public let files: [MappedFile]
    /// Sorted by address, without overlaps. Ranges that are adjacent in memory and in the file are one run.
    public let runs: [Run]

    /// Addresses whose bytes lie in one piece in the file. Both ends are checked against the file's size.
    @frozen
    public struct Run: Hashable, Sendable {
        public let start: UInt64
        public let end: UInt64
        /// Place in the file of the byte at `start`.
        public let fileOffset: Int
        /// Index into `files`.
        public let source: Int

        @inlinable init(start: UInt64, end: UInt64, fileOffset: Int, source: Int) {
            self.start = start
            self.end = end
            self.fileOffset = fileOffset
            self.source = source
        }

        @inlinable public func contains(_ address: UInt64) -> Bool { start <= address && address < end }
    }

    public init(_ dump: ProcessDump) {
        files = [dump.file]
        var runs: [Run] = []
        for segment in dump.segments {
            if let run = Self.run(segment.present, at: segment.fileOffset, in: dump.file, 0) { Self.append(run, to: &runs) }
        }
        self.runs = runs
    }

    /// A whole file as memory from `start` on, so that an image on disk can be read like one in the process.
    public init(_ file: MappedFile, at start: Address) {
        files = [file]
        let range = AddressRange(start: start, count: UInt64(file.count))
        runs = Self.run(range, at: 0, in: file, 0).map { [$0] } ?? []
    }

    /// Nothing but the mappings of a file, as far as the file reaches. The first of overlapping mappings is kept.
    public init(_ file: MappedFile, _ mappings: [FileMapping]) {
        self = AddressSpace(files: [], runs: []).filling(mappings, from: file)
    }

    /// This memory with `file` in the holes of `mappings`, which the process had mapped from that file and never wrote to.
    public func filling(_ mappings: [FileMapping], from file: MappedFile) -> AddressSpace {
        var filled = runs
        for mapping in mappings {
            var start = mapping.range.start.value
            var index = runIndex(atOrAfter: start)
            while start < mapping.range.end.value {
                let held = index < runs.count ? runs[index] : nil
                let end = min(mapping.range.end.value, max(start, held?.start ?? .max))
                let place = mapping.fileOffset.saturatingAdd(start - mapping.range.start.value)
                if end > start, let run = Self.run(AddressRange(Address(start), Address(end)), at: place, in: file, files.count) {
                    filled.append(run)
                }
                guard let held else { break }
                start = max(end, held.end)
                index += 1
            }
        }
        var merged: [Run] = []
        for run in filled.sorted(by: { ($0.start, $0.source, $0.end) < ($1.start, $1.source, $1.end) }) {
            // The first of overlapping mappings is kept.
            if let last = merged.last, run.start < last.end { continue }
            Self.append(run, to: &merged)
        }
        return AddressSpace(files: files + [file], runs: merged)
    }

    private init(files: [MappedFile], runs: [Run]) {
        self.files = files
        self.runs = runs
    }

    /// `range` at `place` of `file`, clipped to the file's end; `nil` when nothing is left.
    private static func run(_ range: AddressRange, at place: UInt64, in file: MappedFile, _ source: Int) -> Run? {
        guard !range.isEmpty, let offset = place.asIndex, offset < file.count else { return nil }
        let count = min(range.count, UInt64(file.count - offset))
        return Run(start: range.start.value, end: range.start.value + count, fileOffset: offset, source: source)
    }

    private static func append(_ run: Run, to runs: inout [Run]) {
        if let last = runs.last, last.end == run.start, last.source == run.source,
            last.fileOffset + Int(last.end - last.start) == run.fileOffset
        {
            runs[runs.count - 1] = Run(start: last.start, end: run.end, fileOffset: last.fileOffset, source: last.source)
        } else {
            runs.append(run)
        }
    }

    /// Index of the run that contains `address`, or else of the first run after it; `runs.count` when there is none.
    @inlinable public func runIndex(atOrAfter address: UInt64) -> Int {
        runs.partitioningIndex { $0.end > address }
    }

    @inlinable public func run(containing address: UInt64) -> Run? {
        let index = runIndex(atOrAfter: address)
        guard index < runs.count, runs[index].start <= address else { return nil }
        return runs[index]
    }

    /// The file of a run.
    @inlinable public func file(_ run: Run) -> MappedFile { files[run.source] }

    /// The place of `address` in its file; `nil` unless `count` bytes from there on lie in one run.
    @inlinable func place(_ address: Address, _ count: UInt64) -> (source: Int, offset: Int)? {
        guard let run = run(containing: address.value), count <= run.end - address.value else { return nil }
        return (run.source, run.fileOffset + Int(address.value - run.start))
    }

    @inlinable public func u64(_ address: Address) -> UInt64? {
        guard let (source, offset) = place(address, 8) else { return spread(address, 8) }
        let file = files[source]
        return file.bytes.u64(at: offset)
    }
    @inlinable public func u32(_ address: Address) -> UInt32? {
        guard let (source, offset) = place(address, 4) else { return spread(address, 4).map { UInt32(truncatingIfNeeded: $0) } }
        let file = files[source]
        return file.bytes.u32(at: offset)
    }
    @inlinable public func u16(_ address: Address) -> UInt16? {
        guard let (source, offset) = place(address, 2) else { return spread(address, 2).map { UInt16(truncatingIfNeeded: $0) } }
        let file = files[source]
        return file.bytes.u16(at: offset)
    }
    @inlinable public func u8(_ address: Address) -> UInt8? {
        guard let (source, offset) = place(address, 1) else { return nil }
        let file = files[source]
        return file.bytes.u8(at: offset)
    }

    /// A number whose bytes lie in several runs that are neighbours in memory and not in the file. Minidumps have such ranges, cut at any byte.
    /// `nil` when the dump does not hold all of it.
    @usableFromInline func spread(_ address: Address, _ count: UInt64) -> UInt64? {
        var number: UInt64 = 0
        for place in 0..<count {
            guard let byte = u8(address + place) else { return nil }
            number |= UInt64(byte) << (place * 8)
        }
        return number
    }

    /// The pointer stored at `address`; `nil` when the dump does not hold it.
    @inlinable public func pointer(_ address: Address) -> Address? { u64(address).map(Address.init) }

    @inlinable public func isMapped(_ address: Address) -> Bool { run(containing: address.value) != nil }

    /// `count` bytes from `address` on; `nil` when the dump does not hold all of them.
    public func bytes(_ address: Address, _ count: Int) -> [UInt8]? {
        guard count >= 0 else { return nil }
        let range = AddressRange(start: address, count: UInt64(count))
        guard presentBytes(in: range) == UInt64(count) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for run in runs(in: range) {
            let file = file(run)
            for place in 0..<Int(run.end - run.start) { bytes.append(file.bytes.u8(at: run.fileOffset + place) ?? 0) }
        }
        return bytes
    }

    /// The text up to a zero byte. `nil` when the dump does not hold it, or when it has more than `limit` bytes.
    public func cString(_ address: Address, limit: Int) -> String? {
        var characters: [UInt8] = []
        var at = address
        while let byte = u8(at) {
            if byte == 0 { return String(decoding: characters, as: UTF8.self) }
            if characters.count == limit { return nil }
            characters.append(byte)
            at = at + 1
        }
        return nil
    }

    /// The UTF-16 text up to a zero word. `nil` when the dump does not hold it, or when it has more than `limit` words.
    public func utf16String(_ address: Address, limit: Int) -> String? {
        var words: [UInt16] = []
        var at = address
        while let word = u16(at) {
            if word == 0 { return String(decoding: words, as: UTF16.self) }
            if words.count == limit { return nil }
            words.append(word)
            at = at + 2
        }
        return nil
    }
}
