import Glibc
import RawMemory
import Synchronization
import Testing

@testable import CompressedInput

@Suite struct UnpackTests {
    let folder: TestFolder
    init() throws { folder = try TestFolder() }

    private func unpacked(_ bytes: [UInt8], limit: UInt64 = 1 << 40, _ progress: WorkProgress = WorkProgress()) throws -> MappedFile {
        try unpack(try folder.mapped(bytes), into: folder.path, limit: limit, progress: progress)
    }

    private func error(_ bytes: [UInt8], limit: UInt64 = 1 << 40) throws -> UnpackError? {
        let file = try folder.mapped(bytes)
        do {
            _ = try unpack(file, into: folder.path, limit: limit, progress: WorkProgress())
            return nil
        } catch let error as UnpackError { return error }
    }

    @Test(arguments: [1, 2, 4095, 4096, 4097, 131_072, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
    func roundTrip(_ count: Int) throws {
        let bytes = noise(count)
        #expect(content(try unpacked(packed(bytes))) == bytes)
        #expect(content(try unpacked(packed(bytes, sized: false))) == bytes)
        #expect(folder.names.isEmpty)
    }

    @Test func zerosAtBothEndsAndBetween() throws {
        let zeros = [UInt8](repeating: 0, count: 70_000)
        let bytes = zeros + noise(5000) + zeros + noise(1) + zeros
        #expect(content(try unpacked(packed(bytes))) == bytes)
    }

    @Test func onlyZeros() throws {
        let file = try unpacked(packed([UInt8](repeating: 0, count: 10_001)))
        #expect(file.count == 10_001)
        #expect(content(file).allSatisfy { $0 == 0 })
    }

    @Test func severalFramesAreOneFile() throws {
        let parts = [noise(10, seed: 2), noise(1 << 20, seed: 3), noise(5000, seed: 4)]
        let bytes = try packed(parts[0]) + packed([]) + packed(parts[1], sized: false) + skippable(17) + packed(parts[2]) + skippable(0)
        #expect(content(try unpacked(bytes)) == parts[0] + parts[1] + parts[2])
    }

    /// By default libzstd refuses windows above 128 MB. The match lies 200 MB back, so it needs a larger window.
    @Test func longWindow() throws {
        let bytes = noise(20_000) + [UInt8](repeating: 0, count: 200 << 20) + noise(20_000)
        let small = try packed(bytes, windowLog: 28)
        #expect(small.count < 40_000)
        let file = try unpacked(small)
        #expect(file.count == bytes.count)
        #expect(content(file, from: bytes.count - 20_000) == noise(20_000))
    }

    /// A window of 2 GB in the header, over content of three bytes.
    @Test func largestWindow() throws {
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, (31 - 10) << 3, 0x19, 0, 0, 7, 8, 9]
        #expect(content(try unpacked(frame)) == [7, 8, 9])
        var larger = frame
        larger[5] = (32 - 10) << 3
        #expect(try error(larger) == .damaged("Frame requires too much memory for decoding"))
    }

    /// All cuts after the magic.
    @Test func truncatedAtEveryByte() throws {
        let whole = try packed(Array("a small text, a small text, and its end".utf8) + noise(20))
        for count in 4..<whole.count { #expect(try error(Array(whole[..<count])) == .truncated, "\(count) of \(whole.count)") }
        #expect(try error(whole) == nil)
    }

    @Test func truncatedSecondFrame() throws {
        let first = try packed(noise(100))
        let second = try packed(noise(50))
        for count in 1..<second.count { #expect(try error(first + Array(second[..<count])) == .truncated, "\(count)") }
    }

    /// Whichever bit after the magic is wrong, a frame with a checksum gives the packed content or an error. (A few bits have no meaning.)
    @Test func everyBitFlipped() throws {
        let text = Array("heap heap heap heap, stack stack".utf8)
        let whole = try packed(text)
        var same = 0
        for bit in 32..<(whole.count * 8) {
            var bytes = whole
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            do {
                #expect(content(try unpacked(bytes)) == text, "bit \(bit)")
                same += 1
            } catch is UnpackError {}
        }
        #expect(same < 8)
        #expect(folder.names.isEmpty)
    }

    @Test func garbageBehindTheLastFrame() throws {
        #expect(try error(packed([1, 2, 3]) + Array("garbage!".utf8)) == .damaged("Unknown frame descriptor"))
        #expect(content(try unpacked(Array("no zstd at all".utf8))) == Array("no zstd at all".utf8))
    }

    @Test func nothingInside() throws {
        #expect(try error(packed([])) == .empty)
        #expect(try error(skippable(9)) == .empty)
    }

    @Test func theLimitIsExact() throws {
        let bytes = noise(5000)
        for sized in [true, false] {
            #expect(content(try unpacked(packed(bytes, sized: sized), limit: 5000)) == bytes)
            #expect(try error(packed(bytes, sized: sized), limit: 4999) == .tooLarge(limit: 4999))
            #expect(try error(packed(bytes, sized: sized) + packed([1], sized: sized), limit: 5000) == .tooLarge(limit: 5000))
        }
    }

    /// 8 KB that unpack to 256 MB of zeros. Zeros take no space on the disk, but count towards the limit.
    @Test func bombOfZerosStopsAtTheLimit() throws {
        let bytes = bomb(blocks: 2048)
        #expect(bytes.count < 8200)
        #expect(try error(bytes, limit: 100 << 20) == .tooLarge(limit: 100 << 20))
        #expect(try error(bytes, limit: (256 << 20) - 1) == .tooLarge(limit: (256 << 20) - 1))
        #expect(try unpacked(bytes, limit: 256 << 20).count == 256 << 20)
        #expect(folder.names.isEmpty)
    }

    /// A header may declare any size. It is refused before anything is unpacked, and 2^64 - 1 does not trap.
    @Test(arguments: [1 << 40, 1 << 62, 1 << 63, .max - 2] as [UInt64])
    func aHeaderThatPromisesTooMuch(_ size: UInt64) throws {
        let digits = (0..<8).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) }
        let frame = [0x28, 0xB5, 0x2F, 0xFD, 0xC0, 0x50] + digits + [0x01, 0, 0]
        #expect(try error(frame, limit: 1 << 30) == .tooLarge(limit: 1 << 30))
        let small = try packed([1, 2, 3])
        #expect(try error(small + frame, limit: 1 << 30) == .tooLarge(limit: 1 << 30))
        // No disk holds 2^62 bytes.
        guard size >= 1 << 62 else { return }
        guard case .notEnoughSpace(needed: size, let free) = try error(frame, limit: .max) else {
            Issue.record("no refusal for want of space")
            return
        }
        #expect(free > 0)
        #expect(free < size)
    }

    @Test func noFolder() throws {
        let file = try folder.mapped(packed([1]))
        #expect(throws: UnpackError.cannotWrite(ENOENT)) {
            try unpack(file, into: folder.path + "/none", limit: 10, progress: WorkProgress())
        }
    }

    @Test func stopped() throws {
        let progress = WorkProgress()
        progress.stop()
        #expect(throws: UnpackError.interrupted) { try unpacked(packed(noise(100)), progress) }
        #expect(folder.names.isEmpty)
    }

    @Test func progressCountsCompressedBytes() throws {
        let progress = WorkProgress()
        let bytes = try packed(noise(3 << 20))
        _ = try unpacked(bytes, progress)
        #expect(progress.phaseName == "unpacking")
        #expect(progress.total.load(ordering: .relaxed) == UInt64(bytes.count))
        #expect(progress.done.load(ordering: .relaxed) == UInt64(bytes.count))
    }

    @Test func theSentenceNamesTheLimit() {
        let sentence = UnpackError.tooLarge(limit: 1024).sentence(folder: "/f")
        #expect(sentence.contains("1024 bytes"))
        #expect(UnpackError.cannotWrite(ENOSPC).sentence(folder: "/f").contains("disk became full"))
        #expect(UnpackError.notEnoughSpace(needed: 9, free: 4).sentence(folder: "/f").contains("/f has only 4 bytes free"))
    }
}
