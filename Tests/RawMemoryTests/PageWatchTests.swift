import Glibc
import RawMemory
import Testing

/// Files that become shorter while they are mapped.
@Suite struct PageWatchTests {
    private static let page = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// A mapped file of ones without a name, and a descriptor of it.
    private func ones(_ count: Int) throws -> (file: MappedFile, descriptor: Int32) {
        var template = Array("/tmp/heapdrift-watch-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        try #require(descriptor >= 0)
        unsafe unlink(template)
        let bytes = [UInt8](repeating: 1, count: count)
        try #require(unsafe write(descriptor, bytes, count) == count)
        return (try MappedFile.map(owning: dup(descriptor)), descriptor)
    }

    @Test func lostPagesAreZerosAndAreKnown() throws {
        let (file, descriptor) = try ones(8 * Self.page)
        defer { close(descriptor) }
        #expect(file.bytes.u8(at: 5 * Self.page) == 1)
        #expect(!file.hasLostPages)
        #expect(ftruncate(descriptor, Self.page) == 0)
        #expect(!file.hasLostPages, "nobody has read them yet")
        #expect(file.bytes.u8(at: 0) == 1)
        #expect(file.bytes.u8(at: 5 * Self.page + 7) == 0)
        #expect(file.hasLostPages)
        #expect(file.bytes.u8(at: 8 * Self.page - 1) == 0)
        #expect(file.bytes.u8(at: 1) == 1, "what is still there stays")
    }

    /// A page before the first one that was read is lost as well, and read later.
    @Test func pagesAreLostInAnyOrderAndByAnyThread() throws {
        let (file, descriptor) = try ones(64 * Self.page)
        defer { close(descriptor) }
        #expect(ftruncate(descriptor, 0) == 0)
        runWorkers(8) { number in
            for page in stride(from: 63 - number, through: 0, by: -1) { if file.bytes.u8(at: page * Self.page) != 0 { abort() } }
        }
        #expect(file.hasLostPages)
    }

    @Test func theLastPageOfAnOddSizeIsWatched() throws {
        let (file, descriptor) = try ones(3 * Self.page + 5)
        defer { close(descriptor) }
        #expect(ftruncate(descriptor, 3 * Self.page) == 0)
        #expect(file.bytes.u8(at: 3 * Self.page + 4) == 0)
        #expect(file.hasLostPages)
    }

    @Test func anotherFileIsNotAffected() throws {
        let (lost, descriptor) = try ones(2 * Self.page)
        let (whole, other) = try ones(2 * Self.page)
        defer {
            close(descriptor)
            close(other)
        }
        #expect(ftruncate(descriptor, 0) == 0)
        #expect(lost.bytes.u8(at: 0) == 0)
        #expect(lost.hasLostPages)
        #expect(!whole.hasLostPages)
        #expect(whole.bytes.u8(at: Self.page) == 1)
    }

    /// A place is used again by the next file, without the loss of the one before.
    @Test func aPlaceIsUsedAgain() throws {
        for _ in 0..<1500 {
            let (file, descriptor) = try ones(Self.page)
            defer { close(descriptor) }
            #expect(!file.hasLostPages)
            #expect(ftruncate(descriptor, 0) == 0)
            #expect(file.bytes.u8(at: 9) == 0)
            #expect(file.hasLostPages)
        }
    }
}
