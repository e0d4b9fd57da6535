import DumpSynth
import RawMemory
import Testing

@testable import DumpFormats

/// What wrote a dump, by the form of its file.
@Suite struct DumpMakerTests {
    private static let library = "/usr/lib/libcoreclr.so"
    private static let processInfo = ELFNote.processInfo(id: 77, name: "service")
    private static let auxiliary = ELFNote.auxiliaryVector([(3, 64)])
    private static let thread = ELFNote.threadStatus(id: 78, stackPointer: 0x7F00_0000_1234)

    private static func files(pageSize: UInt64 = 4096) -> ELFNote {
        .files(
            [
                .init(0x40_0000, 0x40_4000, path: library), .init(0x40_4000, 0x40_8000, offset: 0x4000, path: library),
                .init(0x40_8000, 0x40_A000, offset: 0x8000, path: library),
            ], pageSize: pageSize)
    }

    /// A process with a library of three mappings, the last of which it has written to, and with memory of its own.
    private func core(
        _ notes: [ELFNote], code: Bool = false, header: Bool = true, memory: Bool = true, change: (inout ELFCoreBuilder) -> Void = { _ in }
    ) throws -> DumpMaker? {
        func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 1, count: count) }
        var builder = ELFCoreBuilder()
        builder.segments = [
            .init(0x40_0000, bytes(header ? 0x1000 : 0), flags: 4, memoryBytes: 0x4000),
            .init(0x40_4000, bytes(code ? 0x4000 : 0), flags: 5, memoryBytes: 0x4000), .init(0x40_8000, bytes(0x2000)),
            .init(0x7F00_0000_0000, bytes(memory ? 0x2_0000 : 0), memoryBytes: 0x2_0000),
        ]
        builder.notes = notes
        change(&builder)
        return try ELFCore(builder.bytes().mapped()).maker
    }

    private var kernel: [ELFNote] { [Self.thread, Self.processInfo, .signalInfo(6), Self.auxiliary, Self.files(), .floatingPoint] }

    @Test func createdumpWritesTheProcessFirst() throws {
        #expect(try core([Self.processInfo, Self.auxiliary, Self.files(), Self.thread]) == DumpMaker(.createdump))
    }

    @Test func theKernelWritesAThreadFirst() throws {
        #expect(try core(kernel) == DumpMaker(.kernel, .filter(.standard)))
    }

    @Test func gdbDescribesItsTarget() throws {
        let notes = [Self.processInfo, Self.thread, .floatingPoint, Self.auxiliary, Self.files(pageSize: 1)]
        #expect(try core(notes + [ELFNote("GDB", 0xFF00_0000, [0])]) == DumpMaker(.gdb, .filter(.standard)))
        #expect(try core(notes) == nil)
    }

    @Test func theFilterIsThatOfWhatIsHeld() throws {
        func filter(code: Bool = false, header: Bool = true, memory: Bool = true) throws -> String? {
            guard case .filter(let filter)? = try core(kernel, code: code, header: header, memory: memory)?.request else { return nil }
            return filter.text
        }
        #expect(try filter() == "0x33")
        #expect(try filter(code: true) == "0x37")
        #expect(try filter(header: false) == "0x23")
        #expect(try filter(memory: false) == "0x32")
    }

    /// Mappings without bytes may lie after the end of the file.
    @Test func aFileThatIsCutOffSaysNoFilter() throws {
        let longer = try core(kernel) { builder in
            builder.segments[3].memoryBytes = 0x10_0000
            builder.segments[3].fileBytes = 0x10_0000
        }
        #expect(longer == DumpMaker(.kernel))
    }

    @Test func otherOrdersAndNoNotesAreUnknown() throws {
        #expect(try core([]) == nil)
        #expect(try core([Self.auxiliary, Self.processInfo, Self.thread]) == nil)
    }

    @Test func minidumpsByTheirFlagsAndComment() throws {
        func maker(_ flags: UInt64, _ comment: String? = nil) throws -> DumpMaker? {
            var builder = MinidumpBuilder()
            builder.memory = [.init(0x5000, [1, 2, 3])]
            (builder.flags, builder.comment) = (flags, comment)
            return try ProcessDump(builder.bytes().mapped()).maker
        }
        #expect(try maker(0x4_1A25) == DumpMaker(.createdump, .memory(.privateMemory)))
        #expect(try maker(0x4_1827) == DumpMaker(.createdump, .memory(.all)))
        #expect(try maker(0x1826) == nil)
        #expect(try maker(0x6_1826, "*** \"C:\\tools\\Procdump64.exe\" -ma 4711") == DumpMaker(.procdump, .memory(.all)))
        #expect(try maker(0x26_1C25, "*** procdump -mp 4711") == DumpMaker(.procdump, .memory(.parts)))
        #expect(try maker(0, "") == nil)
    }
}
