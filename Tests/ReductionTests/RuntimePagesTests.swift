import DumpFormats
import DumpSynth
import FoundationEssentials
import ProcessMemory
import RawMemory
import Testing

@testable import Reduction

/// Tests a core without most of the executable's pages, together with the executable's file.
@Suite struct RuntimePagesTests {
    private static let base: UInt64 = 0x5500_0000_0000
    private let folder = FileManager.default.temporaryDirectory.path + "/executable-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    /// Three pages: a header with one PT_LOAD and a note with the build id after another note, then bytes 0x22, then 0x33.
    private func file(buildID: [UInt8] = [1, 2, 3, 4]) -> [UInt8] {
        var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1]
        bytes.put(UInt16(62), at: 18)
        bytes.put(UInt64(64), at: 32)
        bytes.put(UInt16(56), at: 54)
        bytes.put(UInt16(2), at: 56)
        bytes.extend(to: 64)
        for (type, place, size) in [(1, 0, 0x3000), (4, 0x200, 0x40)] as [(UInt32, UInt64, UInt64)] {
            bytes.append(u32: type)
            bytes.append(u32: 5)
            for word in [place, place, 0, size, size, 4096] { bytes.append(u64: word) }
        }
        bytes.extend(to: 0x200)
        for (type, content) in [(1, [9, 9]), (3, buildID)] as [(UInt32, [UInt8])] {
            for word in [4, UInt32(content.count), type] { bytes.append(u32: word) }
            bytes += Array("GNU\0".utf8) + content
            bytes.align(4)
        }
        bytes.extend(to: 0x1000)
        return bytes + [UInt8](repeating: 0x22, count: 0x1000) + [UInt8](repeating: 0x33, count: 0x1000)
    }

    /// A core that holds the first page, and nothing of another mapping of the file outside of the image.
    private func core(_ held: Int = 0x1000) throws -> ProcessDump {
        var builder = ELFCoreBuilder()
        builder.segments = [
            .init(Self.base, Array(file()[..<held]), flags: 5, memoryBytes: 0x3000),
            .init(0x7F00_0000_0000, [], flags: 4, memoryBytes: 0x1000),
        ]
        builder.notes = [
            .processInfo(id: 1, name: "app"), .auxiliaryVector([(3, Self.base + 64)]),
            .files([
                .init(Self.base, Self.base + 0x3000, path: "/nowhere/app"),
                .init(0x7F00_0000_0000, 0x7F00_0000_1000, offset: 0x2000, path: "/nowhere/app"),
            ]),
        ]
        return ProcessDump(try ELFCore(builder.bytes().mapped()))
    }

    private func filled(_ dump: ProcessDump, _ names: TypeNameSources? = nil) -> AddressSpace? {
        let pages = RuntimePages(dump, AddressSpace(dump), names ?? TypeNameSources(folders: [folder]))
        return pages.problems.isEmpty ? nil : pages.memory
    }

    private func write(_ bytes: [UInt8], _ name: String = "app") throws { try Data(bytes).write(to: URL(filePath: folder + "/" + name)) }

    @Test func theSameBuildFillsTheHoles() throws {
        try write(file())
        let memory = try #require(filled(core()))
        #expect(memory.u8(Address(Self.base)) == 0x7F)
        #expect(memory.u8(Address(Self.base + 0x1000)) == 0x22)
        #expect(memory.u8(Address(Self.base + 0x2FFF)) == 0x33)
        #expect(memory.u8(Address(Self.base + 0x3000)) == nil)
        #expect(memory.u32(Address(0x7F00_0000_0000)) == 0x3333_3333)
    }

    /// Pages in the dump are never replaced, because the process may have written to them.
    @Test func whatIsHeldStays() throws {
        var changed = file()
        changed[0x900] = 0x77
        try write(changed)
        #expect(try #require(filled(core())).u8(Address(Self.base + 0x900)) == 0)
    }

    @Test func anotherBuildIsNotTaken() throws {
        for other in [file(buildID: [1, 2, 3, 5]), file(buildID: [1, 2, 3]), Array("#!/bin/sh".utf8), Array(file()[..<100])] {
            try write(other)
            #expect(try filled(core()) == nil)
        }
        try FileManager.default.removeItem(atPath: folder + "/app")
        #expect(try filled(core()) == nil)
        // The file is not used when the dump does not hold the build id.
        try write(file())
        #expect(try filled(core(0x100)) == nil)
    }

    @Test func nothingIsMissing() throws {
        try write(file())
        var builder = ELFCoreBuilder()
        builder.segments = [.init(Self.base, file(), flags: 5)]
        builder.notes = [
            .auxiliaryVector([(3, Self.base + 64)]), .files([.init(Self.base, Self.base + 0x3000, path: "/nowhere/app")]),
        ]
        #expect(filled(ProcessDump(try ELFCore(builder.bytes().mapped()))) == nil)
    }

    /// Pages that the process may have written to are not those of the file.
    @Test func writtenPagesAreNotGiven() throws {
        var writable = file()
        writable.put(UInt32(7), at: 64 + 4)
        try write(writable)
        let memory = try #require(filled(core()))
        #expect(memory.u8(Address(Self.base + 0x1000)) == nil)
        #expect(memory.u32(Address(0x7F00_0000_0000)) == 0x3333_3333)
    }

    /// The file that is wanted is named, and why the one that is there is not used.
    @Test func theWantedFile() throws {
        let names = TypeNameSources(folders: [folder])
        #expect(try filled(core(), names) == nil)
        #expect(names.wantedRuntimeFile?.path == "/nowhere/app")
        #expect(names.wantedRuntimeFile?.buildID == "01020304")
        #expect(names.refused == [])
        try write(file(buildID: [1, 2, 3, 5]))
        let others = TypeNameSources(folders: [folder])
        #expect(try filled(core(), others) == nil)
        #expect(others.refused.first?.hasSuffix("it is another build, 01020305; the process had 01020304") == true, "\(others.refused)")
    }

    /// With any byte of the note wrong, the file is used or not, and nothing traps.
    @Test func anyByteOfTheFile() throws {
        for place in Array(0..<64) + Array(64..<176) + Array(0x200..<0x240) {
            var bytes = file()
            bytes[place] ^= 0xFF
            try write(bytes)
            _ = try filled(core())
        }
    }
}
