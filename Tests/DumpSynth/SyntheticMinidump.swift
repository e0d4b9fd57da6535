extension SyntheticProcess {
    /// The process as one of Windows: coreclr.dll in place of the library, and a thread block for each thread. Its structures are those of
    /// .NET 8 on Linux, so no table fits and calibration must read it.
    ///
    /// `cut` divides memory into ranges of this many bytes, which are adjacent in memory and not in the file, as in heap dumps.
    package func minidump(_ library: PELibraryBuilder? = nil, cut: Int? = nil) -> MinidumpBuilder {
        var pages = library ?? PELibraryBuilder()
        if library == nil { pages.exports = [("CLRJitAttachState", 0x4100), ("g_dacTable", UInt32(RuntimeLibrary.dacTableOffset))] }
        var dump = MinidumpBuilder()
        let folder = "C:\\Program Files\\dotnet\\shared\\Microsoft.NETCore.App\\8.0.4\\"
        dump.modules = [
            .init(0x1_4000_0000, 0x2_0000, path: "C:\\app\\\(name).exe"),
            .init(self.library.base, pages.size, path: folder + "coreclr.dll", version: [8, 0, 424, 16909]),
        ]
        for segment in core().segments where segment.address < 0x7FFF_0000_0000 {
            dump.memory.append(.init(segment.address, segment.address == self.library.base ? pages.headerPages() : segment.bytes))
        }
        let blocks: UInt64 = 0x7F90_0000_0000
        for (index, thread) in threads.filter(\.isInDump).enumerated() {
            let block = blocks + UInt64(index) * 0x2000
            var bytes: [UInt8] = []
            bytes.put(thread.stackBase, at: 8)
            bytes.put(thread.stackLimit, at: 0x1478)
            bytes.extend(to: 0x2000)
            dump.memory.append(.init(block, bytes))
            dump.threads.append(.init(UInt32(truncatingIfNeeded: thread.osID), stackPointer: thread.stackPointer, block: block))
        }
        if let cut {
            dump.memory = dump.memory.flatMap { range in
                stride(from: 0, to: range.bytes.count, by: cut).map { start in
                    let end = min(start + cut, range.bytes.count)
                    return MinidumpBuilder.Memory(range.address + UInt64(start), Array(range.bytes[start..<end]))
                }
            }.reversed()
        }
        return dump
    }
}
