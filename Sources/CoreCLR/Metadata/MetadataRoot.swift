import ProcessMemory
import RawMemory

extension PEHeader {
    /// Where the metadata of a managed image begins; `nil` when it is not managed, damaged, or not in the dump.
    ///
    /// Data directory 14 is the CLI header, which has the place of the metadata at 8.
    func metadataRoot(isMapped: Bool, _ memory: AddressSpace) -> Address? {
        guard let cli = directory(14, memory).flatMap({ address(of: $0.start, isMapped: isMapped, memory) }),
            let metadata = memory.u32(cli + 8)
        else { return nil }
        return address(of: metadata, isMapped: isMapped, memory)
    }
}
