import DumpFormats
import FoundationEssentials
import ProcessMemory
import RawMemory

/// The executable of a process on the disk, in the place of its pages that a core does not hold: kernel cores (coredump_filter 0x33) and
/// gdb's leave out what the file has. In a single-file app these are the runtime's own tables and every assembly.
enum ExecutableFile {
    /// `memory` with the file's bytes in the holes of its mappings; `nil` when nothing is missing, or no file of the same build is there.
    static func filling(_ dump: ProcessDump, _ memory: AddressSpace, _ names: TypeNameSources) -> AddressSpace? {
        // Apps with a libcoreclr.so of their own lack only the host's code, which says nothing about the heap.
        if dump.files.contains(where: { $0.fileName == "libcoreclr.so" }) { return nil }
        guard let headers = dump.process.programHeaders, let main = dump.files.first(where: { $0.range.contains(headers) }) else {
            return nil
        }
        let rows = dump.files.filter { $0.path == main.path }
        guard let first = rows.first(where: { $0.fileOffset == 0 && memory.u32($0.range.start) == 0x464C_457F }),
            let wanted = ELFImage(memory, base: first.range.start)?.buildID(memory),
            rows.contains(where: { memory.presentBytes(in: $0.range) < $0.range.count })
        else { return nil }
        let own = main.path.hasPrefix("/") && FileManager.default.fileExists(atPath: main.path) ? [main.path] : []
        for place in names.places(String(main.fileName)) + own {
            guard let file = try? MappedFile.open(place) else { continue }
            // Any place will do: nothing in a file is an address.
            let content = AddressSpace(file, at: Address(0x10000))
            guard ELFImage(content, base: Address(0x10000), isFile: true)?.buildID(content) == wanted else { continue }
            return memory.filling(rows, from: file)
        }
        names.lacks(executable: main.path, buildID: wanted)
        return nil
    }
}
