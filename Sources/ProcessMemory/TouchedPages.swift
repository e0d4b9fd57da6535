public import RawMemory

extension AddressSpace {
    /// Bytes of the 4 KiB pages of `range` that the dump holds and that are not all zero: what was ever touched. A dump may hold 8 MB
    /// of zeros for a stack of which 12 KB were used. A page counts whole, and only when the range starts at or before it.
    public func touchedBytes(in range: AddressRange) -> UInt64 {
        let pageSize: UInt64 = 4096
        var touched: UInt64 = 0
        for run in runs(in: range) {
            var page = run.start
            while page < run.end {
                let last = page | (pageSize - 1)
                let next = last >= run.end ? run.end : last + 1
                if !isZero(file(run), run.fileOffset + Int(page - run.start), Int(next - page)) { touched += next - page }
                page = next
            }
        }
        return touched
    }

    private func isZero(_ file: MappedFile, _ offset: Int, _ count: Int) -> Bool {
        let bytes = file.bytes
        var at = offset
        let end = offset + count
        while at + 8 <= end {
            if bytes.u64(at: at) != 0 { return false }
            at += 8
        }
        while at < end {
            if bytes.u8(at: at) != 0 { return false }
            at += 1
        }
        return true
    }
}
