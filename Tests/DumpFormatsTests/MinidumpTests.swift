import DumpSynth
import RawMemory
import Testing

@testable import DumpFormats

@Suite struct MinidumpTests {
    private var builder: MinidumpBuilder {
        var builder = MinidumpBuilder()
        builder.memory = [
            .init(0x5000, [UInt8](repeating: 5, count: 0x801)), .init(0x1001, [1, 2, 3]), .init(0x1004, [4, 5, 6, 7]),
            .init(0x7_0000, [UInt8](repeating: 7, count: 0x10)),
        ]
        builder.modules = [
            .init(0x14_0000, 0x3000, path: "C:\\app\\Orders.exe"),
            .init(0x7FF8_0000_0000, 0x4F_E000, path: "C:\\dotnet\\coreclr.dll", version: [8, 0, 3326, 52219]),
        ]
        builder.threads = [.init(12, stackPointer: 0x5100), .init(16, stackPointer: 0x9_0010)]
        return builder
    }

    private func dump(_ change: (inout MinidumpBuilder) -> Void = { _ in }) throws -> ProcessDump {
        var builder = builder
        change(&builder)
        return try ProcessDump(builder.bytes().mapped())
    }

    private func refusal(_ change: (inout [UInt8]) -> Void) throws -> DumpFormatError? {
        var bytes = builder.bytes()
        change(&bytes)
        let file = try bytes.mapped()
        do throws(DumpFormatError) {
            _ = try ProcessDump(file)
            return nil
        } catch { return error }
    }

