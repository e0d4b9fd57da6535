import RawMemory
import Testing

@testable import CompressedInput

/// Tests gzip, xz, bzip2 and LZ4. `UnpackTests` has zstd.
@Suite struct PackingsTests {
    let folder: TestFolder
    init() throws { folder = try TestFolder() }

    private func unpacked(_ bytes: [UInt8], limit: UInt64 = 1 << 40) throws -> [UInt8] {
        content(try unpack(try folder.mapped(bytes), into: folder.path, limit: limit, progress: WorkProgress()))
    }

    private func error(_ bytes: [UInt8], limit: UInt64 = 1 << 40) throws -> UnpackError? {
        do {
            _ = try unpacked(bytes, limit: limit)
            return nil
        } catch let error as UnpackError { return error }
    }

    @Test(arguments: Packing.allCases, [1, 4095, 4096, 4097, (1 << 20) - 1, (1 << 20) + 1, 3 << 20])
    func roundTrip(_ packing: Packing, _ count: Int) throws {
        let bytes = noise(count)
        #expect(try unpacked(packing.packed(bytes)) == bytes)
        #expect(folder.names.isEmpty)
    }

    @Test(arguments: Packing.allCases)
    func severalStreamsAreOneFile(_ packing: Packing) throws {
        let parts = [noise(10, seed: 2), noise(1 << 20, seed: 3), noise(5000, seed: 4)]
        #expect(try unpacked(parts.flatMap { try packing.packed($0) }) == parts.flatMap { $0 })
    }

    @Test(arguments: Packing.allCases)
    func zerosBecomeHolesAgain(_ packing: Packing) throws {
        let bytes = noise(100) + [UInt8](repeating: 0, count: 2 << 20) + noise(3)
        #expect(try unpacked(packing.packed(bytes)) == bytes)
    }

    @Test(arguments: Packing.allCases)
    func truncated(_ packing: Packing) throws {
        let whole = try packing.packed(noise(30_000))
        for count in stride(from: 10, to: whole.count, by: 97) {
            #expect(try error(Array(whole[..<count])) == .truncated, "\(count) of \(whole.count)")
        }
        #expect(try error(Array(whole.dropLast())) == .truncated)
        #expect(folder.names.isEmpty)
    }

    /// Whichever byte after the magic is wrong, the result is the packed content or an error.
    @Test(arguments: Packing.allCases)
    func flipped(_ packing: Packing) throws {
        let text = (0..<400).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
        let whole = try packing.packed(text)
        var same = 0
        for place in 6..<whole.count {
            var bytes = whole
            bytes[place] ^= 0x10
            do {
                #expect(try unpacked(bytes) == text, "byte \(place) of \(whole.count)")
                same += 1
            } catch is UnpackError {}
        }
        // Some fields of gzip's header are not used: time, system, name.
        #expect(same < 12)
    }

    @Test(arguments: Packing.allCases)
    func garbageBehindTheEnd(_ packing: Packing) throws {
        let found = try error(packing.packed(noise(1000)) + Array("garbage! garbage!".utf8))
        guard case .damaged = found else {
            #expect(found == .truncated)
            #expect(packing == .xz)
            return
        }
    }

    @Test(arguments: Packing.allCases)
    func nothingInside(_ packing: Packing) throws { #expect(try error(packing.packed([])) == .empty) }

    @Test(arguments: Packing.allCases)
    func theLimitIsExact(_ packing: Packing) throws {
        let bytes = try packing.packed(noise(5000))
        #expect(try unpacked(bytes, limit: 5000).count == 5000)
        #expect(try error(bytes, limit: 4999) == .tooLarge(limit: 4999))
    }

    /// 64 MB of zeros packed to at most a few hundred kilobytes, and packed again.
    @Test(arguments: Packing.allCases)
    func aBombStopsAtTheLimit(_ packing: Packing) throws {
        let bytes = try packing.packed([UInt8](repeating: 0, count: 64 << 20))
        #expect(bytes.count < 400_000)
        #expect(try error(bytes, limit: 10 << 20) == .tooLarge(limit: 10 << 20))
        #expect(try error(packed(bytes), limit: 10 << 20) == .tooLarge(limit: 10 << 20))
        #expect(folder.names.isEmpty)
    }

    @Test func packedSeveralTimesOver() throws {
        var bytes = noise(5000)
        for packing in [Packing.xz, .gzip, .lz4, .bzip2] { bytes = try packing.packed(bytes) }
        bytes = try packed(bytes)
        #expect(try unpacked(bytes) == noise(5000))
        for _ in 0..<2 { bytes = try packed(bytes) }
        #expect(try error(bytes) == .tooDeep(PackedFile.deepest))
    }

    @Test func whatIsNotReadIsNamed() throws {
        let rar = Array("Rar!".utf8) + [0x1A, 0x07, 1, 0]
        #expect(try error(rar) == .unsupported("RAR"))
        #expect(try error(Packing.gzip.packed(rar)) == .unsupported("RAR"))
    }

    /// A file that is not packed is used as it is.
    @Test func whatIsNotPackedIsTheFileItself() throws {
        let file = try folder.mapped(noise(100))
        #expect(try unpack(file, into: folder.path, limit: 1, progress: WorkProgress()) === file)
    }
}
