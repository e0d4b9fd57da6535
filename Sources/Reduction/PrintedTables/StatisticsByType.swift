import DebuggerText
import RawMemory

/// Objects of one type in printed statistics. Several method tables may have one name: then their sums are one row, which says how many they are.
struct PrintedType {
    let name: String
    var count: UInt64 = 0
    var bytes: UInt64 = 0
    var methodTables: UInt64 = 0
}

extension StatisticsTable {
    /// The rows by the names of types, in the order of the text.
    var byType: [PrintedType] {
        var places: [String: Int] = [:]
        var types: [PrintedType] = []
        for row in rows {
            let place = places[row.name] ?? types.count
            if place == types.count {
                places[row.name] = place
                types.append(PrintedType(name: row.name))
            }
            types[place].count = types[place].count.saturatingAdd(row.count)
            types[place].bytes = types[place].bytes.saturatingAdd(row.bytes)
            types[place].methodTables += 1
        }
        return types
    }

    /// The sums of the rows.
    var listed: PrintedSums {
        PrintedSums(count: rows.reduce(0) { $0.saturatingAdd($1.count) }, bytes: rows.reduce(0) { $0.saturatingAdd($1.bytes) })
    }

    /// As the last line prints them.
    var total: PrintedSums { PrintedSums(count: totalObjects, bytes: totalBytes) }
}
