/// Writes Windows minidumps. Tests overwrite fields in `bytes` to give them wrong values.
///
/// Header, directory, then the streams in the order of `streams`, then texts, contexts and memory.
package struct MinidumpBuilder {
    package var version: UInt32 = 0xA043_A793
    package var time: UInt32 = 1_790_000_000
    /// MINIDUMP_TYPE: 0x2 everything, 0x200 private memory (a heap dump), 0x100000 triage.
    package var flags: UInt64 = 0x200
    /// 9: x86-64, 12: arm64.
    package var processor: UInt16 = 9
    package var processID: UInt32? = 4711
    /// ProcessCreateTime of MiscInfo, in seconds since 1970.
    package var createTime: UInt32?
    package var memory: [Memory] = []
    /// Whether memory is in a Memory64List, whose ranges follow each other in the file, and not in a MemoryList.
    package var isFull = false
    package var modules: [Module] = []
    package var threads: [Thread] = []
    package var regions: [Region] = []
    /// The type of each handle in HandleDataStream, or `nil` for a handle without one. Without a list there is no such stream.
    package var handles: [String?]?
    /// The size of a row of HandleDataStream: 32, or 40 since Windows 7.
    package var handleRow = 40
    /// Ids and flags in ThreadInfoList; `nil` for no such stream.
    package var threadInfo: [(id: UInt32, flags: UInt32)]?
    /// ExceptionStream: thread and code.
    package var exception: (thread: UInt32, code: UInt32)?
    /// The number of unused rows (type 0) in the directory, as dbgcore leaves them.
    package var unusedRows = 0
    /// Whether there are four bytes between the count and the first row of a list, as Breakpad writes them.
    package var isPadded = false
    /// CommentStreamA; `nil` for no such stream.
    package var comment: String?

    package init() {}

    package struct Memory {
        package var address: UInt64
        package var bytes: [UInt8]

        package init(_ address: UInt64, _ bytes: [UInt8]) {
            self.address = address
            self.bytes = bytes
        }
    }

    package struct Module {
        package var base: UInt64
        package var size: UInt32
        package var path: String
        package var timeStamp: UInt32 = 0x6543_21AB
        package var version: [UInt16]?

        package init(_ base: UInt64, _ size: UInt32, path: String, version: [UInt16]? = nil) {
            self.base = base
            self.size = size
            self.path = path
            self.version = version
        }
    }

    package struct Thread {
        package var id: UInt32
        package var stackPointer: UInt64
        /// Address of its TEB.
        package var block: UInt64

        package init(_ id: UInt32, stackPointer: UInt64, block: UInt64 = 0) {
            self.id = id
            self.stackPointer = stackPointer
            self.block = block
        }
    }

    /// A row of MemoryInfoList.
    package struct Region {
        package var start: UInt64
        package var allocation: UInt64
        package var count: UInt64
        /// 0x1000 committed, 0x2000 reserved, 0x10000 free.
        package var state: UInt32 = 0x1000
        /// 4: readable and writable.
        package var protection: UInt32 = 4
        /// 0x20000 private, 0x40000 mapped, 0x1000000 image.
        package var type: UInt32 = 0x2_0000

        package init(_ start: UInt64, allocation: UInt64, _ count: UInt64) {
            self.start = start
            self.allocation = allocation
            self.count = count
        }
    }

    /// Bytes of a row of the directory.
    package static let directoryRow = 12
    package static let directory = 32

    package func bytes() -> [UInt8] {
        let memoryType: UInt32 = isFull ? 9 : 5
        let types = [7, 3, 4, memoryType] + (processID == nil ? [] : [15]) + (regions.isEmpty ? [] : [16]) + laterTypes
        var file: [UInt8] = Array("MDMP".utf8)
        file.put(version, at: 4)
        file.put(UInt32(types.count + unusedRows), at: 8)
        file.put(UInt32(Self.directory), at: 12)
        file.put(time, at: 20)
        file.put(flags, at: 24)
        file.extend(to: Self.directory + (types.count + unusedRows) * Self.directoryRow)
        var places: [UInt32: Int] = [:]
        for (row, type) in types.enumerated() {
            let size = size(type)
            places[type] = file.count
            let place = Self.directory + (unusedRows + row) * Self.directoryRow
            file.put(type, at: place)
            file.put(UInt32(size), at: place + 4)
            file.put(UInt32(file.count), at: place + 8)
            file.extend(to: file.count + size)
        }
        writeLists(&file, places)
        writeLaterStreams(&file, places)
        writeMemory(&file, places[memoryType] ?? 0)
        return file
    }

    private var laterTypes: [UInt32] {
        (handles == nil ? [] : [12]) + (threadInfo == nil ? [] : [17]) + (exception == nil ? [] : [6]) + (comment == nil ? [] : [10])
    }

    private var head: Int { isPadded ? 8 : 4 }

    private func size(_ type: UInt32) -> Int {
        switch type {
        case 3: head + threads.count * 48
        case 4: head + modules.count * 108
        case 5: head + memory.count * 16
        case 6: 168
        case 7: 56
        case 10: (comment?.utf8.count ?? 0) + 1
        case 9: 16 + memory.count * 16
        case 12: 16 + (handles?.count ?? 0) * handleRow
        case 15: 24
        case 17: 12 + (threadInfo?.count ?? 0) * 64
        default: 16 + regions.count * 48
        }
    }

    private func writeLists(_ file: inout [UInt8], _ places: [UInt32: Int]) {
        file.put(processor, at: places[7] ?? 0)
        if let processID, let place = places[15] {
            let values: [(Int, UInt32)] = [(0, 24), (4, createTime == nil ? 1 : 3), (8, processID), (12, createTime ?? 0)]
            for (offset, value) in values { file.put(value, at: place + offset) }
        }
        let threadList = places[3] ?? 0
        file.put(UInt32(threads.count), at: threadList)
        for (index, thread) in threads.enumerated() {
            let row = threadList + head + index * 48
            file.put(thread.id, at: row)
            file.put(thread.block, at: row + 16)
            file.put(UInt32(1232), at: row + 40)
            file.put(UInt32(file.count), at: row + 44)
            let context = file.count
            file.put(thread.stackPointer, at: context + (processor == 12 ? 0x100 : 0x98))
            file.extend(to: context + 1232)
        }
        let moduleList = places[4] ?? 0
        file.put(UInt32(modules.count), at: moduleList)
        for (index, module) in modules.enumerated() {
            let row = moduleList + head + index * 108
            file.put(module.base, at: row)
            file.put(module.size, at: row + 8)
            file.put(module.timeStamp, at: row + 16)
            file.put(UInt32(file.count), at: row + 20)
            let name = [UInt8].utf16String(module.path)
            file.append(u32: UInt32(name.count - 2))
            file += name
            if let version = module.version {
                file.put(0xFEEF_04BD as UInt32, at: row + 24)
                for (place, number) in zip([34, 32, 38, 36], version) { file.put(number, at: row + place) }
            }
        }
        if let list = places[16] {
            file.put(UInt32(16), at: list)
            file.put(UInt32(48), at: list + 4)
            file.put(UInt64(regions.count), at: list + 8)
            for (index, region) in regions.enumerated() {
                let row = list + 16 + index * 48
                file.put(region.start, at: row)
                file.put(region.allocation, at: row + 8)
                file.put(region.count, at: row + 24)
                file.put(region.state, at: row + 32)
                file.put(region.protection, at: row + 36)
                file.put(region.type, at: row + 40)
            }
        }
    }

    private func writeLaterStreams(_ file: inout [UInt8], _ places: [UInt32: Int]) {
        if let place = places[10], let comment { file.put(Array(comment.utf8), at: place) }
        if let list = places[12], let handles {
            for (offset, value) in [(0, 16), (4, handleRow), (8, handles.count)] { file.put(UInt32(value), at: list + offset) }
            var names: [String: Int] = [:]
            for (index, type) in handles.enumerated() {
                let row = list + 16 + index * handleRow
                file.put(UInt64(index * 4 + 4), at: row)
                guard let type else { continue }
                if names[type] == nil {
                    names[type] = file.count
                    let name = [UInt8].utf16String(type)
                    file.append(u32: UInt32(name.count - 2))
                    file += name
                }
                file.put(UInt32(names[type] ?? 0), at: row + 8)
            }
        }
        if let list = places[17], let threadInfo {
            for (offset, value) in [(0, 12), (4, 64), (8, threadInfo.count)] { file.put(UInt32(value), at: list + offset) }
            for (index, thread) in threadInfo.enumerated() {
                file.put(thread.id, at: list + 12 + index * 64)
                file.put(thread.flags, at: list + 16 + index * 64)
            }
        }
        if let place = places[6], let exception {
            file.put(exception.thread, at: place)
            file.put(exception.code, at: place + 8)
        }
    }

    private func writeMemory(_ file: inout [UInt8], _ list: Int) {
        if isFull {
            file.put(UInt64(memory.count), at: list)
            file.put(UInt64(file.count), at: list + 8)
        } else {
            file.put(UInt32(memory.count), at: list)
        }
        for (index, range) in memory.enumerated() {
            let row = list + (isFull ? 16 : head) + index * 16
            file.put(range.address, at: row)
            if isFull {
                file.put(UInt64(range.bytes.count), at: row + 8)
            } else {
                file.put(UInt32(range.bytes.count), at: row + 8)
                file.put(UInt32(file.count), at: row + 12)
            }
            file += range.bytes
        }
    }
}
