import DumpSynth
import RawMemory
import Testing

@testable import DumpFormats

@Suite struct CoreNotesTests {
    private func notes(_ notes: [ELFNote]) throws -> CoreNotes { try read(notes.flatMap(\.bytes)) }

    private func read(_ bytes: [UInt8]) throws -> CoreNotes {
        var builder = ELFCoreBuilder()
        builder.noteBytes = bytes
        return try ELFCore(builder.bytes().mapped()).notes
    }

    private let rows: [ELFNote.FileRow] = [
        .init(0x1000, 0x3000, path: "/usr/lib/a.so"), .init(0x3000, 0x4000, offset: 0x2000, path: "/usr/lib/a.so"),
        .init(0x8000, 0x9000, path: "/memfd:doublemapper (deleted)"),
    ]

    @Test func createdumpsOrder() throws {
        let found = try notes([
            .processInfo(id: 12, name: "dotnet", arguments: "dotnet secret"), .auxiliaryVector([(6, 4096)]), .files(rows),
            .threadStatus(id: 12, stackPointer: 0x10), .floatingPoint, .threadStatus(id: 13, stackPointer: 0x20), .floatingPoint,
        ])
        #expect(found.process.name == "dotnet")
        #expect(found.process.id == 12)
        #expect(found.files.map(\.path) == ["/usr/lib/a.so", "/usr/lib/a.so", "/memfd:doublemapper (deleted)"])
        #expect(found.files.map(\.fileOffset) == [0, 0x2000, 0])
        #expect(found.files.map(\.fileName) == ["a.so", "a.so", "memfd:doublemapper"])
        #expect(found.threads.map(\.osID) == [12, 13])
        #expect(found.threads.map(\.stackPointer.value) == [0x10, 0x20])
    }

    /// The kernel writes threads first and the files anywhere.
    @Test func anyOrder() throws {
        let found = try notes([
            .threadStatus(id: 2, stackPointer: 1), .floatingPoint, ELFNote("LINUX", 0x202, [1, 2, 3]), .files(rows),
            .threadStatus(id: 1, stackPointer: 2), .processInfo(id: 1, name: "x"),
        ])
        #expect(found.files.count == 3)
        #expect(found.threads.map(\.osID) == [2, 1])
        #expect(found.process.name == "x")
    }

    /// createdump writes the signal of the thread that crashed, the kernel that of the first thread.
    @Test func theSignalOfTheThreadBeforeIt() throws {
        let createdump = try notes([
            .threadStatus(id: 1, stackPointer: 0), .threadStatus(id: 2, stackPointer: 0, signal: 6), .signalInfo(6, code: -6),
            .threadStatus(id: 3, stackPointer: 0),
        ])
        #expect(createdump.process.signal == ProcessSignal(number: 6, code: -6, threadID: 2))
        let kernel = try notes([
            .threadStatus(id: 7, stackPointer: 0, signal: 11), .processInfo(id: 7, name: "x"), .signalInfo(11, code: 1),
            .threadStatus(id: 8, stackPointer: 0, signal: 11),
        ])
        #expect(kernel.process.signal == ProcessSignal(number: 11, code: 1, threadID: 7))
        let gdb = try notes([
            .threadStatus(id: 7, stackPointer: 0), .signalInfo(19, code: 128), .threadStatus(id: 8, stackPointer: 0), .signalInfo(19),
        ])
        #expect(gdb.process.signal == ProcessSignal(number: 19, code: 128, threadID: 7))
    }

    /// createdump of 3.1 gives every thread of a healthy process SIGABRT.
    @Test func theSignalsOfThreadsCountWhereTheyDiffer() throws {
        func signal(_ signals: [UInt16]) throws -> ProcessSignal? {
            try notes(signals.enumerated().map { .threadStatus(id: UInt32($0.offset), stackPointer: 0, signal: $0.element) }).process.signal
        }
        #expect(try signal([0, 11, 0]) == ProcessSignal(number: 11, code: 0, threadID: 1))
        #expect(try signal([6, 6, 6]) == nil)
        #expect(try signal([0, 0]) == nil)
        #expect(try signal([]) == nil)
    }

