/// A column of 64-bit words as bytes, in the shortest of three forms: one value for all rows, plain varints, or differences from row to
/// row (zigzag varints), which is what ids of sorted names are good for.
enum ColumnCodec {
    private enum Form: UInt8 { case absent, constant, plain, differences }

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

    static func decode(_ rowCount: Int, _ reader: inout ByteReader) throws(CodecError) -> [UInt64]? {
        guard let form = Form(rawValue: try reader.byte()) else { throw .implausible("the form of a column") }
        switch form {
        case .absent: return nil
        case .constant: return [UInt64](repeating: try reader.varint(), count: rowCount)
        case .plain: return try reader.varints(rowCount)
        case .differences:
            var words = try reader.varints(rowCount)
            var previous: UInt64 = 0
            for row in words.indices {
                previous = previous &+ unzigzag(words[row])
                words[row] = previous
            }
            return words
        }
    }

    private static func zigzag(_ difference: UInt64) -> UInt64 { difference << 1 ^ UInt64(bitPattern: Int64(bitPattern: difference) >> 63) }
    private static func unzigzag(_ value: UInt64) -> UInt64 { value >> 1 ^ (0 &- (value & 1)) }
}
