import Budgets
import SnapshotModel

/// A budget from text, in a file named `b.yml`.
func budget(_ text: String) throws(BudgetError) -> Budget {
    try Budget(parsing: BudgetSource(name: "b.yml", bytes: Array(text.utf8)))
}

/// The error of parsing; `nil` when there is none.
func complaint(_ text: String) -> BudgetError? {
    do throws(BudgetError) {
        _ = try budget(text)
        return nil
    } catch { return error }
}

/// A type with `count` objects of `each` bytes.
func type(_ name: String, _ count: UInt64, each: UInt64 = 100, module: String = "App.dll") -> TypeRow {
    var row = TypeRow()
    row.name = name
    row.module = module
    row.count = count
    row.bytes = count * each
    row.gen2 = .init(count: count, bytes: count * each)
    return row
}

/// A snapshot with these types and this many threads.
func snapshot(
    _ types: [TypeRow], threads: UInt64 = 5, dynamic: UInt64 = 0, version: String = "8.0.4", labels: [String: String] = [:],
    time: Int64 = 0,
    trust: [Trust.Diagnostic] = [], totals: Totals? = nil
) -> Snapshot {
    let threadRows = (0..<threads).map { index in
        var row = ThreadRow()
        row.osID = index
        row.stackReserved = 8_388_608
        return row
    }
    let modules = (0..<dynamic).map { index in
        var row = ModuleRow()
        row.name = "Generated\(index)"
        row.count = 1
        row.isDynamic = true
        return row
    }
    return Snapshot(
        input: Input(fingerprint: "", path: "a.core", kind: "elf-core", bytes: 0, reader: ""),
        capture: Capture(
            time: time, timeSource: .given, process: "orders", pid: 1, life: "1", os: "linux", arch: "x64",
            runtime: Capture.Runtime(name: ".NET", version: version), gc: Capture.CollectorKind(server: false, heaps: 1, regions: true),
            dumpKind: .heap, labels: labels),
        trust: Trust(layout: .table, diagnostics: trust),
        totals: totals
            ?? Totals(
                objects: types.reduce(0) { $0 + $1.count }, bytes: types.reduce(0) { $0 + $1.bytes }, freeObjects: 1, freeBytes: 100,
                committed: 4096, reserved: 8192),
        tables: [Table(types), Table(modules), Table(threadRows)])
}

extension CheckResult {
    func finding(_ rule: String, _ subject: String? = nil) -> Finding? {
        findings.first { $0.rule == rule && (subject == nil || $0.subject == subject) }
    }
}

/// Evaluates a budget on a fixed day.
func check(_ budget: Budget, _ before: Snapshot?, _ after: Snapshot, _ change: (inout CheckInput) -> Void = { _ in }) -> CheckResult {
    var input = CheckInput(after: after, before: before.map { .snapshot($0) }, today: Day("2026-11-26") ?? Day("2026-01-01")!)
    change(&input)
    return budget.evaluate(input)
}
