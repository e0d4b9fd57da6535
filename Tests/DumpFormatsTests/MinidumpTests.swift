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

    /// Place in the file of a row of the directory.
    private func row(_ type: UInt32, _ bytes: [UInt8]) throws -> Int {
        try #require(
            stride(from: MinidumpBuilder.directory, to: MinidumpBuilder.directory + 5 * 12, by: 12).first { place in
                bytes[place..<place + 4].enumerated().reduce(0 as UInt32) { $0 | UInt32($1.element) << ($1.offset * 8) } == type
            })
    }

    /// Overwrites a word of a stream (or, with `inDirectory`, of its row).
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
        #expect(dump.format == .minidump && dump.system == .windows && dump.processor == .x64)
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
        #expect(dump.processor == .arm64 && dump.threads.map(\.stackPointer.value) == [0x5100, 0x9_0010])
    }

    @Test func rowsBehindPadding() throws {
        let dump = try dump { $0.isPadded = true }
        #expect(dump.modules.count == 2 && dump.threads.count == 2 && dump.segments.count == 4)
    }

    /// The thread block says it; a block that makes no sense does not; then the list of regions does.
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

    /// wine's ranges: nested, equal, half over each other.
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

    /// A row whose memory lies behind the end of the file: what is there of it, and how much is not.
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
            Issue.record("a stream behind the file")
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
        let place = try row(type, bytes) + 8
        let stream = bytes[place..<place + 4].enumerated().reduce(0) { $0 | Int($1.element) << ($1.offset * 8) }
        return try refusal { $0.put(value, at: stream) }
    }

    /// Streams that are not needed are passed over when they are not there whole.
    @Test func whatIsNotNeeded() throws {
        #expect(try refusal(15, inDirectory: 8, .max) == nil)
        #expect(try refusal(7, inDirectory: 8, .max) == nil)
        var bytes = builder.bytes()
        bytes.put(UInt32.max, at: try row(15, bytes) + 8)
        #expect(try ProcessDump(bytes.mapped()).process.id == nil)
    }

    /// Addresses at the top of the space and sizes that overflow: cut, never a trap.
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
