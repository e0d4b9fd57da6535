import RawMemory
import Testing

@testable import CompressedInput

/// Files that begin with 0x7F count as dumps here.
@Suite struct ArchiveTests {
    let folder: TestFolder
    init() throws { folder = try TestFolder() }

    private static let first = [0x7F] + noise(5000, seed: 5)
    private static let second = [0x7F] + noise(70_000, seed: 6)

    private func packedFile(_ bytes: [UInt8], _ wanted: PackedFile.Wanted = .every, limit: UInt64 = 1 << 40) throws -> PackedFile {
        PackedFile(try folder.mapped(bytes), wanted, UnpackOptions(folder: folder.path, limit: limit), WorkProgress()) {
            $0.u8(at: 0) == 0x7F ? .dump : $0.u8(at: 0) == 0x14 ? .lesser : .other
        }
    }

    private struct Visit {
        var names: [String?] = []
        var contents: [[UInt8]] = []
        var failures: [UnpackError] = []
        var passedOver = 0
        /// The error that ended the reading.
        var end: UnpackError?
    }

    private func visit(_ bytes: [UInt8], limit: UInt64 = 1 << 40) throws -> Visit {
        var visit = Visit()
        let file = try packedFile(bytes, limit: limit)
        do throws(UnpackError) {
            while let dump = try file.next() {
                visit.names.append(dump.name)
                do throws(UnpackError) { visit.contents.append(content(try dump.content.get())) } catch { visit.failures.append(error) }
            }
        } catch { visit.end = error }
        visit.passedOver = file.passedOver
        return visit
    }

    private func refusal(_ body: () throws -> UnpackedDump) throws -> UnpackError? {
        do {
            _ = try body()
            return nil
        } catch let error as UnpackError { return error }
    }

    private var night: [Packed] {
        get throws {
            var link = Packed("night/latest.core")
            link.type = 0o120000
            var directory = Packed("night/")
            directory.type = 0o040000
            return [
                directory, Packed("./night/b.core", Self.first), link, Packed("night/truth.json", Array("{}".utf8)), Packed("empty"),
                Packed("night/a.core.zst", try packed(Self.second)),
            ]
        }
    }

    @Test func everyDumpOfATarInItsOrder() throws {
        let plain = try tar(night)
        for bytes in [plain, try packed(plain), try packed(plain, windowLog: 28)] + (try Packing.allCases.map { try $0.packed(plain) }) {
            let visit = try visit(bytes)
            #expect(visit.names == ["night/b.core", "night/a.core.zst"])
            #expect(visit.contents == [Self.first, Self.second])
            #expect(visit.passedOver == 4)
            #expect(visit.end == nil)
            #expect(folder.names.isEmpty)
        }
    }

    @Test func everyDumpOfAZip() throws {
        let bytes = try zip(night)
        for bytes in [bytes, try packed(bytes)] {
            let visit = try visit(bytes)
            #expect(visit.names == ["night/b.core", "night/a.core.zst"])
            #expect(visit.contents == [Self.first, Self.second])
            #expect(visit.passedOver == 4)
            #expect(visit.end == nil)
        }
    }

    @Test func aZipOfOneFileIsThatFile() throws {
        let dump = try packedFile(zip([Packed("x/a.core", Self.first)]), .only).onlyDump()
        #expect(dump.name == nil)
        #expect(dump.modified == 1_700_000_000)
        #expect(content(try dump.content.get()) == Self.first)
    }

    @Test func archivesInArchives() throws {
        let inner = try tar([Packed("a.core", Self.first), Packed("b.core", Self.second)])
        let bytes = try tar([Packed("one.tar.xz", Packing.xz.packed(inner)), Packed("two.zip", zip([Packed("c", Self.first)]))])
        let visit = try visit(bytes)
        #expect(visit.names == ["one.tar.xz/a.core", "one.tar.xz/b.core", "two.zip"])
        #expect(visit.contents == [Self.first, Self.second, Self.first])
        #expect(content(try packedFile(bytes, .member("one.tar.xz/b.core")).onlyMember().content.get()) == Self.second)
    }

