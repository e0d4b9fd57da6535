import RawMemory

extension ProcessDump {
    /// A Windows minidump of x86-64 or arm64: full, heap, mini or triage, of dbgcore.dll, dbghelp.dll or wine.
    ///
    /// A file that is cut off after its lists still opens, as a core does. Throws `DumpFormatError`.
    init(minidump file: MappedFile) throws(DumpFormatError) {
        try MinidumpProcessor.check(file.bytes)
        let processor: Processor = MinidumpProcessor.read(file.bytes) == 12 ? .arm64 : .x64
        let streams = try MinidumpStreams(file)
        let space = MinidumpAddressSpace(streams)
        let modules = try streams.modules()
        let memory = try MinidumpMemory(streams, space)
        let threads = try streams.threads(processor, memory.segments, space)

        var process = ProcessFacts(dumpTime: streams.time)
        // The executable comes first.
        process.name =
            modules.first.map { $0.fileName.lowercased().hasSuffix(".exe") ? $0.fileName.dropLast(4) : $0.fileName }
            .map(String.init) ?? ""
        // MiscInfo: size u32 0, what it holds u32 4 (1: the id, 2: the times), id u32 8, create time u32 12 (MINIDUMP_MISC_INFO of
        // minidumpapiset.h). Wine's dbghelp gives the id alone.
        if let misc = streams.range(.miscInfo), let held = file.bytes.u32(at: misc.lowerBound + 4) {
            if held & 1 != 0, misc.count >= 12 { process.id = file.bytes.u32(at: misc.lowerBound + 8).map(UInt64.init) }
            if held & 2 != 0, misc.count >= 16, let time = file.bytes.u32(at: misc.lowerBound + 12), time > 0 {
                process.createTime = Int64(time)
            }
        }
        process.exception = streams.exception()
        let kinds: [MinidumpStreams.Kind] = [.threads, .modules, .memory, .memory64, .miscInfo, .memoryInfo]
        self.init(
            format: .minidump, system: .windows, processor: processor, file: file, segments: memory.segments,
            missingBytes: memory.missingBytes, headerRanges: [0..<32, streams.directory] + kinds.compactMap(streams.range),
            process: process, threads: threads, modules: modules, handles: streams.handles(),
            requested: file.bytes.u64(at: 24).map(RequestedMemory.init(flags:)), maker: streams.maker, regions: space.regions)
    }
}

extension MinidumpStreams {
    /// ExceptionStream, which dumps have that were written because of an exception (Windows Error Reporting, procdump -e): thread u32 0, code
    /// u32 8.
    /// createdump writes none, not even when the runtime crashes.
    fileprivate func exception() -> ProcessException? {
        guard let range = range(.exception), range.count >= 12, let thread = file.bytes.u32(at: range.lowerBound),
            let code = file.bytes.u32(at: range.lowerBound + 8)
        else { return nil }
        return ProcessException(code: code, threadID: UInt64(thread))
    }
}
