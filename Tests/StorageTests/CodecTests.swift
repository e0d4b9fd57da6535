import SnapshotModel
import Testing

@testable import Storage

@Suite struct CodecTests {
    private func table() -> Table { Table((0..<40).map { typeRow("T\($0)", UInt64($0) * 1_000_003, .max - UInt64($0)) }) }

    private func roundTrip(_ table: Table) throws -> SectionCodec.Section {
        try SectionCodec.decode(SectionCodec.encode(table, ids: Array(table.texts.indices.map(UInt64.init))))
    }

    @Test func columnsComeBack() throws {
        let table = table()
        let section = try roundTrip(table)
        #expect(Catalog.standard.declared(section.info) == table.info)
        #expect(section.columns == table.columns)
    }

    @Test(arguments: [[], [0], [.max], [.max, 0, .max], [5, 5, 5], [1, 2, 3, 1 << 63, 0], Array(0...300)] as [[UInt64]])
    func everyColumnComesBack(_ words: [UInt64]) throws {
        var writer = ByteWriter()
        ColumnCodec.encode(words, &writer)
        var reader = ByteReader(writer.bytes[...])
        var column = ColumnBuffer()
        try column.decode(words.count, &reader)
        #expect(column.presentWords == words)
        #expect(column.sum() == words.reduce(0) { $0 + Int128($1) })
        #expect(reader.left == 0)
    }

