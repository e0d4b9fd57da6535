import RawMemory

extension ELFImage {
    /// The build id that the linker wrote (NT_GNU_BUILD_ID). It is the same in a file and in every process that mapped it. `nil` when there is
    /// none, or when its page is not in the dump.
    public func buildID(_ memory: AddressSpace) -> [UInt8]? {
        notes.lazy.compactMap { Self.buildID(in: $0, memory) }.first
    }

    /// Bytes; more than any note has.
    private static let noteLimit: UInt32 = 1 << 16

    /// Notes: length of the name u32, of the content u32, type u32, both padded to 4.
    private static func buildID(in notes: AddressRange, _ memory: AddressSpace) -> [UInt8]? {
        var at = notes.start
        while at < notes.end, let nameBytes = memory.u32(at), let bytes = memory.u32(at + 4), let type = memory.u32(at + 8) {
            guard nameBytes <= noteLimit, bytes <= noteLimit else { return nil }
            let content = at + 12 + UInt64((nameBytes + 3) & ~3)
            if type == 3, memory.cString(at + 12, limit: 4) == "GNU" { return bytes > 0 ? memory.bytes(content, Int(bytes)) : nil }
            at = content + UInt64((bytes + 3) & ~3)
        }
        return nil
    }
}
