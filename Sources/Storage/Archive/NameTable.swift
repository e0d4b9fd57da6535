import SnapshotModel

/// Names (of types, modules ...) by number: each is stored once a store, whatever the number of snapshots that mention it.
///
/// They lie in blocks of consecutive numbers, a block for each snapshot that brought new ones. No index over them: to look ten thousand
/// names up, unpacking all blocks is faster than ten thousand look-ups, and an index by hash alone would be larger than the names.
///
/// Keeps unpacked blocks: one object must not outlive the transaction (or the query) that it was made for.
final class NameTable {
    private let database: Database
    /// By the block's first number.
    private var blocks: [Int64: [String]] = [:]

    init(_ database: Database) { self.database = database }

    /// The ids of the names in `lists`; new names get the next numbers. Inside a transaction that writes.
    func ids(_ lists: [[String]]) throws(StoreError) -> [[UInt64]] {
        let unknown = UInt64.max
        var ids: [BytewiseText: UInt64] = [:]
        for list in lists { for text in list { ids[BytewiseText(text)] = unknown } }
        var next: Int64 = 0
        try eachBlock(through: .max) { (block) throws(StoreError) in
            for (place, name) in try names(block).enumerated() {
                let key = BytewiseText(name)
                if ids[key] != nil { ids[key] = UInt64(block.first) + UInt64(place) }
            }
            next = block.end
            return true
        }
        var missing: [String] = []
        for list in lists {
            for text in list where ids[BytewiseText(text)] == unknown {
                missing.append(text)
                ids[BytewiseText(text)] = 0
            }
        }
        missing.sort(by: bytewise)
        var rest = missing[...]
        while !rest.isEmpty {
            let block = rest.prefix(NameBlock.fitting(rest))
            rest = rest.dropFirst(block.count)
            let data: [UInt8]
            do throws(CodecError) { data = try NameBlock.encode(block) } catch {
                throw .cannotOpen(path: database.path, "names cannot be stored: \(error.words)")
            }
            try database.run(
                "INSERT INTO stored_names (first, count, data) VALUES (?, ?, ?)", .integer(next), .integer(Int64(block.count)), .blob(data))
            for (place, name) in block.enumerated() { ids[BytewiseText(name)] = UInt64(next) + UInt64(place) }
            next += Int64(block.count)
        }
        return lists.map { $0.map { ids[BytewiseText($0)] ?? unknown } }
    }

    /// The names of `ids`, which are ascending and unique. nil when the store does not know one.
    func texts(_ ids: [UInt64]) throws(StoreError) -> [String]? {
        guard let last = ids.last else { return [] }
        guard last < NameTable.limit else { return nil }
        var texts: [String] = []
        texts.reserveCapacity(ids.count)
        try eachBlock(through: Int64(last)) { (block) throws(StoreError) in
            guard ids[texts.count] < UInt64(block.end) else { return true }
            // Asks for one between two blocks: the caller finds too few.
            guard ids[texts.count] >= UInt64(block.first) else { return false }
            let names = try names(block)
            while texts.count < ids.count, ids[texts.count] < UInt64(block.end) {
                texts.append(names[Int(ids[texts.count]) - Int(block.first)])
            }
            return texts.count < ids.count
        }
        return texts.count == ids.count ? texts : nil
    }

    /// How many names there are. Decodes all blocks; throws `damaged` for the first that does not.
    func count() throws(StoreError) -> Int {
        var count = 0
        try eachBlock(through: .max) { (block) throws(StoreError) in
            count += try names(block).count
            return true
        }
        return count
    }

    /// All ids in `lists`: ascending, each once.
    static func distinct(_ lists: [[UInt64]]) -> [UInt64] {
        var ids: [UInt64] = []
        for id in lists.joined().sorted() where ids.last != id { ids.append(id) }
        return ids
    }

    /// Where each word stands in `ids`, which are ascending and hold every one.
    static func places(of words: [UInt64], in ids: [UInt64]) -> [UInt64] {
        guard let first = ids.first, let last = ids.last else { return words.map { _ in 0 } }
        // Ids of one snapshot lie close together: an array does for them what a dictionary would do more slowly.
        if last - first < 1 << 20 {
            var places = [UInt64](repeating: 0, count: Int(last - first) + 1)
            for (place, id) in ids.enumerated() { places[Int(id - first)] = UInt64(place) }
            return words.map { places[Int($0 - first)] }
        }
        let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, UInt64($0)) })
        return words.map { places[$0] ?? 0 }
    }

    // MARK: Blocks

    /// Numbers end here, far from where sums of them overflow.
    private static let limit: UInt64 = 1 << 53

    private struct Block {
        let first: Int64
        let end: Int64
        let row: Database.Row
    }

    /// The blocks in order of their numbers, as far as that of `last`; `each` answers whether to go on.
    private func eachBlock(through last: Int64, _ each: (Block) throws(StoreError) -> Bool) throws(StoreError) {
        var end: Int64 = 0
        try database.query("SELECT first, count, data FROM stored_names WHERE first <= ? ORDER BY first", .integer(last)) {
            (row) throws(StoreError) in
            let (first, count) = (row.integer(0), row.integer(1))
            guard first >= end, first < NameTable.limit, count > 0, count < NameTable.limit else {
                throw .damaged(path: database.path, "names @\(first) have numbers of others")
            }
            end = first + count
            return try each(Block(first: first, end: end, row: row))
        }
    }

    private func names(_ block: Block) throws(StoreError) -> [String] {
        if let known = blocks[block.first] { return known }
        let names: [String]
        do throws(CodecError) { names = try NameBlock.decode(block.row.blob(2)) } catch {
            throw .damaged(path: database.path, "names @\(block.first): \(error.words)")
        }
        guard Int64(names.count) == block.end - block.first else {
            throw .damaged(path: database.path, "names @\(block.first): \(names.count) instead of \(block.end - block.first)")
        }
        blocks[block.first] = names
        return names
    }
}
