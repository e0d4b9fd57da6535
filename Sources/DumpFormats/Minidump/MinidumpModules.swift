import RawMemory

extension MinidumpStreams {
    /// ModuleList. A row has 108 bytes: base u64 0, bytes u32 8, TimeDateStamp u32 16, place of the path u32 20, VS_FIXEDFILEINFO from 24 on
    /// (signature 0xFEEF04BD, then from its byte 8 on the version: minor and major u16, revision and build u16).
    ///
    /// Throws `DumpFormatError`.
    func modules() throws(DumpFormatError) -> [LoadedModule] {
        let bytes = file.bytes
        var modules: [LoadedModule] = []
        for row in try rows(.modules, stride: 108, "the list of modules") {
            guard let base = bytes.u64(at: row), let size = bytes.u32(at: row + 8), let stamp = bytes.u32(at: row + 16),
                let name = bytes.u32(at: row + 20)
            else { break }
            var version: [UInt16]?
            if bytes.u32(at: row + 24) == 0xFEEF_04BD { version = [34, 32, 38, 36].map { bytes.u16(at: row + $0) ?? 0 } }
            modules.append(
                LoadedModule(
                    range: AddressRange(start: Address(base), count: UInt64(size)), path: string(name) ?? "", timeStamp: stamp,
                    version: version))
        }
        return modules
    }
}