    @Test func aBlobCutShortIsAnError() throws {
        let table = table()
        let blob = try SectionCodec.encode(table, ids: Array(table.texts.indices.map(UInt64.init)))
        for length in 0..<blob.count { #expect(throws: CodecError.self) { try SectionCodec.decode(Array(blob[..<length])) } }
    }

    /// LZ4's checksum finds every flip of the content; flips below it are tried on the bare content.
    @Test func flippedBitsAreErrorsOrHarmless() throws {
        let table = table()
        let blob = try SectionCodec.encode(table, ids: Array(table.texts.indices.map(UInt64.init)))
        for place in blob.indices {
            for bit in 0..<8 {
                var flipped = blob
                flipped[place] ^= 1 << UInt8(bit)
                if let section = try? SectionCodec.decode(flipped) { #expect(section.columns == table.columns) }
            }
        }
        let content = try LZ4Frame.decompress(blob[4...])
        for place in content.indices {
            for value in [0, 0x7F, 0x80, 0xFF] as [UInt8] where content[place] != value {
                var flipped = content
                flipped[place] = value
                let again = Array(blob[..<4]) + (try LZ4Frame.compress(flipped))
                if let section = try? SectionCodec.decode(again) {
                    #expect(section.columns.allSatisfy { $0 == nil || $0?.count == section.rowCount })
                }
            }
        }
    }

    /// The content of a blob with this in place of its own.
    private func blob(_ content: [UInt8], version: UInt8 = 2) throws -> [UInt8] {
        Array("HDS".utf8) + [version] + (try LZ4Frame.compress(content))
    }

    /// A table as programs of formats 1 to 3 wrote it.
    private func contentOfVersion1(_ table: Table, ids: [UInt64]) -> [UInt8] {
        var writer = ByteWriter()
        SectionDeclaration(table.info).write(&writer)
        writer.varint(UInt64(table.rowCount))
        for (column, words) in zip(table.info.columns, table.columns) {
            ColumnCodec.encode(column.type == .text ? words?.map { ids[Int($0)] } : words, &writer)
        }
        return writer.bytes
    }

    @Test func version1IsRead() throws {
        let table = table()
        let ids = table.texts.indices.map { UInt64($0) * 3 + 7 }
        let (older, newer) = (try blob(contentOfVersion1(table, ids: ids), version: 1), try SectionCodec.encode(table, ids: ids))
        #expect(try SectionCodec.decode(older).columns == SectionCodec.decode(newer).columns)
        #expect(try SectionCodec.decode(older, keepsPlaces: true).names == nil)
        #expect(try SectionCodec.decode(newer, keepsPlaces: true).names == ids)
        #expect(try SectionCodec.decode(newer, keepsPlaces: true).columns == table.columns)
        #expect(try Set(SectionCodec.names(of: older)) == Set(SectionCodec.names(of: newer)))
        // One after the other, in the same memory.
        var buffer = SectionBuffer()
        for blob in [older, newer, older, newer] {
            _ = try buffer.decode(blob, LZ4Decompressor()) { info in [Bool](repeating: true, count: info.columns.count) }
            #expect(try buffer.columns.map(\.presentWords) == SectionCodec.decode(older).columns)
        }
    }

    /// A place that the list of names does not have, and lengths of columns that are wrong.
    @Test func listAndLengthsAreHeldToTheColumns() throws {
        func blob(names: [UInt64], _ columns: [[UInt8]], rows: UInt64 = 1) throws -> [UInt8] {
            var writer = ByteWriter()
            for text in ["s", "byKey", "rows"] { writer.text(text) }
            writer.varint(1)
            for text in ["name", "key", "text", "none"] { writer.text(text) }
            writer.varint(rows)
            for bytes in columns { writer.append(bytes) }
            return try SectionCodec.encode(.init(names: names, rest: writer.bytes))
        }
        #expect(try SectionCodec.decode(blob(names: [9], [[2, 1, 0]])).columns == [[9]])
        #expect(throws: CodecError.implausible("the place of a name")) { try SectionCodec.decode(blob(names: [9], [[2, 1, 1]])) }
        #expect(throws: CodecError.implausible("the place of a name")) {
            try SectionCodec.decode(blob(names: [], [[2, 1, 0]]), keepsPlaces: true)
        }
        #expect(throws: CodecError.implausible("bytes after a column's last word")) {
            try SectionCodec.decode(blob(names: [9], [[3, 1, 0, 0]]))
        }
        #expect(throws: CodecError.truncated) { try SectionCodec.decode(blob(names: [9], [[3, 1, 0]])) }
        #expect(throws: CodecError.implausible("the length of a column")) { try SectionCodec.decode(blob(names: [9], [[9, 1, 0]])) }
        #expect(throws: CodecError.truncated) { try SectionCodec.decode(blob(names: [9], [[1, 1, 0]])) }
        #expect(throws: CodecError.implausible("the number of names")) {
            try SectionCodec.decode(Array("HDS".utf8) + [2] + LZ4Frame.compress([0xFF, 0xFF, 0x7F, 1, 0]))
        }
        #expect(throws: CodecError.implausible("the list of names")) {
            try SectionCodec.decode(Array("HDS".utf8) + [2] + LZ4Frame.compress([0, 0, 1, 1]))
        }
    }

    /// A section that is longer, one that is shorter, one of constant columns, one declared otherwise: each is decoded after each other and
    /// after a damaged one, in the same memory.
    @Test func nothingOfAnEarlierSectionRemains() throws {
        let tables = [
            table(), Table((0..<7).map { typeRow("T\($0)", UInt64($0), 9) }), Table((0..<90).map { _ in typeRow("T", 3, 72) }),
            Table([typeRow("T", 1, 24)], absent: ["bytes"]), Table([ModuleRow()]), Table([TypeRow]()),
        ]
        let blobs = try tables.map { try SectionCodec.encode($0, ids: Array($0.texts.indices.map(UInt64.init))) }
        let contents = try blobs.map { try LZ4Frame.decompress(SectionCodec.parts(of: $0).frame) }
        let damaged = [blobs[0].dropLast(), blobs[0].dropFirst()].map { Array($0) } + (try contents.map { try blob($0.dropLast()) })
        var buffer = SectionBuffer()
        let decompressor = LZ4Decompressor()
        func decode(_ blob: [UInt8]) throws(CodecError) {
            _ = try buffer.decode(blob, decompressor) { info in [Bool](repeating: true, count: info.columns.count) }
        }
        for (first, second) in tables.indices.flatMap({ first in tables.indices.map { (first, $0) } }) {
            try decode(blobs[first])
            for blob in damaged {
                #expect(throws: CodecError.self) { try decode(blob) }
                #expect(buffer.rowCount == 0)
            }
            try decode(blobs[second])
            #expect(buffer.rowCount == tables[second].rowCount)
            #expect(buffer.columns.map(\.presentWords) == tables[second].columns)
        }
    }

    /// A column that is not asked for is checked like one that is read.
    @Test func whatIsPassedOverIsChecked() throws {
        let content = try LZ4Frame.decompress(SectionCodec.parts(of: SectionCodec.encode(table(), ids: Array(0..<40))).frame)
        let decompressor = LZ4Decompressor()
        func error(_ blob: [UInt8], wanted: Bool) -> CodecError? {
            var buffer = SectionBuffer()
            do throws(CodecError) {
                _ = try buffer.decode(blob, decompressor) { info in [Bool](repeating: wanted, count: info.columns.count) }
                return nil
            } catch { return error }
        }
        for place in content.indices {
            for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] where content[place] != value {
                var changed = content
                changed[place] = value
                let blob = try blob(changed, version: 1)
                #expect(error(blob, wanted: false) == error(blob, wanted: true))
            }
        }
    }

    /// Numbers of all lengths, in all places of a word of eight bytes, up to the end of the bytes.
    @Test func numbersOfAllLengthsAreReadAndPassedOver() throws {
        let lengths = (0..<64).map { UInt64(1) << UInt64($0) }
        for first in 0..<24 {
            let numbers = (0..<300).map { index in
                index % 3 == 0
                    ? lengths[(index * 7 + first) % 64] : index % 5 == 0 ? lengths[(index + first) % 20] : UInt64(index % (first + 2))
            }
            var writer = ByteWriter()
            for number in numbers { writer.varint(number) }
            var reader = ByteReader(writer.bytes[...])
            var read: [UInt64] = [1, 2, 3]
            try reader.varints(numbers.count, into: &read)
            #expect(read == numbers)
            #expect(reader.left == 0)
            for count in [0, 1, 7, 8, 9, 150, 299] {
                var passing = ByteReader(writer.bytes[...])
                try passing.skipVarints(count)
                #expect(try passing.varint() == numbers[count])
            }
            var whole = ByteReader(writer.bytes[...])
            try whole.skipVarints(numbers.count)
            #expect(whole.left == 0)
            var short = ByteReader(writer.bytes.dropLast())
            #expect(throws: CodecError.self) { try short.skipVarints(numbers.count) }
        }
        // Eleven bytes, in all places.
        for place in 0..<12 {
            let bytes = [UInt8](repeating: 1, count: place) + [UInt8](repeating: 0x80, count: 10) + [UInt8](repeating: 1, count: 20)
            var reading = ByteReader(bytes[...])
            var passing = ByteReader(bytes[...])
            var numbers: [UInt64] = []
            #expect(throws: CodecError.implausible("a number of more than 64 bits")) { try reading.varints(20, into: &numbers) }
            #expect(throws: CodecError.implausible("a number of more than 64 bits")) { try passing.skipVarints(20) }
        }
    }

    @Test func aBombIsRefused() throws {
        #expect(throws: CodecError.implausible("a blob of 314572800 bytes, more than 268435456,")) {
            try LZ4Frame.compress([UInt8](repeating: 0, count: 300 << 20))
        }
        // One row's worth of bytes that claims four million rows in constant columns is bounded by cells, in plain ones by bytes.
        var writer = ByteWriter()
        for text in ["s", "byKey", "rows"] { writer.text(text) }
        writer.varint(1)
        for text in ["a", "measure", "integer", "bytes"] { writer.text(text) }
        writer.varint(1 << 22)
        writer.byte(2)
        writer.varint(7)
        let blob = Array("HDS".utf8) + [1] + (try LZ4Frame.compress(writer.bytes))
        #expect(throws: CodecError.truncated) { try SectionCodec.decode(blob) }
    }

    @Test func aNewerFormatIsSaid() throws {
        #expect(throws: CodecError.newerFormat(3)) { try SectionCodec.decode(Array("HDS".utf8) + [3, 0]) }
        #expect(throws: CodecError.notABlob) { try SectionCodec.decode(Array("HDS".utf8) + [0, 0]) }
    }

    /// The properties that every output relies on are checked on reading and on writing.
    @Test func aDeclarationThatCannotBeRightIsRefused() throws {
        func blob(_ columns: [[String]]) throws -> [UInt8] {
            var writer = ByteWriter()
            for text in ["s", "byKey", "rows"] { writer.text(text) }
            writer.varint(UInt64(columns.count))
            for text in columns.flatMap(\.self) { writer.text(text) }
            writer.varint(0)
            for _ in columns { writer.byte(0) }
            return Array("HDS".utf8) + [1] + (try LZ4Frame.compress(writer.bytes))
        }
        let count = ["count", "measure", "integer", "objects"]
        #expect(try SectionCodec.decode(blob([count])).info.columns.count == 1)
        #expect(throws: CodecError.implausible("a second column of one name")) {
            try SectionCodec.decode(blob([count, ["Count", "key", "text", "none"]]))
        }
        #expect(throws: CodecError.implausible("a second column of one name")) {
            try SectionCodec.decode(blob([["snapshot", "key", "integer", "none"]]))
        }
        #expect(throws: CodecError.implausible("a measure that is no number")) {
            try SectionCodec.decode(blob([["name", "measure", "text", "none"]]))
        }
        #expect(throws: CodecError.implausible("a column's declaration")) {
            try SectionCodec.decode(blob([["a", "key", "float", "none"]]))
        }
    }
}

