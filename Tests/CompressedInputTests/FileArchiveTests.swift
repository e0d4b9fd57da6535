import RawMemory
import Testing

@testable import CompressedInput

/// Archives that must be in a file: .7z, .cab, and what a .zip may have that is not unpacked. Files that begin with 0x7F count as dumps.
@Suite struct FileArchiveTests {
    let folder: TestFolder
    init() throws { folder = try TestFolder() }

    private static let first = [0x7F] + noise(5000, seed: 5)
    private static let second = [0x7F] + noise(70_000, seed: 6)

    /// The contents of the dumps in an archive, and why others could not be read.
    private func read(_ bytes: [UInt8], limit: UInt64 = 1 << 30) throws -> (names: [String?], contents: [[UInt8]], errors: [UnpackError]) {
        let file = PackedFile(try folder.mapped(bytes), .every, UnpackOptions(folder: folder.path, limit: limit), WorkProgress()) {
            $0.u8(at: 0) == 0x7F ? .dump : .other
        }
        var (names, contents, errors): ([String?], [[UInt8]], [UnpackError]) = ([], [], [])
        do throws(UnpackError) {
            while let dump = try file.next() {
                names.append(dump.name)
                do throws(UnpackError) { contents.append(content(try dump.content.get())) } catch { errors.append(error) }
            }
        } catch { errors.append(error) }
        return (names, contents, errors)
    }

    private var night: [Packed] {
        get throws {
            [
                Packed("night/b.core", Self.first), Packed("night/truth.json", Array("{}".utf8)),
                Packed("night/a.core.zst", try packed(Self.second)),
            ]
        }
    }

    @Test(arguments: ["store", "deflate", "bzip2", "ppmd", "lzma1", "lzma2"])
    func everyDumpOfASevenZip(_ method: String) throws {
        let bytes = try sevenZip(night, method)
        for bytes in [bytes, try packed(bytes), try tar([Packed("in.7z", bytes)])] {
            let found = try read(bytes)
            #expect(found.names.map { $0?.split(separator: "/").last } == ["b.core", "a.core.zst"])
            #expect(found.contents == [Self.first, Self.second])
            #expect(found.errors.isEmpty)
        }
    }

    @Test func everyDumpOfACabinet() throws {
        let found = try read(cabinet(night))
        #expect(found.names == ["night/b.core", "night/a.core.zst"])
        #expect(found.contents == [Self.first, Self.second])
        #expect(found.errors.isEmpty)
    }

    @Test func anArchiveOfOneFileIsThatFile() throws {
        for bytes in [try sevenZip([Packed("x/a.core", Self.second)]), cabinet([Packed("x/a.core", Self.second)])] {
            let found = try read(bytes)
            #expect(found.names == [nil])
            #expect(found.contents == [Self.second])
        }
    }

    @Test func theLimitHolds() throws {
        let zeros = Packed("zeros.core", [0x7F] + [UInt8](repeating: 0, count: 3 << 20))
        for bytes in [try sevenZip([zeros]), try sevenZip([zeros, Packed("b.core", Self.first)]), cabinet([zeros])] {
            let found = try read(bytes, limit: 100_000)
            #expect(found.errors.first == .tooLarge(limit: 100_000))
            #expect(folder.names.isEmpty)
        }
    }

    /// The content is right, or there is an error. A cabinet here has no checksums, so that its reading must only end.
    @Test func cutsAndFlippedBytes() throws {
        let members = [Packed("a", Self.first), Packed("b", Self.first)]
        let bytes = try sevenZip(members)
        for count in stride(from: 8, to: bytes.count, by: 97) {
            #expect(try read(Array(bytes[..<count])).errors == [.truncated], "\(count)")
        }
        for place in stride(from: 6, to: bytes.count, by: 7) {
            var flipped = bytes
            flipped[place] ^= 0x41
            for content in try read(flipped).contents { #expect(content == Self.first, "byte \(place)") }
        }
        let cab = cabinet(members)
        for count in stride(from: 8, to: cab.count, by: 97) { #expect(try !read(Array(cab[..<count])).errors.isEmpty, "\(count)") }
        for place in stride(from: 8, to: cab.count, by: 13) {
            var flipped = cab
            flipped[place] ^= 0x41
            #expect(try read(flipped).names.count <= 2)
        }
        #expect(folder.names.isEmpty)
    }

    @Test(arguments: [0x1_0000, 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32])
    func aCabinetThatClaimsAbsurdSizes(_ claimed: UInt32) throws {
        let found = try read(cabinet([Packed("a", Self.first), Packed("b", Self.first)], claimed: claimed))
        #expect(!found.errors.isEmpty)
        #expect(found.contents.allSatisfy { $0.count <= 2 * Self.first.count })
    }

    /// The method of a member stands in its header and in the directory.
    private func zip(method: UInt8, _ members: [Packed]) throws -> [UInt8] {
        var bytes = try CompressedInputTests.zip(members)
        for place in 0..<bytes.count - 12 where bytes[place] == 0x50 && bytes[place + 1] == 0x4B {
            if bytes[place + 2] == 3 { bytes[place + 8] = method }
            if bytes[place + 2] == 1 { bytes[place + 10] = method }
        }
        return bytes
    }

    @Test(
        arguments: [(1, "Shrink"), (6, "Implode"), (9, "Deflate64"), (97, "WavPack"), (200, "method 200 of zip")] as [(UInt8, String)])
    func aMethodThatIsNotUnpackedIsNamed(_ method: UInt8, _ name: String) throws {
        let one = try read(zip(method: method, [Packed("a.core", Self.first)]))
        #expect(one.errors == [.method(name)])
        let two = try read(zip(method: method, [Packed("a.core", Self.first), Packed("b.core", Self.first)]))
        #expect(two.names == ["a.core", "b.core"])
        #expect(two.errors == [.method(name), .method(name)])
    }

    @Test func oneMemberOfAnotherMethodDoesNotStopTheOthers() throws {
        let bytes = try zip(method: 9, [Packed("a.core", Self.first)])
        let found = try read(tar([Packed("explorer.zip", bytes), Packed("b.core", Self.first)]))
        #expect(found.names == ["explorer.zip", "b.core"])
        #expect(found.errors == [.method("Deflate64")])
        #expect(found.contents == [Self.first])
    }

    /// The directory's end names the number of the file that it is in.
    @Test func aZipInSeveralFilesIsNamed() throws {
        var bytes = try CompressedInputTests.zip([Packed("a.core", Self.first), Packed("b.core", Self.first)])
        bytes[bytes.count - 18] = 1
        #expect(try read(bytes).errors == [.severalFiles])
        #expect(try read(Array(bytes[100...])).errors == [.severalFiles], "the last part begins with anything")
        #expect(try read(Array("PK\u{7}\u{8}".utf8) + bytes).errors == [.severalFiles])
    }
}
