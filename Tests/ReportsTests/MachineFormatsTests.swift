import FoundationEssentials
import Glibc
import Growth
import SnapshotModel
import Testing

@testable import Reports

@Suite struct MachineFormatsTests {
    /// A section whose name looks like the name of a column.
    private struct DottedRow: SectionRow {
        var name = "cog"
        static let section = Section<DottedRow>("gadgets.of_old", [.key("name", \.name)])
    }

    private static func pair() -> (Snapshot, Snapshot) {
        var row = GadgetRow()
        row.name = "cog"
        row.count = .max
        row.bytes = 5
        var (before, after) = (Orders.calm, Orders.grown)
        before.tables.append(Table([row]))
        row.bytes = .max
        row.tag = 7
        after.tables.append(Table([row, row]))
        return (before, after)
    }

    private static let reports: [(String, Report)] = {
        let (before, after) = pair()
        return [
            ("diff", Orders.diff(before, after)), ("chain", Orders.diff(Orders.calm, Orders.damaged, [Orders.grown])),
            ("one-sided", Orders.diff(before, Orders.grown)), ("suspects", Orders.leaking), ("show", Orders.show(after)),
            ("section", Orders.show(Orders.damaged, "threads")),
            ("windows", Orders.show(Orders.onWindows(events: 400))), ("check", Gate.failed), ("check-open", Gate.open),
            ("check-pass", Gate.passed),
            ("list", Orders.list), ("maintenance", Orders.maintenance), ("snap", Orders.snap), ("error", Orders.failure),
            ("metrics", Orders.table(.metrics)), ("rules", Orders.table(.rules)), ("sql", Orders.result),
        ]
    }()

    @Test func jsonAndCSVAsTheyWereLast() throws {
        var options = ReportOptions()
        options.top = 2
        try Golden.expect(renderJSON(Orders.diff(Orders.calm, Orders.damaged, [Orders.grown]), options), equals: "diff.json")
        try Golden.expect(renderJSON(Orders.show(Orders.damaged), options), equals: "show.json")
        try Golden.expect(renderCSV(Orders.diff(Orders.calm, Orders.grown), options), equals: "diff.csv")
        try Golden.expect(renderCSV(Orders.show(Orders.grown), options), equals: "show.csv")
        for (name, report) in Self.reports where ["list", "maintenance", "snap", "error", "sql"].contains(name) {
            try Golden.expect(renderJSON(report), equals: "\(name).json")
            try Golden.expect(renderCSV(report), equals: "\(name).csv")
        }
    }

    @Test func aMadeUpSectionIsInJSONAndCSV() throws {
        let (before, after) = Self.pair()
        let sections = try decode(renderJSON(Orders.diff(before, after)))["sections"]
        let row = sections?["gadgets"]?["rows"]?[0]
        #expect(row?["name"] == .text("cog"))
        #expect(row?["status"] == .text("grew"))
        #expect(row?["tag"] == .integer(7))
        #expect(row?["count"]?["after"] == .integer(2 * Int128(UInt64.max)))
        #expect(row?["bytes"]?["delta"] == .integer(2 * Int128(UInt64.max) - 5))
        #expect(row?["rows"]?["delta"] == .integer(1))
        let shown = try decode(renderJSON(Orders.show(before)))["snapshot"]?["sections"]?["gadgets"]?["rows"]?[0]
        #expect(shown?["count"] == .integer(Int128(UInt64.max)))
        #expect(shown?["tag"] == .null)
        #expect(renderCSV(Orders.diff(before, after)).contains("\r\ngadgets,grew,cog,"))
        #expect(renderCSV(Orders.show(before)).contains("\r\ngadgets,shown,cog,"))
    }

    @Test func whatOneSideLacksIsUnknown() throws {
        var (before, _) = Self.pair()
        let diff = try decode(renderJSON(Orders.diff(before, Orders.grown)))
        #expect(diff["sections"]?["gadgets"] == .null)
        #expect(diff["not_comparable"]?[0]?["name"] == .text("gadgets"))
        #expect(diff["not_comparable"]?[0]?["missing_in"] == .text("after"))
        before.tables = [Table([DottedRow()])]
        #expect(try decode(renderJSON(Orders.diff(before, Orders.grown)))["sections"]?["gadgets.of_old"] == .null)
        var only = Orders.grown
        only.tables = [only.tables[1]]
        let shown = try decode(renderJSON(Orders.show(only)))["snapshot"]
        #expect(shown?["sections"]?["types"] == .null)
        #expect(shown?["not_in_input"]?[0] == .text("types"))
    }

