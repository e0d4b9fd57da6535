import SnapshotModel

/// The result of `verify`: how much it looked at, and what is wrong.
package struct Verified: Equatable, Sendable {
    package var snapshots = 0
    package var sections = 0
    package var names = 0
    package var series = 0
    package var baselines = 0
    package var verdicts = 0
    package var bytes: Int64 = 0
    /// Sentences; empty when nothing is wrong. At most `Verified.mostProblems`.
    package var problems: [String] = []
    /// The parts that a newer heapdrift wrote and this one cannot check; each is there once.
    package var newer: [NewerPart] = []

    static let mostProblems = 1_000

    fileprivate mutating func note(_ problem: String) { if problems.count < Verified.mostProblems { problems.append(problem) } }
}

extension SnapshotStore {
    /// Reads everything that the store holds, at one moment: the database's own checks, every block of names, every section with the names
    /// that it mentions, totals against sums, what lists show against what was stored, baselines and verdicts. Damage is counted, not thrown.
    package func verify() throws(StoreError) -> Verified {
        try tables.reading { () throws(StoreError) in
            var found = Verified()
            found.bytes = try tables.size()
            attempt(&found) { (found) throws(StoreError) in
                for problem in try tables.problems(limit: Verified.mostProblems) { found.note(problem) }
            }
            attempt(&found) { (found) throws(StoreError) in found.names = try NameTable(tables).count() }
            let names = NameTable(tables)
            var ids: [Int64] = []
            attempt(&found) { (_) throws(StoreError) in ids = try tables.snapshotIDs() }
            for id in ids { attempt(&found) { (found) throws(StoreError) in try check(id, names, &found) } }
            attempt(&found) { (found) throws(StoreError) in try checkBaselines(&found) }
            attempt(&found) { (found) throws(StoreError) in try checkVerdicts(&found) }
            attempt(&found) { (_) throws(StoreError) in for build in try tables.moduleBuilds() { _ = try moduleNames(build) } }
            return found
        }
    }

    private func attempt(_ found: inout Verified, _ body: (inout Verified) throws(StoreError) -> Void) {
        do throws(StoreError) { try body(&found) } catch {
            if case .damaged(_, let what) = error { found.note(what) } else { found.note(error.sentence) }
        }
    }

    private func check(_ id: Int64, _ names: NameTable, _ found: inout Verified) throws(StoreError) {
        found.snapshots += 1
        let stored = try snapshot(id, names)
        let snapshot = stored.snapshot
        for part in stored.newer where !found.newer.contains(part) { found.newer.append(part) }
        let (record, sections) = (try tables.snapshot(id), try tables.sections(of: id))
        found.sections += sections.count
        var problems: [String] = []
        if let wrong = snapshot.wrongTotal { problems.append(wrong) }
        let columns: [(name: String, isRight: Bool)] = [
            ("fingerprint", record?.fingerprint == snapshot.input.fingerprint ?? ""), ("reader", record?.reader == snapshot.input.reader),
            ("captured_at", record?.capturedAt == snapshot.capture.time), ("process", record?.process == snapshot.capture.process),
            ("trust", record?.trust == snapshot.trust.level.rawValue),
            ("objects", record?.objects == snapshot.totals.objects.map { Int64(clamping: $0) }),
            ("bytes", record?.bytes == snapshot.totals.bytes.map { Int64(clamping: $0) }),
        ]
        for column in columns where !column.isRight { problems.append("\(column.name) is not what was stored") }
        for section in sections {
            if let table = snapshot.table(section.name), section.rowCount != Int64(table.rowCount) {
                problems.append("section \(section.name) does not have the \(section.rowCount) rows that are said")
            }
        }
        if try tables.labels(of: id) != snapshot.capture.labels { problems.append("the labels are not those of its capture") }
        for problem in problems { found.note("snapshot @\(id): \(problem)") }
    }

    private func checkBaselines(_ found: inout Verified) throws(StoreError) {
        found.series = try tables.seriesNames().count
        let baselines = try tables.baselines()
        found.baselines = baselines.count
        for baseline in baselines {
            if !BaselineName.isValid(baseline.name) { found.note("a baseline of \(baseline.series) is called '\(baseline.name)'") }
            if !(try holds(baseline.snapshot)) {
                found.note("\(baseline.series)@\(baseline.name) is @\(baseline.snapshot), which is not there")
            }
        }
    }

    private func checkVerdicts(_ found: inout Verified) throws(StoreError) {
        let verdicts = try tables.verdicts()
        found.verdicts = verdicts.count
        for verdict in verdicts where StoredVerdict(rawValue: verdict.verdict) == nil {
            found.note("a verdict on snapshot @\(verdict.snapshot) is '\(verdict.verdict)'")
        }
    }
}
