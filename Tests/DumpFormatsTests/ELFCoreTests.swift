import DumpSynth
import RawMemory
import Testing

@testable import DumpFormats

@Suite struct ELFCoreTests {
    /// Two mappings with a gap between them. Half of the first one is in the file.
    private var builder: ELFCoreBuilder {
        var builder = ELFCoreBuilder()
        builder.segments = [
            .init(0x40_0000, [UInt8](repeating: 1, count: 0x1000), flags: 5, memoryBytes: 0x2000),
            .init(0x7F00_0000_0000, [UInt8](repeating: 2, count: 0x3000)),
        ]
        builder.notes = [.processInfo(id: 77, name: "service"), .threadStatus(id: 78, stackPointer: 0x7F00_0000_1234)]
        return builder
    }

    private func refusal(_ change: (inout ELFCoreBuilder) -> Void) throws -> DumpFormatError? {
        var builder = builder
        change(&builder)
        return try refusal(builder.bytes())
    }

    private func refusal(_ bytes: [UInt8]) throws -> DumpFormatError? {
        let file = try bytes.mapped()
        do throws(DumpFormatError) {
            _ = try ELFCore(file)
            return nil
        } catch { return error }
    }

    @Test func segmentsAndNotes() throws {
        let core = try ELFCore(builder.bytes().mapped())
        #expect(core.segments.map(\.range.start.value) == [0x40_0000, 0x7F00_0000_0000])
        #expect(core.segments.map(\.range.count) == [0x2000, 0x3000])
        #expect(core.segments.map(\.present.count) == [0x1000, 0x3000])
        #expect(core.segments.map(\.flags) == [5, 6])
        #expect(core.missingBytes == 0)
        #expect(core.notes.process.name == "service")
        #expect(core.notes.process.id == 77)
        #expect(core.notes.threads.map(\.osID) == [78])
        #expect(core.notes.threads.map(\.stackPointer) == [Address(0x7F00_0000_1234)])
        #expect(core.notes.threads.map { $0.registers?.values[4] } == [0x7F00_0000_1234])
        #expect(ProcessDump(core).segment(containing: Address(0x40_1FFF))?.range.start == Address(0x40_0000))
        #expect(ProcessDump(core).segment(containing: Address(0x40_2000)) == nil)
        #expect(ProcessDump(core).segment(containing: Address(0)) == nil)
    }

