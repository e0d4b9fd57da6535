public import RawMemory

extension AddressSpace {
    /// The bytes of the 4 KiB pages of `range` that the dump holds and that are not all zero: pages that the process has used. A dump may
    /// hold 8 MB of zeros for a stack of which 12 KB were used. A page that lies partly in the range counts with that part.
    public func touchedBytes(in range: AddressRange) -> UInt64 {
        let pageSize: UInt64 = 4096
        var touched: UInt64 = 0
        for run in runs(in: range) {
            var page = run.start
            while page < run.end {
                let last = page | (pageSize - 1)
                let next = last >= run.end ? run.end : last + 1
                let file = file(run)
                if file.bytes.slice(run.fileOffset + Int(page - run.start), Int(next - page))?.isZero == false { touched += next - page }
                page = next
            }
        }
        return touched
    }
}
