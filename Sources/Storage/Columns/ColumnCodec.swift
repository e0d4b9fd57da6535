/// A column of 64-bit words as bytes, in the shortest of three forms: one value for all rows, plain varints, or differences from row to
/// row (zigzag varints), which is what ids of sorted names are good for.
enum ColumnCodec {
    enum Form: UInt8 { case absent, constant, plain, differences }

    static func encode(_ words: [UInt64]?, _ writer: inout ByteWriter) {
        guard let words else { return writer.byte(Form.absent.rawValue) }
        if let first = words.first, words.allSatisfy({ $0 == first }) {
            writer.byte(Form.constant.rawValue)
            return writer.varint(first)
        }
        var plain = ByteWriter()
        var differences = ByteWriter()
        var previous: UInt64 = 0
        for word in words {
            plain.varint(word)
            differences.varint(zigzag(word &- previous))
            previous = word
        }
        let isPlain = plain.bytes.count <= differences.bytes.count
        writer.byte(isPlain ? Form.plain.rawValue : Form.differences.rawValue)
        writer.append(isPlain ? plain : differences)
    }

    static func form(_ reader: inout ByteReader) throws(CodecError) -> Form {
        guard let form = Form(rawValue: try reader.byte()) else { throw .implausible("the form of a column") }
        return form
    }

    /// Passes over a column, which is checked as if it were decoded.
    static func skip(_ rowCount: Int, _ reader: inout ByteReader) throws(CodecError) {
        switch try form(&reader) {
        case .absent: break
        case .constant: _ = try reader.varint()
        case .plain, .differences: try reader.skipVarints(rowCount)
        }
    }

    /// Differences from row to row become the words.
    static func sumDifferences(_ words: inout [UInt64]) {
        var previous: UInt64 = 0
        for row in words.indices {
            previous = previous &+ unzigzag(words[row])
            words[row] = previous
        }
    }

    private static func zigzag(_ difference: UInt64) -> UInt64 { difference << 1 ^ UInt64(bitPattern: Int64(bitPattern: difference) >> 63) }
    private static func unzigzag(_ value: UInt64) -> UInt64 { value >> 1 ^ (0 &- (value & 1)) }
}
