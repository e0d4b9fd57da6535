import SnapshotModel

/// What `verify` looked at and what it found wrong.
package struct Verified: Equatable, Sendable {
    package var snapshots = 0
    package var sections = 0
    package var names = 0
    package var series = 0
    package var baselines = 0
    package var verdicts = 0
    package var bytes: Int64 = 0
    /// Sentences; empty: all is well. At most `Verified.mostProblems`.
    package var problems: [String] = []

    static let mostProblems = 1_000

    fileprivate mutating func note(_ problem: String) { if problems.count < Verified.mostProblems { problems.append(problem) } }
}

extension SnapshotStore {
    /// Reads everything that the store holds, at one moment: SQLite's own checks, every block of names, every section with the names that it
    /// mentions, totals against sums, what lists show against what was stored, baselines and verdicts. Damage is counted, not thrown.
    package func verify() throws(StoreError) -> Verified {
        try database.reading { () throws(StoreError) in
            var found = Verified()
            found.bytes = try size()
            attempt(&found) { (found) throws(StoreError) in try checkFile(&found) }
            attempt(&found) { (found) throws(StoreError) in
                found.names = try NameTable(database).count()
            }
            let names = NameTable(database)
            var ids: [Int64] = []
            attempt(&found) { (_) throws(StoreError) in ids = try snapshotIDs() }
            for id in ids { attempt(&found) { (found) throws(StoreError) in try check(id, names, &found) } }
            attempt(&found) { (found) throws(StoreError) in try checkBaselines(&found) }
            attempt(&found) { (_) throws(StoreError) in for build in try moduleBuilds() { _ = try moduleNames(build) } }
            return found
        }
    }

    private func attempt(_ found: inout Verified, _ body: (inout Verified) throws(StoreError) -> Void) {
        do throws(StoreError) { try body(&found) } catch {
            if case .damaged(_, let what) = error { found.note(what) } else { found.note(error.sentence) }
        }
    }

    /// The file as SQLite sees it, and whether its tables are a store's.
    private func checkFile(_ found: inout Verified) throws(StoreError) {
        var problems = try Schema.strangers(database).map { "\($0) is not as a store has it" }
        try database.query("PRAGMA integrity_check") { row in
            if row.text(0) != "ok" { problems.append(row.text(0)) }
            return problems.count < Verified.mostProblems
        }
        try database.query("PRAGMA foreign_key_check") { row in
            problems.append("a row of \(row.text(0)) belongs to one of \(row.text(2)) that is not there")
            return problems.count < Verified.mostProblems
        }
        for problem in problems { found.note(problem) }
    }

    private func check(_ id: Int64, _ names: NameTable, _ found: inout Verified) throws(StoreError) {
        found.snapshots += 1
        let snapshot = try snapshot(id, names).snapshot
        found.sections += snapshot.tables.count
        var problems: [String] = []
        if let wrong = snapshot.contradiction { problems.append(wrong) }
        let facts: [Database.Value] = [
            .text(snapshot.input.fingerprint ?? ""), .text(snapshot.input.reader), .integer(snapshot.capture.time),
            .text(snapshot.capture.process),
            .text(snapshot.trust.level.rawValue), snapshot.totals.objects.map { .integer(Int64(clamping: $0)) } ?? .null,
            snapshot.totals.bytes.map { .integer(Int64(clamping: $0)) } ?? .null,
        ]
        let columns = ["fingerprint", "reader", "captured_at", "process", "trust", "objects", "bytes"]
        try database.query("SELECT \(columns.joined(separator: ", ")) FROM stored_snapshot WHERE id = ?", .integer(id)) { row in
            for (place, fact) in facts.enumerated() where row[place] != fact { problems.append("\(columns[place]) is not what was stored") }
            return false
        }
        var place = 0
        try database.query("SELECT row_count FROM stored_section WHERE snapshot = ? ORDER BY place", .integer(id)) { row in
            if place < snapshot.tables.count, row.integer(0) != Int64(snapshot.tables[place].rowCount) {
                problems.append("section \(snapshot.tables[place].info.name) does not have the \(row.integer(0)) rows that are said")
            }
            place += 1
            return true
        }
        var labels: [String: String] = [:]
        try database.query("SELECT key, value FROM stored_label WHERE snapshot = ?", .integer(id)) { row in
            labels[row.text(0)] = row.text(1)
            return true
        }
        if labels != snapshot.capture.labels { problems.append("the labels are not those of its capture") }
        for problem in problems { found.note("snapshot @\(id): \(problem)") }
    }

    private func checkBaselines(_ found: inout Verified) throws(StoreError) {
        found.series = try seriesNames().count
        let baselines = try baselines(series: nil)
        found.baselines = baselines.count
        for baseline in baselines {
            if !BaselineName.isValid(baseline.name) { found.note("a baseline of \(baseline.series) is called '\(baseline.name)'") }
            if !(try holds(baseline.snapshot)) {
                found.note("\(baseline.series)@\(baseline.name) is @\(baseline.snapshot), which is not there")
            }
        }
        var count = 0
        var problems: [String] = []
        try database.query("SELECT snapshot, verdict FROM stored_verdict ORDER BY id") { row in
            count += 1
            if StoredVerdict(rawValue: row.text(1)) == nil {
                problems.append("a verdict on snapshot @\(row.integer(0)) is '\(row.text(1))'")
            }
            return problems.count < Verified.mostProblems
        }
        found.verdicts = count
        for problem in problems { found.note(problem) }
    }
}