    @Test func hostileSignals() throws {
        for number in [0, 0x8000_0000, .max] as [UInt32] { #expect(try notes([.signalInfo(number)]).process.signal == nil) }
        #expect(try notes([.signalInfo(0x7FFF_FFFF, code: .min)]).process.signal?.number == 0x7FFF_FFFF)
        #expect(try notes([.signalInfo(6)]).process.signal?.threadID == nil)
        #expect(try notes([ELFNote("CORE", 0x5349_4749, [6, 0, 0, 0])]).process.signal == nil)
        #expect(try notes([ELFNote("LINUX", 0x5349_4749, ELFNote.signalInfo(6).description)]).process.signal == nil)
    }

    @Test func aNameOfSixteenBytesWithoutAnEnd() throws {
        var note = ELFNote.processInfo(id: 1, name: "")
        note.description.put([UInt8](repeating: 0x61, count: 16), at: 40)
        #expect(try notes([note]).process.name == String(repeating: "a", count: 16))
    }

    @Test func hostilePaths() throws {
        let escape = "/a\u{1B}[31m\u{202E}b"
        let found = try notes([
            .files([
                .init(0, 1, path: [0x2F, 0xFF, 0xC0, 0x61]), .init(1, 2, path: escape), .init(2, 3, path: ""), .init(3, 4, path: "///"),
                .init(4, 5, path: "/last"),
            ])
        ])
        #expect(found.files.map(\.path) == ["/??a", escape, "", "///", "/last"])
        #expect(found.files.map(\.fileName) == ["??a", escape.dropFirst(), "", "", "last"])
    }

    /// Notes before the damage are kept, and later ones are left out.
    @Test func damagedNotesEndTheReading() throws {
        var lying = ELFNote.threadStatus(id: 9, stackPointer: 9)
        lying.size = .max
        var longName = ELFNote.threadStatus(id: 9, stackPointer: 9)
        longName.nameSize = .max
        for damaged in [lying.bytes, longName.bytes, [1, 0, 0], Array(ELFNote.floatingPoint.bytes.dropLast(4))] {
            let found = try read(ELFNote.threadStatus(id: 1, stackPointer: 5).bytes + damaged)
            #expect(found.threads.map(\.osID) == [1])
        }
    }

    @Test func shortDescriptions() throws {
        for count in [0, 1, 24, 35, 111, 271] {
            var status = ELFNote.threadStatus(id: 1, stackPointer: 5)
            status.description = Array(status.description[..<count])
            var info = ELFNote.processInfo(id: 3, name: "n")
            info.description = Array(info.description[..<min(count, 50)])
            let found = try notes([status, info, .threadStatus(id: 2, stackPointer: 6)])
            #expect(found.threads.map(\.osID) == [2])
            #expect(found.process.name == "")
        }
    }

    @Test(arguments: [4, 1 << 20, 1 << 60, 1 << 63, .max] as [UInt64])
    func aFileTableThatLies(_ count: UInt64) throws {
        let found = try notes([.files(rows, count: count), .threadStatus(id: 2, stackPointer: 6)])
        #expect(found.files.count <= 3)
        #expect(found.threads.count == 1)
    }

    @Test func hostilePageSizes() throws {
        for size in [0, 1, 1 << 63, .max] as [UInt64] {
            let found = try notes([.files(rows, pageSize: size)])
            #expect(found.files.count == 3)
        }
    }

    @Test func rangesUpsideDown() throws {
        let found = try notes([.files([.init(0x9000, 0x1000, path: "/x"), .init(.max, 0, path: "/y")])])
        #expect(found.files.map(\.range.isEmpty) == [true, true])
    }

    /// arm64 has other registers, and its kernel writes notes of the owner "LINUX" that reuse the numbers.
    @Test func arm64() throws {
        var builder = ELFCoreBuilder()
        builder.header.machine = 183
        let linux = [0x401, 0x402, 0x405, 1].map { ELFNote("LINUX", $0, [UInt8](repeating: 7, count: $0 == 0x405 ? 0x8B0 : 0x10)) }
        builder.notes = [.arm64ThreadStatus(id: 116, stackPointer: 0xFFFF_E000_1234)] + linux
        builder.notes += [.arm64ThreadStatus(id: 117, stackPointer: 0xFFFF_D000_0010)]
        let dump = ProcessDump(try ELFCore(builder.bytes().mapped()))
        #expect(dump.processor == .arm64)
        #expect(dump.threads.map(\.osID) == [116, 117])
        #expect(dump.threads.map(\.stackPointer.value) == [0xFFFF_E000_1234, 0xFFFF_D000_0010])
    }

    @Test func noNotes() throws { #expect(try read([]).threads.isEmpty) }
}
