/// One decoded column after the other, in the same memory.
struct ColumnBuffer: Sendable {
    /// One a row; without meaning when the column is not present.
    private(set) var words: [UInt64] = []
    private(set) var isPresent = false
    /// The value that all words are known to have.
    private(set) var constant: UInt64?

    /// What the column holds; `nil`: it is absent.
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

    /// Gives the words away for others to use the memory of. The column is absent afterwards.
    mutating func exchange(_ others: inout [UInt64]) {
        swap(&words, &others)
        clear()
    }

    /// Replaces each word, a place in `names`, by the name there. Throws `implausible` for a place that there is not.
    mutating func replacePlaces(by names: [UInt64]) throws(CodecError) {
        guard isPresent else { return }
        constant = nil
        for row in words.indices {
            guard words[row] < UInt64(names.count) else { throw .implausible("the place of a name") }
            words[row] = names[Int(words[row])]
        }
    }

    /// Throws `implausible` for a word that is not below `count`.
    func checkPlaces(_ count: Int) throws(CodecError) {
        guard isPresent else { return }
        for word in words where word >= UInt64(count) { throw .implausible("the place of a name") }
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
