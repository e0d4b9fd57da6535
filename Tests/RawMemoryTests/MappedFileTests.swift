import FoundationEssentials
import Glibc
import RawMemory
import Testing

/// A folder for one test, which is removed afterwards.
private final class Folder {
    let path = FileManager.default.temporaryDirectory.path + "/heapdrift-mapped-" + UUID().uuidString
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(filePath: path + "/" + name))
        return path + "/" + name
    }
}

@Suite struct MappedFileTests {
    @Test func mapsWhatTheFileHolds() throws {
        let folder = try Folder()
        let file = try MappedFile.open(folder.file("data", [1, 2, 3, 4, 5, 6, 7, 8, 9]))
        #expect(file.count == 9)
        #expect(file.sizeNow == 9)
        #expect(file.bytes.u64(at: 0) == 0x0807_0605_0403_0201)
        #expect(file.bytes.u64(at: 1) == 0x0908_0706_0504_0302)
    }

    @Test func refusesWhatIsNoFile() throws {
        let folder = try Folder()
        #expect(throws: FileError.isDirectory) { try MappedFile.open(folder.path) }
        #expect(throws: FileError.empty) { try MappedFile.open(folder.file("empty", [])) }
        #expect(throws: FileError.cannotOpen(ENOENT)) { try MappedFile.open(folder.path + "/none") }
        #expect(throws: FileError.notARegularFile) { try MappedFile.open("/dev/null") }
    }

    @Test func aPipeWithoutAWriterIsRefusedAtOnce() throws {
        let folder = try Folder()
        #expect(unsafe mkfifo(folder.path + "/pipe", 0o600) == 0)
        #expect(throws: FileError.notARegularFile) { try MappedFile.open(folder.path + "/pipe") }
    }

    @Test func seesThatAFileGrew() throws {
        let folder = try Folder()
        let path = try folder.file("grows", [1, 2, 3])
        let file = try MappedFile.open(path)
        try Data([1, 2, 3, 4]).write(to: URL(filePath: path))
        #expect(file.sizeNow == 4)
    }
}

@Suite struct WordLoadsTests {
    @Test(arguments: [-1, 6, 8, Int.max, Int.min])
    func outsideTheSpanThereIsNothing(_ offset: Int) throws {
        let folder = try Folder()
        let bytes = try MappedFile.open(folder.file("eight", Array(1...8)))
        #expect(bytes.bytes.u64(at: offset) == nil)
        #expect(bytes.bytes.u32(at: offset) == nil)
        #expect(offset == 6 || bytes.bytes.u16(at: offset) == nil)
        #expect(offset == 6 || bytes.bytes.u8(at: offset) == nil)
        if bytes.bytes.slice(offset, 4) != nil { Issue.record("4 bytes from \(offset) are not all inside") }
    }

    @Test func spansShorterThanAWordHoldNone() throws {
        let folder = try Folder()
        let one = try MappedFile.open(folder.file("one", [7]))
        #expect(one.bytes.u8(at: 0) == 7)
        #expect(one.bytes.u16(at: 0) == nil)
        #expect(one.bytes.u32(at: 0) == nil)
        #expect(one.bytes.u64(at: 0) == nil)
    }
}
