import SnapshotModel

/// Numbers by chance that are the same in each run and on each machine: xorshift.
struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = (seed &+ 1) &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0..<8 { _ = next() }
    }

    /// From -1 to 1.
    mutating func next() -> Double {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Double(state >> 11) / Double(1 << 52) - 1
    }
}

/// A healthy service whose numbers go up and down by chance and do not grow, and that may have a leak besides.
struct NoisyService {
    /// What goes up and down by itself.
    enum Swing: Sendable {
        /// Each row of the holders: a type at the end of one way.
        case eachRow
        /// All that one root holds together: a static field, the stacks, a kind of handle.
        case eachRoot
    }

    /// A collection that gains the same share of what is alive in each stage, but for the same noise.
    struct Leak: Sendable {
        /// Of the bytes that are alive at the first stage.
        let share: Double
        /// For how many stages it leaked before the first one.
        let age: Double
    }

    private let snapshot: Snapshot
    private let rows: [HolderRow]
    private let alive: Double

    /// What is there in numbers is there twenty times as often: the services of the tests are small.
    private static let scale: UInt64 = 20
    private static let many: UInt64 = 20

    init?(_ snapshot: Snapshot) {
        guard let table = snapshot.table(HolderRow.section.info.name) else { return nil }
        self.snapshot = snapshot
        rows = table.rows(as: HolderRow.self).map { row in
            var row = row
            if row.count >= NoisyService.many {
                row.count *= NoisyService.scale
                row.bytes *= NoisyService.scale
            }
            return row
        }
        alive = rows.reduce(0) { $0 + Double($1.bytes) }
    }

    /// Snapshots of as many stages. Each number is multiplied by 1 and up to `amplitude` more or less.
    func stages(_ count: Int, _ swing: Swing, _ amplitude: Double, _ leak: Leak? = nil, seed: UInt64) -> [Snapshot] {
        var dice = Dice(seed)
        var leaked = leak.map { $0.age * $0.share * alive } ?? 0
        return (0..<count).map { stage in
            var roots: [BytewiseText: Double] = [:]
            var noisy = rows.map { row in
                let factor: Double
                switch swing {
                case .eachRow: factor = 1 + amplitude * dice.next()
                case .eachRoot:
                    let root = BytewiseText(NoisyService.root(row))
                    factor = roots[root] ?? 1 + amplitude * dice.next()
                    roots[root] = factor
                }
                var row = row
                row.count = UInt64(Double(row.count) * factor)
                row.bytes = UInt64(Double(row.bytes) * factor)
                return row
            }
            if let leak {
                if stage > 0 { leaked += leak.share * alive * (1 + amplitude * dice.next()) }
                noisy += NoisyService.rows(of: leaked)
            }
            var snapshot = snapshot
            snapshot.tables = snapshot.tables.map { $0.info.name == HolderRow.section.info.name ? Table(noisy) : $0 }
            return snapshot
        }
    }

    /// The first step of a way.
    private static func root(_ row: HolderRow) -> String {
        row.holder.firstRange(of: HolderRow.separator).map { String(row.holder[..<$0.lowerBound]) } ?? row.holder
    }

    // MARK: The leak

    static let leakingType = "Noise.Session"
    private static let size: UInt64 = 200

    /// A dictionary whose array doubles when it is full.
    private static func rows(of bytes: Double) -> [HolderRow] {
        let count = UInt64(max(0, bytes)) / (size + 24)
        var capacity: UInt64 = 16
        while capacity < count { capacity *= 2 }
        let dictionary = "System.Collections.Generic.Dictionary<System.Int64, \(leakingType)>"
        return [
            ("", dictionary, 1, 80), (" > _entries", dictionary + "+Entry[]", 1, 24 * capacity),
            (" > _entries > [].value", leakingType, count, size * count),
        ].map { way, type, count, bytes in
            var row = HolderRow()
            (row.holder, row.type, row.root) = ("Noise.Sessions.all" + way, type, HolderRow.staticField)
            (row.count, row.bytes) = (count, bytes)
            return row
        }
    }
}
