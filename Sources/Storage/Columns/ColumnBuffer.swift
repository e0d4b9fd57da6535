/// One decoded column after the other, in the same memory.
struct ColumnBuffer: Sendable {
    /// One a row; without meaning when the column is not present.
    private(set) var words: [UInt64] = []
    private(set) var isPresent = false
    /// The value that all words are known to have.
    private(set) var constant: UInt64?

    /// The words of the column; `nil` when it is absent.
    var presentWords: [UInt64]? { isPresent ? words : nil }

    /// The next column from `reader`, in place of the last one. After an error it is absent.
    mutating func decode(_ rowCount: Int, _ reader: inout ByteReader) throws(CodecError) {
        let before = constant
        clear()
        switch try ColumnCodec.form(&reader) {
        case .absent: return
        case .constant:
            let value = try reader.varint()
            if before != value { words.removeAll(keepingCapacity: true) }
            words.setCount(rowCount, value)
            constant = value
        case .plain: try reader.varints(rowCount, into: &words)
        case .differences:
            try reader.varints(rowCount, into: &words)
            ColumnCodec.sumDifferences(&words)
        }
        isPresent = true
    }

    /// Every word is a place in `names` and becomes what stands there.
    mutating func replacePlaces(by names: [UInt64]) {
        constant = nil
        for row in words.indices { words[row] = names[Int(words[row])] }
    }

    /// Gives the words away for others to use the memory of. The column is absent afterwards.
    mutating func exchange(_ others: inout [UInt64]) {
        swap(&words, &others)
        clear()
    }

    mutating func clear() {
        isPresent = false
        constant = nil
    }

    /// The sum of all words.
    func sum() -> Int128 {
        if let constant { return Int128(constant) * Int128(words.count) }
        // In 64 bits as far as they go.
        var (sum, part): (Int128, UInt64) = (0, 0)
        for word in words {
            let (next, overflow) = part.addingReportingOverflow(word)
            if overflow { sum += Int128(part) }
            part = overflow ? word : next
        }
        return sum + Int128(part)
    }
}