    @Test func extendedNumbering() throws {
        var builder = builder
        builder.usesExtendedNumbering = true
        #expect(try ELFCore(builder.bytes().mapped()).segments.count == 2)
        builder.header.extendedCount = 0
        #expect(try refusal(builder.bytes()) == .implausible(field: "number of program headers", value: 0, limit: 1 << 20))
        builder.header.extendedCount = .max
        #expect(
            try refusal(builder.bytes()) == .implausible(field: "number of program headers", value: UInt64(UInt32.max), limit: 1 << 20))
    }

    /// 70,000 mappings, which e_phnum cannot hold. The kernel's limit can be raised.
    @Test func moreMappingsThanSixteenBits() throws {
        var builder = ELFCoreBuilder()
        builder.usesExtendedNumbering = true
        builder.segments = (0..<70_000).map { .init(0x1_0000_0000 + UInt64($0) * 0x2000, [], memoryBytes: 0x1000) }
        let core = try ELFCore(builder.bytes().mapped())
        #expect(core.segments.count == 70_000)
        #expect(ProcessDump(core).segment(containing: Address(0x1_0000_0000 + 69_999 * 0x2000)) != nil)
        #expect(core.segments.allSatisfy { $0.present.isEmpty })
    }

    @Test func sectionHeaderZeroBehindTheEnd() throws {
        for offset in [0x10_0000, UInt64.max, UInt64.max - 43, 1 << 63] as [UInt64] {
            let found = try refusal {
                $0.usesExtendedNumbering = true
                $0.header.sectionHeaderOffset = offset
            }
            guard case .truncated(what: "section header 0, which counts the program headers", _, _) = found else {
                Issue.record("\(offset): \(String(describing: found))")
                continue
            }
        }
    }

    @Test func wrongKindsOfELF() throws {
        #expect(try refusal { $0.header.elfClass = 1 } == .unsupportedClass(1, machine: 62))
        #expect(
            try refusal {
                $0.header.elfClass = 1
                $0.header.machine = 40
            } == .unsupportedClass(1, machine: 40))
        #expect(
            try refusal {
                // A core of s390x has big-endian numbers.
                $0.header.byteOrder = 2
                $0.header.type = 0x0400
                $0.header.machine = 0x1600
            } == .unsupportedByteOrder(2, machine: 22))
        #expect(
            try refusal {
                $0.header.elfClass = 1
                $0.header.type = 2
            } == .notADumpButELF(type: 2))
        #expect(try refusal { $0.header.type = 2 } == .notADumpButELF(type: 2))
        #expect(try refusal { $0.header.type = 3 } == .notADumpButELF(type: 3))
        #expect(try refusal { $0.header.machine = 243 } == .unsupportedMachine(243))
        #expect(try refusal { $0.header.magic = Array("XELF".utf8) } == .notACore(.unknown))
    }

    @Test func hostileProgramHeaders() throws {
        #expect(
            try refusal { $0.header.programHeaderSize = 0 } == .implausible(field: "size of a program header", value: 0, limit: 56))
        #expect(
            try refusal { $0.header.programHeaderSize = 0xFFFF }
                == .implausible(field: "size of a program header", value: 0xFFFF, limit: 56))
        #expect(
            try refusal { $0.header.programHeaderCount = 0 }
                == .implausible(field: "number of program headers", value: 0, limit: 1 << 20))
        let size = UInt64(builder.bytes().count)
        #expect(
            try refusal { $0.header.programHeaderCount = 0xFFFE }
                == .truncated(what: "the program headers", needed: 64 + 0xFFFE * 56, found: size))
        for place in [size, 1 << 63, .max] as [UInt64] {
            #expect(
                try refusal { $0.header.programHeaderOffset = place }
                    == .truncated(what: "the program headers", needed: place.saturatingAdd(3 * 56), found: size))
        }
    }

    @Test func notesBehindTheEnd() throws {
        let size = UInt64(builder.bytes().count)
        for place in [size, 1 << 63, .max] as [UInt64] {
            #expect(
                try refusal {
                    $0.header.noteOffset = place
                    $0.header.noteSize = 16
                } == .truncated(what: "the notes", needed: place.saturatingAdd(16), found: size))
        }
        #expect(
            try refusal { $0.header.noteSize = .max } == .truncated(what: "the notes", needed: .max, found: size))
    }

    /// Every segment is clipped to the file, the rest counts as missing, and nothing traps.
    @Test(arguments: [0, 1, 0x1000, 1 << 40, 1 << 63, UInt64.max - 1, .max], [0, 1, 0x1000, 1 << 40, 1 << 63, UInt64.max - 1, .max])
    func hostileSegments(_ first: UInt64, _ second: UInt64) throws {
        for field in 0..<4 {
            var builder = builder
            switch field {
            case 0: (builder.segments[0].address, builder.segments[0].memoryBytes) = (first, second)
            case 1: (builder.segments[0].fileBytes, builder.segments[0].memoryBytes) = (first, second)
            case 2: (builder.segments[0].offset, builder.segments[0].fileBytes) = (first, second)
            default: (builder.segments[0].address, builder.segments[0].offset) = (first, second)
            }
            let core = try ELFCore(builder.bytes().mapped())
            for (one, next) in zip(core.segments, core.segments.dropFirst()) { #expect(one.range.end <= next.range.start) }
            for segment in core.segments { #expect(segment.fileBytes <= UInt64(core.file.count)) }
        }
    }

    @Test func missingBytesOfATruncatedFile() throws {
        let bytes = builder.bytes()
        // First the last page of the second mapping is cut off, then all of it and half of the first one.
        #expect(try ELFCore(Array(bytes.dropLast(0x1000)).mapped()).missingBytes == 0x1000)
        let half = try ELFCore(Array(bytes.dropLast(0x3000 + 0x800)).mapped())
        #expect(half.missingBytes == 0x3800)
        #expect(half.segments.map(\.present.count) == [0x800, 0])
    }

    @Test func truncatedAtEveryByteOfTheHeaders() throws {
        let bytes = builder.bytes()
        let notesEnd = 64 + 3 * 56 + builder.notes.flatMap(\.bytes).count
        for count in 1..<notesEnd {
            let found = try refusal(Array(bytes[..<count]))
            #expect(found != nil, "opened with \(count) bytes")
            if count >= 64 {
                guard case .truncated(_, let needed, UInt64(count)) = found else {
                    Issue.record("\(count): \(String(describing: found))")
                    continue
                }
                #expect(needed > UInt64(count))
            }
        }
        #expect(try refusal(Array(bytes[..<notesEnd])) == nil)
    }

    /// The later of two overlapping segments is cut, and its remaining bytes are the right ones.
    @Test func overlaps() throws {
        var builder = ELFCoreBuilder()
        builder.segments = [
            .init(0x2000, [UInt8](repeating: 2, count: 0x2000)), .init(0x1000, [UInt8](repeating: 1, count: 0x2000)),
            .init(0x1800, [UInt8](repeating: 3, count: 0x100)),
        ]
        let core = try ELFCore(builder.bytes().mapped())
        #expect(
            core.segments.map(\.range) == [AddressRange(Address(0x1000), Address(0x3000)), AddressRange(Address(0x3000), Address(0x4000))])
        #expect(core.segments[1].fileOffset == core.segments[0].fileOffset - 0x2000 + 0x1000)
    }
}
