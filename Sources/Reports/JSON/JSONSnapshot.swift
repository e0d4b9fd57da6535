import SnapshotModel

extension SnapshotReport {
    func json(_ options: ReportOptions, _ catalog: Catalog) -> JSONValue {
        var sections: [String: JSONValue] = [:]
        for name in catalog.names where section == nil || section == name { sections[name] = .null }
        for shown in tables { sections[shown.table.info.name] = shown.json(options) }
        return .object([
            "id": JSONValue(place.id), "series": JSONValue(place.series), "fingerprint": JSONValue(snapshot.input.fingerprint),
            "input": snapshot.input.json, "capture": snapshot.capture.json, "trust": snapshot.trust.json(snapshot.sectionTrust),
            "totals": snapshot.totals.json,
            "not_in_input": .array(snapshot.notInInput(catalog).map { .text($0) }), "sections": .object(sections),
        ])
    }
}

extension ShownTable {
    /// The rows as objects, and the sums of the rows that are left out. Absent columns have no member.
    func json(_ options: ReportOptions) -> JSONValue {
        let (shown, hidden) = split(top: options.all ? nil : options.top)
        let present = table.info.columns.indices.filter { !table.isAbsent($0) }
        let rows = shown.map { row in
            var members: [String: JSONValue] = [:]
            for column in present {
                let info = table.info.columns[column]
                members[info.name] = table.word(column, row).map { info.json($0, table.texts) } ?? .null
            }
            return JSONValue.object(members)
        }
        var sums: [String: JSONValue] = ["rows": JSONValue(hidden.count)]
        for column in present where table.info.columns[column].isSummed {
            sums[table.info.columns[column].name] = JSONValue(sum(column, hidden))
        }
        return .object(["rows": .array(rows), "hidden": .object(sums)])
    }
}

extension ColumnInfo {
    /// The value of a cell.
    func json(_ word: UInt64, _ texts: [String]) -> JSONValue {
        switch type {
        case .integer: JSONValue(word)
        case .optionalInteger: JSONValue(UInt64?(word: word, texts))
        case .text: .text(String(word: word, texts))
        case .flag: .flag(word != 0)
        }
    }
}

extension Input {
    var json: JSONValue {
        .object(["path": .text(path), "kind": .text(kind), "bytes": JSONValue(bytes), "reader": .text(reader)])
    }
}

extension Capture {
    var json: JSONValue {
        .object([
            "time": JSONValue(TimeText.iso8601(time)), "time_source": .text(timeOrigin.rawValue),
            "file_time": JSONValue(fileTime.flatMap { $0 == time ? nil : TimeText.iso8601($0) }), "process": .text(process),
            "executable": JSONValue(executable), "pid": JSONValue(pid), "life": JSONValue(life), "os": JSONValue(os),
            "arch": JSONValue(arch), "runtime": runtime.json,
            "gc": gc.map { .object(["server": .flag($0.server), "heaps": JSONValue($0.heaps), "regions": .flag($0.regions)]) } ?? .null,
            "dump_kind": JSONValue(dumpKind?.rawValue),
            "maker": maker.map { .object(["program": .text($0.program), "setting": JSONValue($0.setting)]) } ?? .null,
            "exception": exception.map { .object(["code": .text($0.hexCode), "thread": JSONValue($0.thread)]) } ?? .null,
            "signal": signal?.json ?? .null, "labels": .object(labels.mapValues { .text($0) }),
        ])
    }
}

extension Capture.Signal {
    fileprivate var json: JSONValue {
        .object([
            "number": JSONValue(UInt64(number)), "name": JSONValue(name), "code": JSONValue(Int128(code)), "thread": JSONValue(thread),
        ])
    }
}

extension Capture.Runtime {
    var json: JSONValue { .object(["name": .text(name), "version": JSONValue(version)]) }
}

extension SnapshotHead {
    /// A snapshot of a comparison.
    var json: JSONValue {
        .object([
            "id": JSONValue(place.id), "series": JSONValue(place.series), "fingerprint": JSONValue(input.fingerprint),
            "path": .text(input.path),
            "time": JSONValue(TimeText.iso8601(capture.time)), "process": .text(capture.process), "runtime": capture.runtime.json,
            "labels": .object(capture.labels.mapValues { .text($0) }), "trust": trust.json(sectionTrust),
        ])
    }
}
