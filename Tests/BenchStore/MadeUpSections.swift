import SnapshotModel

/// Rows of the sections for which the made-up service has none of its own, from what the catalog declares. A section that is declared
/// later is included without a change here.
///
/// As in a real service, most rows stay the same from day to day, some vary with the load, a few grow, and a few appear and disappear.
/// Names are those of the service's types, with methods where a column asks for them.
struct MadeUpSections {
    private let sections: [MadeUpSection]

    /// Sections with rows of their own, and open handles of Windows, which a service on Linux does not have.
    private static let others: Set<String> = ["types", "modules", "threads", "holders", "os_handles"]
    /// Rows that a large service has; other sections have `usualRows`.
    private static let rows: [String: Int] = [
        "heaps": 40, "handles": 900, "finalization": 600, "gc": 1, "delegates": 6_000, "async": 1_500, "timers": 300, "tasks": 1_200,
        "ledger": 40,
        "loader_heaps": 60, "thread_groups": 80, "module_groups": 60,
    ]
    private static let usualRows = 500

    /// `types`: names and modules of the service's types.
    init(_ catalog: Catalog, types: [(name: String, module: String)]) {
        // Nor does a dump have what only texts have.
        sections = catalog.sections.filter { !MadeUpSections.others.contains($0.name) && $0.question?.form == nil }.enumerated().map {
            number, info in
            MadeUpSection(info, rows: MadeUpSections.rows[info.name] ?? MadeUpSections.usualRows, types, seed: UInt64(number))
        }
    }

    func tables(day: Int) -> [Table] { sections.map { $0.table(day: day) } }
}

private struct MadeUpSection {
    private let info: SectionInfo
    private let rows: [Row]

    private struct Row {
        /// The text of each text column.
        let texts: [String]
        /// The level of each number.
        let levels: [UInt64]
        /// 0 to 99: how the row changes.
        let behaviour: UInt64
    }

    /// The words of columns that have a few values each.
    private static let words: [String: [String]] = [
        "kind": ["strong", "pinned", "weak-short", "weak-long", "dependent"], "state": ["queued", "ready", "-1", "0", "1"],
        "generation": ["gen0", "gen1", "gen2", "loh"], "allocator": ["global", "collectible", "dynamic"], "memory": ["regions"],
        "collector": ["server"], "mode": ["concurrent"], "heap_count": ["dynamic"],
        "latency_mode": ["Interactive"], "last_reason": ["small-allocation", "induced"], "maker": ["XmlSerializer", "Regex", "unknown"],
    ]
    private static let methods = ["HandleAsync", "OnChanged", "<LoadAsync>b__0", "Dispose", "MoveNext", "Invoke", "Validate"]

    init(_ info: SectionInfo, rows count: Int, _ types: [(name: String, module: String)], seed: UInt64) {
        self.info = info
        var dice = Dice(state: 77 + seed)
        rows = (0..<count).map { row in
            let type = types.isEmpty ? ("A.B", "A.dll") : types[Int(dice.roll(UInt64(types.count)))]
            return Row(
                texts: info.columns.map { MadeUpSection.text($0, type, row, &dice) },
                levels: info.columns.map { column in
                    let sides: UInt64 = column.unit == .bytes ? 400_000 : row % 40 == 0 ? 20_000 : 60
                    return dice.roll(5) == 0 ? 0 : dice.roll(sides)
                }, behaviour: dice.roll(100))
        }
    }

    private static func text(_ column: ColumnInfo, _ type: (name: String, module: String), _ row: Int, _ dice: inout Dice) -> String {
        guard column.type == .text else { return "" }
        if let words = words[column.name] { return words[row % words.count] }
        switch column.name {
        case "module", "path": return type.module
        case "token": return MadeUpService.token(type.module, row * 7)
        case "build": return MadeUpService.build
        case "method", "handler", "callback", "event", "frame", "signature": return type.name + "." + methods[row % methods.count]
        case "frames", "evidence": return (0..<4).map { "\(type.name).\(methods[(row + $0) % methods.count])" }.joined(separator: "\n")
        default: return column.isName ? type.name : "word \(row % 9)"
        }
    }

    func table(day: Int) -> Table {
        var dice = Dice(state: UInt64(day) &* 104_729 &+ UInt64(rows.count))
        // A few rows exist on some days alone.
        let present = rows.filter { $0.behaviour >= 2 || dice.roll(5) == 0 }
        var texts = TextPool()
        let columns: [[UInt64]?] = info.columns.indices.map { column in
            present.map { row in
                switch info.columns[column].type {
                case .text: UInt64(texts.intern(row.texts[column]))
                case .flag: row.levels[column] & 1
                case .integer, .optionalInteger:
                    info.columns[column].role == .measure ? value(row.levels[column], row.behaviour, day, &dice) : row.levels[column]
                }
            }
        }
        return Table(info: info, rowCount: present.count, columns: columns, texts: texts.texts)
    }

    private func value(_ level: UInt64, _ behaviour: UInt64, _ day: Int, _ dice: inout Dice) -> UInt64 {
        switch behaviour {
        case 2: level + UInt64(day % 120) * (1 + level / 100)
        case 3..<20: level - level / 8 + dice.roll(level / 4 + 1)
        default: level
        }
    }
}
