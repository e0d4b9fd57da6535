import SnapshotModel

/// Names (of types, modules, …) by number. Each is stored once, however many snapshots mention it.
///
/// They are in blocks of consecutive numbers, a block for each snapshot that brought new ones. There is no index over them: to look ten
/// thousand names up, unpacking all blocks is faster than ten thousand look-ups, and an index by hash alone would be larger than the names.
///
/// Keeps what it has read: an object is only of use for one state of the store (`SnapshotStore.names`).
final class NameTable {
    private let tables: any StoreTables
    private var places: [NameBlockRecord]?
    /// Unpacked blocks by their first number.
    private var blocks: [Int64: [String]] = [:]

    init(_ tables: any StoreTables) { self.tables = tables }

    /// The ids of the names in `lists`; new names get the next numbers. Inside of a transaction that writes.
    func ids(_ lists: [[String]]) throws(StoreError) -> [[UInt64]] {
        let unknown = UInt64.max
        var ids: [BytewiseText: UInt64] = [:]
        for list in lists { for text in list { ids[BytewiseText(text)] = unknown } }
        var places = try readPlaces()
        for block in places {
            for (place, name) in try names(block).enumerated() {
                let key = BytewiseText(name)
                if ids[key] != nil { ids[key] = UInt64(block.first) + UInt64(place) }
            }
        }
        var missing: [String] = []
        for list in lists {
            for text in list where ids[BytewiseText(text)] == unknown {
                missing.append(text)
                ids[BytewiseText(text)] = 0
            }
        }
        missing.sort(by: bytewise)
        var next = places.last.map { $0.first + $0.count } ?? 0
        var rest = missing[...]
        while !rest.isEmpty {
            let block = rest.prefix(NameBlock.fitting(rest))
            guard UInt64(clamping: next) + UInt64(block.count) <= NameTable.limit else {
                throw .damaged(path: tables.path, "there are no numbers left for names")
            }
            rest = rest.dropFirst(block.count)
            let blob: [UInt8]
            do throws(CodecError) { blob = try NameBlock.encode(block) } catch {
                throw .cannotOpen(path: tables.path, "names cannot be stored: \(error.words)")
            }
            let record = NameBlockRecord(first: next, count: Int64(block.count))
            try tables.insert(record, blob)
            places.append(record)
            blocks[record.first] = Array(block)
            for (place, name) in block.enumerated() { ids[BytewiseText(name)] = UInt64(next) + UInt64(place) }
            next += record.count
        }
        self.places = places
        return lists.map { $0.map { ids[BytewiseText($0)] ?? unknown } }
    }

    /// The names of `ids`, which are ascending and unique. `nil` when the store does not know one.
    func texts(_ ids: [UInt64]) throws(StoreError) -> [String]? {
        guard let last = ids.last else { return [] }
        guard last < NameTable.limit else { return nil }
        var texts: [String] = []
        texts.reserveCapacity(ids.count)
        for block in try readPlaces() {
            guard texts.count < ids.count else { break }
            let end = UInt64(block.first + block.count)
            guard ids[texts.count] < end else { continue }
            // A number between two blocks: nothing has it.
            guard ids[texts.count] >= UInt64(block.first) else { return nil }
            let names = try names(block)
            while texts.count < ids.count, ids[texts.count] < end {
                texts.append(names[Int(ids[texts.count]) - Int(block.first)])
            }
        }
        return texts.count == ids.count ? texts : nil
    }

    /// The names of `ids`, in whatever order they are. `nil` when the store does not know one.
    func texts(inAnyOrder ids: [UInt64]) throws(StoreError) -> [String]? {
        let distinct = NameTable.distinct([ids])
        if distinct == ids { return try texts(ids) }
        guard let texts = try texts(distinct) else { return nil }
        return NameTable.places(of: ids, in: distinct).map { texts[Int($0)] }
    }

    /// The number of names. Decodes all blocks; throws `damaged` for the first that does not decode.
    func count() throws(StoreError) -> Int {
        var count = 0
        for block in try readPlaces() { count += try names(block).count }
        return count
    }

    /// All ids in `lists`: ascending, each once.
    static func distinct(_ lists: [[UInt64]]) -> [UInt64] {
        guard let first = lists.compactMap({ $0.min() }).min(), let last = lists.compactMap({ $0.max() }).max() else { return [] }
        var ids: [UInt64] = []
        // Ids of one snapshot lie close together, as in `places`.
        if last - first < 1 << 20 {
            var isThere = [Bool](repeating: false, count: Int(last - first) + 1)
            for list in lists { for id in list { isThere[Int(id - first)] = true } }
            for (offset, isThere) in isThere.enumerated() where isThere { ids.append(first + UInt64(offset)) }
        } else {
            for id in lists.joined().sorted() where ids.last != id { ids.append(id) }
        }
        return ids
    }

    /// The place of each word in `ids`, which are ascending and hold every one.
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
    static let limit: UInt64 = 1 << 53

    /// The blocks in the order of their numbers. Throws `damaged` when they overlap or have numbers that no block can have.
    private func readPlaces() throws(StoreError) -> [NameBlockRecord] {
        if let places { return places }
        let found = try tables.nameBlocks()
        var end: Int64 = 0
        for block in found {
            guard block.first >= end, block.first < NameTable.limit, block.count > 0, block.count < NameTable.limit else {
                throw .damaged(path: tables.path, "names @\(block.first) have numbers of others")
            }
            end = block.first + block.count
        }
        places = found
        return found
    }

    private func names(_ block: NameBlockRecord) throws(StoreError) -> [String] {
        if let known = blocks[block.first] { return known }
        let names: [String]
        let blob = try tables.blob(of: block)
        do throws(CodecError) { names = try NameBlock.decode(blob) } catch {
            throw .damaged(path: tables.path, "names @\(block.first): \(error.words)")
        }
        guard Int64(names.count) == block.count else {
            throw .damaged(path: tables.path, "names @\(block.first): \(names.count) instead of \(block.count)")
        }
        blocks[block.first] = names
        return names
    }
}
