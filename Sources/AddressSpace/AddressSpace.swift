public import DumpFormats
public import RawMemory

/// The dumped process's memory: virtual address to bytes. What the dump does not hold is `nil`, never zeros and never an error.
///
/// Immutable and shared by all workers. Point reads cost a binary search; the heap walk takes a `Run` and reads the file directly.
public struct AddressSpace: Sendable {
    public let file: MappedFile
    /// By address, without overlaps. Neighbours in memory that are neighbours in the file too are one run.
    public let runs: [Run]

    /// Addresses whose bytes lie in one piece in the file. Both ends are checked against the file's size.
    @frozen
    public struct Run: Hashable, Sendable {
        public let start: UInt64
        public let end: UInt64
        /// Place in the file of the byte at `start`.
        public let fileOffset: Int

        @inlinable init(start: UInt64, end: UInt64, fileOffset: Int) {
            self.start = start
            self.end = end
            self.fileOffset = fileOffset
        }

        @inlinable public func contains(_ address: UInt64) -> Bool { start <= address && address < end }
    }

    public init(_ dump: ProcessDump) {
        file = dump.file
        var runs: [Run] = []
        for segment in dump.segments {
            let present = segment.present
            guard !present.isEmpty, let offset = segment.fileOffset.asIndex, let count = present.count.asIndex,
                offset <= dump.file.count, count <= dump.file.count - offset
            else { continue }
            if let last = runs.last, last.end == present.start.value, last.fileOffset + Int(last.end - last.start) == offset {
                runs[runs.count - 1] = Run(start: last.start, end: present.end.value, fileOffset: last.fileOffset)
            } else {
                runs.append(Run(start: present.start.value, end: present.end.value, fileOffset: offset))
            }
        }
        self.runs = runs
    }

    /// Index of the run that contains `address`, or else of the first run behind it (`runs.count`: none).
    @inlinable public func runIndex(atOrAfter address: UInt64) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].end <= address { low = middle + 1 } else { high = middle }
        }
        return low
    }

    @inlinable public func run(containing address: UInt64) -> Run? {
        let index = runIndex(atOrAfter: address)
        guard index < runs.count, runs[index].start <= address else { return nil }
        return runs[index]
    }

    /// File offset of `address` when `count` bytes from there on lie in one run.
    @inlinable func fileOffset(_ address: Address, _ count: UInt64) -> Int? {
        guard let run = run(containing: address.value), count <= run.end - address.value else { return nil }
        return run.fileOffset + Int(address.value - run.start)
    }

    @inlinable public func u64(_ address: Address) -> UInt64? { fileOffset(address, 8).flatMap { file.bytes.u64(at: $0) } }
    @inlinable public func u32(_ address: Address) -> UInt32? { fileOffset(address, 4).flatMap { file.bytes.u32(at: $0) } }
    @inlinable public func u16(_ address: Address) -> UInt16? { fileOffset(address, 2).flatMap { file.bytes.u16(at: $0) } }
    @inlinable public func u8(_ address: Address) -> UInt8? { fileOffset(address, 1).flatMap { file.bytes.u8(at: $0) } }

    /// The pointer stored at `address`; nil when the dump does not hold it.
    @inlinable public func pointer(_ address: Address) -> Address? { u64(address).map(Address.init) }

    @inlinable public func isMapped(_ address: Address) -> Bool { run(containing: address.value) != nil }

    /// Bytes up to a zero byte. nil when the dump does not hold them or when there are more than `limit` before it.
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

    /// UTF-16 up to a zero word. nil when the dump does not hold it or when it is longer than `limit` words.
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

    /// How many bytes of `range` the dump holds.
    public func presentBytes(in range: AddressRange) -> UInt64 {
        var present: UInt64 = 0
        var index = runIndex(atOrAfter: range.start.value)
        while index < runs.count, runs[index].start < range.end.value {
            present += min(runs[index].end, range.end.value) - max(runs[index].start, range.start.value)
            index += 1
        }
        return present
    }
}