    @Test(arguments: [0, 1, 3, 100]) func rowsAndHiddenAddUpToTheSums(_ top: Int) throws {
        var options = ReportOptions()
        options.top = top
        let types = try #require(try decode(renderJSON(Orders.diff(Orders.calm, Orders.grown), options))["sections"]?["types"])
        for (measure, end) in [("bytes", "before"), ("bytes", "delta"), ("count", "after"), ("gen2_bytes", "delta")] {
            let rows = types["rows"]?.elements.map { $0[measure]?[end]?.number ?? 0 } ?? []
            #expect(rows.reduce(0, +) + (types["hidden"]?[measure]?[end]?.number ?? 0) == types["sums"]?[measure]?[end]?.number)
        }
        #expect(Int128(types["rows"]?.elements.count ?? 0) + (types["hidden"]?["rows"]?.number ?? 0) == 14)
        // In CSV the cells of a column add up to the total.
        let records = renderCSV(Orders.diff(Orders.calm, Orders.grown), options).split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let column = try #require(records.first?.firstIndex(of: "gen2_bytes_delta"))
        // Generic names with a comma are quoted, which moves their cells by one.
        let plain = records.dropFirst().filter { $0.first == "types" && $0.count == records[0].count }.compactMap { Int128($0[column]) }
        let quoted = records.dropFirst().filter { $0.first == "types" && $0.count > records[0].count }.compactMap { Int128($0[column + 1]) }
        #expect((plain + quoted).reduce(0, +) == types["sums"]?["gen2_bytes"]?["delta"]?.number)
    }

    @Test func sameReportSameBytes() throws {
        for (_, report) in Self.reports {
            #expect(try renderJSON(report) == renderJSON(report))
            #expect(renderCSV(report) == renderCSV(report))
        }
    }

    @Test func everyOutputKeepsToTheSchema() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("heapdrift-schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var paths: [String] = []
        for (name, report) in Self.reports {
            let url = folder.appendingPathComponent("\(name).json")
            try Data(renderJSON(report).utf8).write(to: url)
            paths.append(url.path)
        }
        // The validator must also refuse something.
        let wrong = folder.appendingPathComponent("wrong.json")
        try Data(renderJSON(Orders.failure).utf8.map { $0 == UInt8(ascii: "3") ? UInt8(ascii: "9") : $0 }).write(to: wrong)
        let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/schema/heapdrift-1.json").path
        guard try run(["/usr/bin/env", "python3", "-c", "import jsonschema"]) == 0 else {
            print("skipped: no python3-jsonschema, JSON was not validated against docs/schema/heapdrift-1.json")
            return
        }
        let judge = """
            import json, sys, jsonschema
            check = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
            bad = [(p, e.json_path, e.message) for p in sys.argv[2:] for e in check.iter_errors(json.load(open(p)))]
            print(*bad, sep="\\n") if bad else None
            sys.exit(1 if bad else 0)
            """
        #expect(try run(["/usr/bin/env", "python3", "-c", judge, schema] + paths) == 0)
        #expect(try run(["/usr/bin/env", "python3", "-c", judge, schema, wrong.path]) == 1)
    }

    // MARK: Reading back

    private func decode(_ text: String) throws -> Decoded { try JSONDecoder().decode(Decoded.self, from: Data(text.utf8)) }

    /// The exit code of a program.
    private func run(_ arguments: [String]) throws -> Int32 {
        var pointers: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
        var pid: pid_t = 0
        try #require(unsafe posix_spawn(&pid, arguments[0], nil, nil, &pointers, environ) == 0)
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? (status >> 8) & 0xff : -1
    }
}

/// A JSON value.
indirect enum Decoded: Decodable, Equatable {
    case null
    case flag(Bool)
    case integer(Int128)
    case real(Double)
    case text(String)
    case array([Decoded])
    case object([String: Decoded])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .flag(value)
        } else if let value = try? container.decode(Int128.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .real(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([Decoded].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: Decoded].self))
        }
    }

    subscript(name: String) -> Decoded? { if case .object(let members) = self { members[name] } else { nil } }
    subscript(index: Int) -> Decoded? { elements.indices.contains(index) ? elements[index] : nil }
    var elements: [Decoded] { if case .array(let elements) = self { elements } else { [] } }
    var number: Int128? { if case .integer(let value) = self { value } else { nil } }
}