@Suite struct NameBlockTests {
    private let names = ["", "App.Line", "App.Line[]", "App.Order", "App.Order<System.Int32>", "数据", "数据2"]

    @Test func namesComeBack() throws {
        #expect(try NameBlock.decode(NameBlock.encode(names[...])) == names)
        #expect(try NameBlock.decode(NameBlock.encode(["only"])) == ["only"])
    }

    @Test func largeOnesAreCutIntoBlocks() {
        let long = [String](repeating: String(repeating: "x", count: 400_000), count: 5)
        #expect(NameBlock.fitting(long[...]) == 2)
        #expect(NameBlock.fitting([String(repeating: "x", count: 3_000_000), "y"]) == 1)
        #expect(NameBlock.fitting(names[...]) == names.count)
    }

    @Test func aBlockCutShortOrChangedIsAnErrorOrHarmless() throws {
        let blob = try NameBlock.encode(names[...])
        for length in 0..<blob.count { #expect(throws: CodecError.self) { try NameBlock.decode(Array(blob[..<length])) } }
        let content = try LZ4Frame.decompress(blob[4...])
        for place in content.indices {
            for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] where content[place] != value {
                var changed = content
                changed[place] = value
                if let found = try? NameBlock.decode(Array(blob[..<4]) + LZ4Frame.compress(changed)) {
                    #expect(found.allSatisfy { $0.utf8.count <= 1 << 20 })
                }
            }
        }
    }
}
