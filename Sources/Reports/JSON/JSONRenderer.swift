import RawMemory
import SnapshotModel

/// A report as a document of `docs/schema/heapdrift-1.json`.
package func renderJSON(_ report: Report, _ options: ReportOptions = ReportOptions()) throws -> String {
    var members: [String: JSONValue] = [
        "schema_version": .integer(1),
        "tool": .object(["name": .text(report.tool.name), "version": .text(report.tool.version)]),
        "kind": .text(report.content.kind), "exit_code": JSONValue(report.exitCode),
    ]
    switch report.content {
    case .snapshot(let snapshot):
        members["snapshot"] = snapshot.json(options, report.catalog)
    case .diff(let diff):
        members.merge(diff.json(options)) { own, _ in own }
    case .explain(let explain):
        members.merge(explain.json(options)) { own, _ in own }
    case .check(let check):
        members.merge(check.json(options, report.hints)) { own, _ in own }
    case .trend(let trend):
        members.merge(trend.json(options)) { own, _ in own }
    case .doctor(let doctor):
        members["kind"] = .text("doctor")
        members.merge(doctor.json) { own, _ in own }
    case .snap(let snap):
        members["snapshots"] = .array(snap.snapshots.map(\.json))
        members["failed"] = .array(snap.failed.map(\.json))
    case .list(let list):
        let shown = list.snapshots.prefix(options.all ? .max : max(0, options.top ?? .max))
        members["snapshots"] = .array(shown.map(\.json))
        members["hidden"] = .object(["rows": JSONValue(list.snapshots.count - shown.count)])
    case .maintenance(let maintenance):
        members["kind"] = .text("maintenance")
        members.merge(maintenance.json) { own, _ in own }
    case .failure(let failure):
        members["error"] = .object(["code": .text(failure.code), "message": .text(failure.message)])
    case .result(let table):
        members["columns"] = .array(table.columns.map { .text($0) })
        members["rows"] = .array(table.rows.map { .array($0.map(\.json)) })
    }
    return try JSONValue.object(members).text()
}

extension SnapReport.Taken {
    fileprivate var json: JSONValue {
        .object([
            "id": JSONValue(id), "path": .text(path), "series": JSONValue(series), "known": .flag(outcome != .taken),
            "outcome": .text(outcome.rawValue),
            "changes": changes.json, "trust": trust.json(sectionTrust), "totals": totals.json, "copy_of": JSONValue(copyOf),
            "time": JSONValue(time.flatMap { TimeText.iso8601($0) }), "time_source": JSONValue(timeOrigin?.rawValue),
            "warnings": .array(warnings.map { .text($0) }),
        ])
    }
}

extension SnapshotChanges {
    fileprivate var json: JSONValue {
        .object([
            "joined": JSONValue(joined), "left": JSONValue(left),
            "time": time.map { time in
                .object(["before": JSONValue(TimeText.iso8601(time.before)), "after": JSONValue(TimeText.iso8601(time.after))])
            } ?? .null,
            "labels": .array(
                labels.map { .object(["key": .text($0.key), "before": JSONValue($0.before), "after": JSONValue($0.after)]) }),
        ])
    }
}

extension SnapReport.Failed {
    fileprivate var json: JSONValue {
        .object(["path": .text(path), "exit_code": JSONValue(exitCode), "message": .text(message)])
    }
}

extension ListedSnapshot {
    fileprivate var json: JSONValue {
        .object([
            "id": JSONValue(id), "series": JSONValue(series), "time": JSONValue(TimeText.iso8601(time)), "process": .text(process),
            "runtime": .text(runtime), "trust": .text(trust.rawValue), "objects": JSONValue(objects), "bytes": JSONValue(bytes),
            "labels": .object(labels.mapValues { .text($0) }), "baselines": .array(baselines.map { .text($0) }),
        ])
    }
}

extension ResultTable.Cell {
    fileprivate var json: JSONValue {
        switch self {
        case .null: .null
        case .integer(let value), .amount(let value, _): JSONValue(value)
        // JSON has no infinity and no NaN.
        case .real(let value): value.isFinite ? .real(value) : .null
        case .text(let value): .text(value)
        case .blob(let bytes): .text(bytes.hexadecimal)
        }
    }
}

extension Totals {
    var json: JSONValue {
        .object([
            "objects": JSONValue(objects), "bytes": JSONValue(bytes), "free_objects": JSONValue(freeObjects),
            "free_bytes": JSONValue(freeBytes),
            "committed": JSONValue(committed), "reserved": JSONValue(reserved), "other_memory": .null,
        ])
    }
}

extension Trust {
    /// `sections`: the level of each section that the snapshot holds.
    func json(_ sections: [String: Trust.Level]) -> JSONValue {
        .object([
            "level": .text(level.rawValue), "layout": JSONValue(layout?.rawValue),
            "sections": .object(sections.mapValues { .text($0.rawValue) }),
            "diagnostics": .array(
                diagnostics.map {
                    .object([
                        "code": .text($0.code), "message": .text($0.message), "bytes": JSONValue($0.bytes), "count": JSONValue($0.count),
                        "caps": .text($0.caps.rawValue),
                        "sections": $0.parts.map { .array($0.map { .text($0.name) }) } ?? .null,
                    ])
                }),
        ])
    }
}
