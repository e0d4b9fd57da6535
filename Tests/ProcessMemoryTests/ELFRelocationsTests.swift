import DumpSynth
import RawMemory
import Testing

@testable import ProcessMemory

/// Tables of the words to which a loader adds the bias.
@Suite struct ELFRelocationsTests {
    /// A file with one segment of 0x3000 bytes, a dynamic section at 0x200, tables at 0x400, and words from 0x1000 on that hold their own
    /// places.
    private func file(machine: UInt16 = 62, tags: [UInt64], table: [UInt64]) -> [UInt8] {
        var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1]
        bytes.put(machine, at: 18)
        bytes.put(UInt64(64), at: 32)
        bytes.put(UInt16(56), at: 54)
        bytes.put(UInt16(2), at: 56)
        bytes.extend(to: 64)
        for (type, place, size) in [(1, 0, 0x3000), (2, 0x200, 0x100)] as [(UInt32, UInt64, UInt64)] {
            bytes.append(u32: type)
            bytes.append(u32: 6)
            for word in [place, place, 0, size, size, 4096] { bytes.append(u64: word) }
        }
        for (index, word) in tags.enumerated() { bytes.put(word, at: 0x200 + index * 8) }
        for (index, word) in table.enumerated() { bytes.put(word, at: 0x400 + index * 8) }
        bytes.extend(to: 0x1000)
        while bytes.count < 0x3000 { bytes.append(u64: UInt64(bytes.count)) }
        return bytes
    }

    /// The places and values of the words as in the file; `nil` when the tables cannot be read.
    private func words(_ bytes: [UInt8]) throws -> [[UInt64]]? {
        let file = try #require(ELFFile(try bytes.mapped()))
        return file.image.relativeWords(file.memory)?.map { [file.address($0.place, base: Address(0)).value, $0.linked] }
    }

    @Test func entriesWithTheirValues() throws {
        let table: [UInt64] = [0x1000, 8, 0x1234, 0x1008, 6, 0x99, 0x1010, 1027, 0x5678]
        #expect(try words(file(tags: [7, 0x400, 8, 72], table: table)) == [[0x1000, 0x1234]])
        #expect(try words(file(machine: 183, tags: [7, 0x400, 8, 72], table: table)) == [[0x1010, 0x5678]])
        #expect(try words(file(machine: 40, tags: [7, 0x400, 8, 72], table: table)) == nil)
        #expect(try words(file(tags: [5, 0x400], table: table)) == [])
    }

    /// The word at 0x1000, then of the 63 after it the first, second and fourth, then of the next 63 the last.
    @Test func packedEntries() throws {
        let table: [UInt64] = [0x1000, 0b10111, 1 << 63 | 1, 0x2000]
        let found = try words(file(tags: [36, 0x400, 35, 32], table: table))
        let places: [UInt64] = [0x1000, 0x1008, 0x1010, 0x1020, 0x1008 + 63 * 8 + 62 * 8, 0x2000]
        #expect(found == places.map { [$0, $0] })
    }

    @Test func hostileTables() throws {
        for bytes in [.max, .max - 31, 1 << 40, 24 << 20] as [UInt64] {
            #expect(try words(file(tags: [7, 0x400, 8, bytes], table: [])) == nil)
            #expect(try words(file(tags: [36, 0x400, 35, bytes], table: [])) == nil)
        }
        for place in [.max, .max - 8, 1 << 63, 0x2FF8] as [UInt64] {
            #expect(try words(file(tags: [7, place, 8, 48], table: [])) == nil)
            #expect(try words(file(tags: [36, place, 35, 16], table: [])) == nil)
        }
        // The first word that is named is not in the file.
        #expect(try words(file(tags: [36, 0x400, 35, 8], table: [.max - 1])) == nil)
        #expect(try words(file(tags: [36, 0x400, 35, 16], table: [0x2FF8, 3])) == nil)
    }
}
