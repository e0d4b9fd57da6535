public import RawMemory

extension AddressSpace {
    /// The runs that overlap a range of addresses, by address, cut to the range.
    public struct RunsInRange: Sequence, IteratorProtocol {
        private let memory: AddressSpace
        private let range: AddressRange
        private var index: Int

        init(_ memory: AddressSpace, _ range: AddressRange) {
            self.memory = memory
            self.range = range
            index = range.isEmpty ? memory.runs.count : memory.runIndex(atOrAfter: range.start.value)
        }

        public mutating func next() -> Run? {
            guard index < memory.runs.count else { return nil }
            let run = memory.runs[index]
            guard run.start < range.end.value else { return nil }
            index += 1
            let start = Swift.max(run.start, range.start.value)
            return Run(
                start: start, end: Swift.min(run.end, range.end.value), fileOffset: run.fileOffset + Int(start - run.start),
                source: run.source)
        }
    }

    /// The parts of `range` that the dump holds.
    public func runs(in range: AddressRange) -> RunsInRange { RunsInRange(self, range) }

    /// The number of bytes of `range` that the dump holds.
    public func presentBytes(in range: AddressRange) -> UInt64 { runs(in: range).reduce(0) { $0 + ($1.end - $1.start) } }

    /// The lowest address in `range` where the dump holds all bytes of `pattern` in one piece and which `isWanted` accepts. Only multiples of
    /// `alignment` (1 or more) are looked at. `nil` when there is none.
    public func firstAddress(
        of pattern: [UInt8], in range: AddressRange, alignment: UInt64 = 1, where isWanted: (Address) -> Bool = { _ in true }
    ) -> Address? {
        for run in runs(in: range) {
            let file = file(run)
            guard let bytes = file.bytes.slice(run.fileOffset, Int(run.end - run.start)) else { continue }
            var from = 0
            while let offset = bytes.firstOffset(of: pattern, from: from) {
                let found = Address(run.start + UInt64(offset))
                if found.value % alignment == 0, isWanted(found) { return found }
                from = offset + 1
            }
        }
        return nil
    }

    /// The addresses in `range`, multiples of 8, whose word the dump holds in one piece; at most `limit`, the lowest.
    public func wordAddresses(in range: AddressRange, limit: Int) -> [Address] {
        var found: [Address] = []
        for run in runs(in: range) {
            var at = run.start.saturatingAdd(7) & ~7
            while at < run.end, run.end - at >= 8 {
                guard found.count < limit else { return found }
                found.append(Address(at))
                at += 8
            }
        }
        return found
    }
}
