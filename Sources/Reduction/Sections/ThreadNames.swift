import CoreCLR
import ProcessMemory
import RawMemory
import SnapshotModel

/// The names that the program gave to its threads, by the id of the operating system. They are contents of the heap.
struct ThreadNames {
    private(set) var names: [UInt64: String] = [:]

    /// No longer name is read, in UTF-16 words.
    private static let lengthLimit: UInt32 = 1024
    /// The field of System.Threading.Thread, and what it was called before.
    private static let fields = ["_name", "m_Name"]

    init(_ process: DumpedProcess) {
        let (runtime, metadata) = (process.runtime, process.metadata)
        guard let tables = runtime.methodTables.value,
            var reader = runtime.fieldReader(elsewhere: { metadata.fromFile($0) })
        else { return }
        for thread in runtime.threads.value ?? [] where thread.isAlive {
            for handle in thread.objectHandles {
                guard let object = process.memory.pointer(handle).flatMap({ process.memory.pointer($0) }),
                    let table = tables.table(ofObjectAt: object), process.typeNames?.name(table).name == "System.Threading.Thread"
                else { continue }
                let field = Self.fields.lazy.compactMap { reader.field($0, of: table) }.first
                if let offset = field?.offset, let text = process.memory.pointer(object + 8 + UInt64(offset)), !text.isNull {
                    names[thread.osID] = Self.string(text, process)
                }
                break
            }
        }
    }

    /// System.String: length u32 8, UTF-16 from 12 on.
    private static func string(_ at: Address, _ process: DumpedProcess) -> String? {
        guard let length = process.memory.u32(at + 8), length <= lengthLimit else { return nil }
        let words = (0..<UInt64(length)).compactMap { process.memory.u16(at + 12 + $0 * 2) }
        return words.count == Int(length) ? String(decoding: words, as: UTF16.self) : nil
    }
}