    /// The offset in the file of a row of the directory.
    private func row(_ type: UInt32, _ bytes: [UInt8]) throws -> Int {
        try #require(
            stride(from: MinidumpBuilder.directory, to: MinidumpBuilder.directory + 6 * 12, by: 12).first { place in
                bytes[place..<place + 4].enumerated().reduce(0 as UInt32) { $0 | UInt32($1.element) << ($1.offset * 8) } == type
            })
    }

    /// The offset in the file of a stream.
    private func stream(_ type: UInt32, _ bytes: [UInt8]) throws -> Int {
        let place = try row(type, bytes) + 8
        return bytes[place..<place + 4].enumerated().reduce(0) { $0 | Int($1.element) << ($1.offset * 8) }
    }

    /// The refusal of a dump in which a word of a stream's row in the directory is overwritten.
    private func refusal(_ type: UInt32, inDirectory place: Int, _ value: UInt32) throws -> DumpFormatError? {
        let at = try row(type, builder.bytes()) + place
        return try refusal { $0.put(value, at: at) }
    }

    @Test(arguments: [false, true])
    func everyStream(_ isFull: Bool) throws {
        let dump = try dump {
            $0.isFull = isFull
            $0.unusedRows = 3
        }
        #expect(dump.format == .minidump)
        #expect(dump.system == .windows)
        #expect(dump.processor == .x64)
        #expect(dump.process == ProcessFacts(name: "Orders", id: 4711, dumpTime: 1_790_000_000))
        #expect(dump.segments.map(\.range.start.value) == [0x1001, 0x1004, 0x5000, 0x7_0000])
        #expect(dump.segments.map(\.present.count) == [3, 4, 0x801, 0x10])
        #expect(dump.missingBytes == 0)
        #expect(dump.modules.map(\.path) == ["C:\\app\\Orders.exe", "C:\\dotnet\\coreclr.dll"])
        #expect(dump.modules.map(\.fileName) == ["Orders.exe", "coreclr.dll"])
        #expect(dump.modules.map(\.version) == [nil, [8, 0, 3326, 52219]])
        #expect(dump.modules[1].range == AddressRange(start: Address(0x7FF8_0000_0000), count: 0x4F_E000))
        #expect(dump.modules[0].timeStamp == 0x6543_21AB)
        #expect(dump.threads.map(\.osID) == [12, 16])
        #expect(dump.threads.map(\.stackPointer.value) == [0x5100, 0x9_0010])
        #expect(dump.threads.allSatisfy { $0.stack == nil })
    }

    @Test func arm64HasItsStackPointerElsewhere() throws {
        let dump = try dump { $0.processor = 12 }
        #expect(dump.processor == .arm64)
        #expect(dump.threads.map(\.stackPointer.value) == [0x5100, 0x9_0010])
    }

    @Test func rowsBehindPadding() throws {
        let dump = try dump { $0.isPadded = true }
        #expect(dump.modules.count == 2)
        #expect(dump.threads.count == 2)
        #expect(dump.segments.count == 4)
    }

    /// The bounds come from the thread block, or from the list of regions if the block is implausible.
    @Test func boundsOfStacks() throws {
        func stack(base: UInt64, lowest: UInt64, _ change: (inout MinidumpBuilder) -> Void = { _ in }) throws -> AddressRange? {
            try dump {
                var block: [UInt8] = []
                block.put(base, at: 8)
                block.put(lowest, at: 0x1478)
                $0.memory.append(.init(0x20_0000, block))
                $0.threads = [.init(12, stackPointer: 0x9_F000, block: 0x20_0000)]
                change(&$0)
            }.threads[0].stack
        }
        #expect(try stack(base: 0xA_0000, lowest: 0x2_0000) == AddressRange(Address(0x2_0000), Address(0xA_0000)))
        #expect(try stack(base: 0xA_0000, lowest: 0) == AddressRange(Address(0), Address(0xA_0000)))
        #expect(try stack(base: 0x2_0000, lowest: 0xA_0000) == nil)
        #expect(try stack(base: .max, lowest: 1) == nil)
        let bounds = try stack(base: 0, lowest: 0) {
            $0.regions = [.init(0x9_E000, allocation: 0x8_0000, 0x2000), .init(0x8_0000, allocation: 0x8_0000, 0x1_E000)]
            $0.regions[1].state = 0x2000
        }
        #expect(bounds == AddressRange(Address(0x8_0000), Address(0xA_0000)))
    }

    @Test func protection() throws {
        let dump = try dump {
            $0.regions = [.init(0x5000, allocation: 0x5000, 0x1000), .init(0x7_0000, allocation: 0x7_0000, 0x1000)]
            $0.regions[0].protection = 0x20
            $0.regions[1].protection = 2
        }
        #expect(dump.segments.map(\.flags) == [6, 6, 5, 4])
    }

    /// Ranges as wine writes them: nested, equal, partly overlapping.
    @Test func rangesThatOverlap() throws {
        let dump = try dump {
            $0.memory = [
                .init(0x1000, [UInt8](repeating: 1, count: 0x100)), .init(0x1080, [UInt8](repeating: 2, count: 0x100)),
                .init(0x1010, [UInt8](repeating: 3, count: 8)), .init(0x1000, [UInt8](repeating: 4, count: 0x100)),
            ]
        }
        #expect(dump.segments.map(\.range.start.value) == [0x1000, 0x1100])
        #expect(dump.segments.map(\.present.count) == [0x100, 0x80])
    }

    /// The memory of a row reaches past the end of the file: the present part is read, and the rest is counted.
    @Test func memoryThatIsCutOff() throws {
        var bytes = builder.bytes()
        bytes.removeLast(0x14)
        let dump = try ProcessDump(bytes.mapped())
        #expect(dump.missingBytes == 0x14)
        #expect(dump.segments.last?.present.isEmpty == true)
        var full = builder
        full.isFull = true
        bytes = full.bytes()
        bytes.removeLast(0x14)
        #expect(try ProcessDump(bytes.mapped()).missingBytes == 0x14)
    }

    @Test func badHeaders() throws {
        #expect(try refusal { $0 = Array($0[..<31]) } == .truncated(what: "the header of the minidump", needed: 32, found: 31))
        #expect(
            try refusal { $0.put(0xA792 as UInt32, at: 4) } == .implausible(field: "version of the minidump", value: 0xA792, limit: 0xA793))
        #expect(try refusal { $0.put(0 as UInt32, at: 8) } == .implausible(field: "number of streams", value: 0, limit: 1024))
        #expect(try refusal { $0.put(1025 as UInt32, at: 8) } == .implausible(field: "number of streams", value: 1025, limit: 1024))
        let size = UInt64(builder.bytes().count)
        #expect(
            try refusal { $0.put(UInt32.max, at: 12) }
                == .truncated(what: "the directory of streams", needed: UInt64(UInt32.max) + 5 * 12, found: size))
    }

    @Test(arguments: [(3, "the list of threads"), (4, "the list of modules"), (5, "the list of memory ranges")] as [(UInt32, String)])
    func badLists(_ type: UInt32, _ what: String) throws {
        let size = UInt64(builder.bytes().count)
        guard case .truncated(what, _, size) = try refusal(type, inDirectory: 4, .max) else {
            Issue.record("a stream larger than the file")
            return
        }
        guard case .truncated(what, _, size) = try refusal(type, inDirectory: 8, .max) else {
            Issue.record("a stream after the end of the file")
            return
        }
        guard case .truncated(what, _, _) = try refusal(type, inDirectory: 4, 3) else {
            Issue.record("a stream without room for its count")
            return
        }
        guard case .implausible(field: "number of rows in " + what, 0xFFFF_FFFF, _) = try count(of: type, .max) else {
            Issue.record("more rows than the stream has room for")
            return
        }
    }

    private func count(of type: UInt32, _ value: UInt32) throws -> DumpFormatError? {
        let bytes = builder.bytes()
        let list = try stream(type, bytes)
        return try refusal { $0.put(value, at: list) }
    }

    /// Handles by type. Handles without a type, or with an impossible name, have a common name. Vista had rows of 32 bytes.
    @Test(arguments: [32, 40, 48])
    func handles(_ row: Int) throws {
        let dump = try dump {
            $0.handleRow = row
            $0.handles = ["File", "Event", nil, "Event", "Key", String(repeating: "x", count: 129), "Event", ""]
        }
        #expect(dump.handles == .counts(["Event": 3, "File": 1, "Key": 1, "unknown": 3]))
        #expect(try self.dump().handles == nil)
        #expect(try self.dump { $0.handles = [] }.handles == .counts([:]))
    }

    /// Every handle has a type of its own, which are more types than Windows has.
    @Test func handlesOfTooManyTypes() throws {
        let dump = try dump { $0.handles = (0..<3000).map { "Type \($0)" } + ["Type 0"] }
        guard case .counts(let counts)? = dump.handles else {
            Issue.record("a list")
            return
        }
        #expect(counts.count == 1001)
        #expect(counts["Type 0"] == 2)
        #expect(counts["unknown"] == 2000)
    }

    /// The dump opens without handles if the header or the rows are too short, if there are too many rows, or if the stream is cut off.
    @Test(arguments: [(0, 11), (0, .max), (4, 31), (4, 0), (4, .max), (8, 3), (8, .max)] as [(Int, UInt32)])
    func handlesThatCannotBeRead(_ place: Int, _ value: UInt32) throws {
        var builder = builder
        builder.handles = ["File", "Event"]
        var bytes = builder.bytes()
        let list = try stream(12, bytes)
        bytes.put(value, at: list + place)
        let dump = try ProcessDump(bytes.mapped())
        #expect(dump.handles == .unreadable)
        #expect(dump.threads.count == 2)
    }

    @Test func handlesWhoseNamesLieOutside() throws {
        var builder = builder
        builder.handles = ["File", "Event"]
        var bytes = builder.bytes()
        bytes.put(UInt32.max, at: try stream(12, bytes) + 16 + 8)
        #expect(try ProcessDump(bytes.mapped()).handles == .counts(["Event": 1, "unknown": 1]))
        bytes = builder.bytes()
        bytes.put(UInt32.max, at: try row(12, bytes) + 8)
        #expect(try ProcessDump(bytes.mapped()).handles == .unreadable)
    }

    /// A thread that ended while the dump was written is not counted. If the registers could not be read, the stack's memory is used.
    @Test func threadsThatTheWriterHadTroubleWith() throws {
        let threads = try dump { $0.threadInfo = [(12, 4), (16, 2), (99, 4)] }.threads
        #expect(threads.map(\.osID) == [16])
        #expect(threads.map(\.stackPointer.value) == [0x9_0010])
        #expect(try dump { $0.threadInfo = [(16, 0x10)] }.threads.map(\.stackPointer.value) == [0x5100, 0])
        var builder = builder
        builder.threadInfo = [(12, 4)]
        var bytes = builder.bytes()
        bytes.put(UInt32.max, at: try stream(17, bytes) + 8)
        #expect(try ProcessDump(bytes.mapped()).threads.count == 2)
    }

    @Test func exception() throws {
        #expect(try dump { $0.exception = (16, 0xE043_4352) }.process.exception == ProcessException(code: 0xE043_4352, threadID: 16))
        #expect(try dump().process.exception == nil)
        var builder = builder
        builder.exception = (16, 0xC000_0005)
        var bytes = builder.bytes()
        bytes.put(UInt32(11), at: try row(6, bytes) + 4)
        #expect(try ProcessDump(bytes.mapped()).process.exception == nil)
    }

    /// Optional streams that are not complete are ignored.
    @Test func whatIsNotNeeded() throws {
        #expect(try refusal(15, inDirectory: 8, .max) == nil)
        #expect(try refusal(7, inDirectory: 8, .max) == nil)
        var bytes = builder.bytes()
        bytes.put(UInt32.max, at: try row(15, bytes) + 8)
        #expect(try ProcessDump(bytes.mapped()).process.id == nil)
    }

    /// Addresses at the top of the address space and sizes that overflow are cut, and do not trap.
    @Test func rangesThatLeaveTheAddressSpace() throws {
        var full = builder
        full.isFull = true
        let bytes = full.bytes()
        let list = 32 + 5 * 12 + 56 + 4 + 2 * 48 + 4 + 2 * 108
        for (address, count) in [(UInt64.max, UInt64.max), (.max - 8, 64), (0, .max), (1 << 63, 1 << 63)] {
            var spoiled = bytes
            spoiled.put(address, at: list + 16)
            spoiled.put(count, at: list + 24)
            let dump = try ProcessDump(spoiled.mapped())
            #expect(dump.missingBytes > 0 || count == 64)
            #expect(dump.segments.allSatisfy { $0.range.start <= $0.range.end })
        }
    }
}
