import Glibc
import RawMemory
import Testing

@testable import CompressedInput

@Suite struct SparseFileTests {
    private func append(_ bytes: [UInt8], to file: inout SparseFile) throws(UnpackError) {
        var failure: UnpackError?
        unsafe bytes.withUnsafeBytes { buffer in
            do throws(UnpackError) { try unsafe file.append(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// 64 MiB of zeros around two pages of data take about as much space as the two pages.
    @Test func pagesOfZerosTakeNoRoom() throws {
        let folder = try TestFolder()
        var file = try SparseFile(in: folder.path)
        let zeros = [UInt8](repeating: 0, count: 8 << 20)
        for _ in 0..<4 { try append(zeros, to: &file) }
        try append(noise(8192), to: &file)
        for _ in 0..<4 { try append(zeros, to: &file) }
        #expect(file.written == 64 << 20 + 8192)
        let blocks = file.blocks
        #expect(blocks >= 16)
        #expect(blocks <= 512)
        let mapped = try file.map()
        #expect(mapped.count == 64 << 20 + 8192)
        let words = [mapped.bytes.u64(at: 32 << 20), mapped.bytes.u64(at: (32 << 20) - 8)]
        #expect(words[0] != 0)
        #expect(words[1] == 0)
        #expect(folder.names.isEmpty)
    }

    /// Every write to /dev/full fails with a full disk.
    @Test func fullDisk() throws {
        let descriptor = unsafe open("/dev/full", O_RDWR | O_CLOEXEC)
        try #require(descriptor >= 0)
        var file = SparseFile(owning: descriptor)
        try append([UInt8](repeating: 0, count: 4096), to: &file)
        var failure: UnpackError?
        do throws(UnpackError) { try append([1], to: &file) } catch { failure = error }
        #expect(failure == .cannotWrite(ENOSPC))
    }

    @Test func aFileWithoutBytesIsNotMapped() throws {
        let folder = try TestFolder()
        let file = try SparseFile(in: folder.path)
        var failure: UnpackError?
        do throws(UnpackError) { _ = try file.map() } catch { failure = error }
        #expect(failure == .empty)
        #expect(folder.names.isEmpty)
    }
}