    @Test func oneMemberByName() throws {
        let bytes = try packed(tar(night))
        #expect(content(try packedFile(bytes, .member("night/a.core.zst")).onlyMember().content.get()) == Self.second)
        #expect(content(try packedFile(bytes, .member("night/truth.json")).onlyMember().content.get()) == Array("{}".utf8))
        #expect(
            try refusal { try packedFile(bytes, .member("night/c.core")).onlyMember() }
                == .noMember("night/c.core", dumps: ["night/b.core", "night/a.core.zst"]))
    }

    @Test func whereOneDumpIsWantedSeveralAreRefused() throws {
        let seven = (1...7).map { Packed("\($0).core", Self.first) }
        #expect(
            try refusal { try packedFile(tar(seven), .only).onlyDump() }
                == .several(["1.core", "2.core", "3.core", "4.core", "5.core"], more: true))
        #expect(
            try refusal { try packedFile(tar(night), .only).onlyDump() } == .several(["night/b.core", "night/a.core.zst"], more: false))
        #expect(try packedFile(tar(Array(night.dropLast())), .only).onlyDump().name == "night/b.core")
        #expect(UnpackError.several(["a"], more: true).sentence(folder: "/f").contains("after a slash"))
    }

    @Test func theNamesOfDumpsAreReadWithoutUnpackingThem() throws {
        #expect(try packedFile(tar(night), .names, limit: 10).dumpNames() == ["night/b.core", "night/a.core.zst"])
        #expect(try packedFile(Self.first, .names).dumpNames() == nil)
        #expect(try packedFile(packed(Self.first), .names).dumpNames() == nil)
        #expect(throws: UnpackError.noDump(passedOver: 1)) { try packedFile(tar([Packed("a.txt", [65])]), .names).dumpNames() }
    }

    @Test func aHeapInAnotherFormIsPassedOverByName() throws {
        let members = [Packed("heap.gc", [0x14, 1]), Packed("a.core", Self.first), Packed("b.txt", [65])]
        for bytes in [try tar(members), try zip(members)] {
            let file = try packedFile(bytes, .only)
            #expect(try file.onlyDump().name == "a.core")
            #expect(file.lesser == ["heap.gc"])
            #expect(file.passedOver == 1)
        }
        #expect(content(try packedFile(tar(members), .member("heap.gc")).onlyMember().content.get()) == [0x14, 1])
    }

    @Test func anArchiveWithoutADump() throws {
        #expect(try visit(tar([Packed("a.txt", [65]), Packed("b.txt", [66])])).end == .noDump(passedOver: 2))
        #expect(try visit(zip([])).end == .noDump(passedOver: 0))
    }

    @Test func aMemberThatFailsDoesNotStopTheOthers() throws {
        var damaged = try packed(Self.second)
        damaged[damaged.count - 1] ^= 1
        let members = [
            Packed("cut.gz", Array(try Packing.gzip.packed(Self.second).dropLast(9))), Packed("a", Self.first), Packed("bad.zst", damaged),
            Packed("large", Self.second), Packed("z", Self.first),
        ]
        for bytes in [try tar(members), try zip(members)] {
            let visit = try visit(bytes, limit: 70_000)
            #expect(visit.names == ["cut.gz", "a", "bad.zst", "large", "z"])
            #expect(visit.failures.first == .truncated)
            #expect(visit.failures.last == .tooLarge(limit: 70_000))
            #expect(visit.failures.count == 3)
            #expect(visit.contents == [Self.first, Self.first])
            #expect(visit.end == nil)
        }
    }

    /// Every cut is reported, by the member in which it lies or by the archive.
    @Test func aTarCutAtEvery97thByte() throws {
        let whole = try tar(night)
        for count in stride(from: 512, to: whole.count - 1024, by: 97) {
            let visit = try visit(Array(whole[..<count]))
            #expect(visit.failures == [.truncated] || visit.end == .truncated, "\(count): \(visit.names) \(String(describing: visit.end))")
        }
    }

    @Test func aPackedTarCutAtEvery97thByte() throws {
        let whole = try packed(tar(night))
        for count in stride(from: 97, to: whole.count, by: 97) {
            let visit = try visit(Array(whole[..<count]))
            #expect(visit.failures == [.truncated] || visit.end == .truncated, "\(count): \(visit.names) \(String(describing: visit.end))")
        }
    }

    @Test func aZipCutAtEvery97thByte() throws {
        let whole = try zip(night)
        for count in stride(from: 97, to: whole.count, by: 97) { #expect(try visit(Array(whole[..<count])).end == .truncated, "\(count)") }
    }

    /// A zip has checksums, so its content is right or there is an error. A tar has none for its members; reading it must only end.
    @Test func flippedBytes() throws {
        let bytes = try zip([Packed("a", Self.first), Packed("b", Self.first)])
        let archive = try tar([Packed("a", Self.first), Packed("b", Self.first)])
        for place in stride(from: 4, to: bytes.count, by: 7) {
            var flipped = bytes
            flipped[place] ^= 0x41
            for content in try visit(flipped).contents { #expect(content == Self.first, "byte \(place)") }
        }
        for place in stride(from: 0, to: archive.count, by: 13) {
            var flipped = archive
            flipped[place] ^= 0x41
            #expect(try visit(flipped).names.count <= 2)
        }
        #expect(folder.names.isEmpty)
    }

    /// Sizes in base 256, which GNU tar writes when eleven octal digits are too few.
    @Test(arguments: [[0x80, 0, 0, 0, 0x80], [0x80, 0, 0, 0, 0x40], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF]] as [[UInt8]])
    func aHeaderThatClaimsAbsurdSizes(_ first: [UInt8]) throws {
        for content in [Self.first, Array("text".utf8)] {
            var bytes = try tar([Packed("a", content), Packed("b", Self.first)])
            bytes.replaceSubrange(124..<136, with: first + [UInt8](repeating: 0, count: 12 - first.count))
            bytes.replaceSubrange(148..<156, with: Array("        ".utf8))
            let digits = String(bytes[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
            bytes.replaceSubrange(148..<156, with: Array((String(repeating: "0", count: 6 - digits.count) + digits + "\0 ").utf8))
            let visit = try visit(bytes)
            #expect(visit.contents.isEmpty || visit.contents == [Self.first], "\(visit.names)")
            #expect(!visit.failures.isEmpty || visit.end != nil)
        }
    }

    @Test func aHundredThousandEmptyMembers() throws {
        let members = (0..<100_000).map { Packed("m\($0)") } + [Packed("a.core", Self.first)]
        let visit = try visit(packed(tar(members)))
        #expect(visit.names == ["a.core"])
        #expect(visit.passedOver == 100_000)
    }

    /// Members that are passed over between two dumps count towards the limit.
    @Test func aBombBesideTheDumps() throws {
        let zeros = [UInt8](repeating: 0, count: 3 << 20)
        let bytes = try packed(tar([Packed("a", Self.first), Packed("zeros", zeros), Packed("b", Self.first)]))
        let stopped = try visit(bytes, limit: 100_000)
        #expect(stopped.names == ["a"])
        #expect(stopped.end == .tooLarge(limit: 100_000))
        #expect(try visit(bytes, limit: 3 << 20).names == ["a", "b"])
    }

    /// No file is created under a member's name.
    @Test func namesAreLabels() throws {
        let names = ["../../escaped", "/absolute", "a\u{1B}[2J", "caf\u{E9}", String(repeating: "x", count: 3000)]
        let visit = try visit(tar(names.map { Packed($0, Self.first) }))
        #expect(visit.names.prefix(3) == ["../../escaped", "absolute", "a\u{1B}[2J"])
        try #require(visit.names.count == 5)
        #expect(visit.names[4]?.count == 1024)
        #expect(folder.names.isEmpty)
    }
}
