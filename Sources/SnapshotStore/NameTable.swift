import Snapshot

/// Names (of types, modules ...) by number: each is stored once a store, whatever the number of snapshots that mention it.
struct NameTable {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// FNV-1a. Not a defence against collisions: texts are compared.
    private static func hash(_ text: String) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int64(bitPattern: hash)
    }

    /// The ids of `texts`; new ones get the next number. Inside a transaction.
    func ids(_ texts: [String]) throws(StoreError) -> [UInt64] {
        var ids: [UInt64] = []
        ids.reserveCapacity(texts.count)
        for text in texts {
            let hash = NameTable.hash(text)
            var id: Int64?
            try database.query("SELECT id, text FROM stored_name WHERE hash = ?", .integer(hash)) { row in
                guard row.text(1).utf8.elementsEqual(text.utf8) else { return true }
                id = row.integer(0)
                return false
            }
            if id == nil {
                try database.run("INSERT INTO stored_name (hash, text) VALUES (?, ?)", .integer(hash), .text(text))
                id = database.lastInsertedRow
            }
            ids.append(UInt64(bitPattern: id ?? 0))
        }
        return ids
    }

    /// The names of `ids`, which are ascending and unique. nil for an id that the store does not know.
    func texts(_ ids: [UInt64]) throws(StoreError) -> [String]? {
        guard let first = ids.first, let last = ids.last, last <= UInt64(Int64.max) else { return ids.isEmpty ? [] : nil }
        var texts: [String] = []
        texts.reserveCapacity(ids.count)
        var next = 0
        if last - first < UInt64(ids.count) * 4 {
            // Names of one snapshot mostly came together: one pass over their range.
            try database.query(
                "SELECT id, text FROM stored_name WHERE id BETWEEN ? AND ? ORDER BY id", .integer(Int64(first)), .integer(Int64(last))
            ) { row in
                if next < ids.count, UInt64(bitPattern: row.integer(0)) == ids[next] {
                    texts.append(row.text(1))
                    next += 1
                }
                return next < ids.count
            }
        } else {
            for id in ids {
                try database.query("SELECT text FROM stored_name WHERE id = ?", .integer(Int64(id))) { row in
                    texts.append(row.text(0))
                    return false
                }
            }
        }
        return texts.count == ids.count ? texts : nil
    }
}
