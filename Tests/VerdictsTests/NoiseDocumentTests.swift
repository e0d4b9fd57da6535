import FoundationEssentials
import SnapshotModel
import Suspects
import Testing

/// Computes the tables on noise of `docs/verdicts.md` and compares them with those that are there.
@Suite struct NoiseDocumentTests {
    private static let path = ServiceSnapshots.root + "/docs/verdicts.md"
    private static let (begin, end) = ("<!-- noise: begin -->\n", "<!-- noise: end -->")
    private static let lengths = [2, 3, 4, 6]

    @Test func theTablesOnNoiseAreThoseOfTheRules() async throws {
        let series = try ServiceSnapshots(ServiceSnapshots.services.map { $0 + "-healthy" }).series
        let services = try ServiceSnapshots.services.map { name in
            let last = try #require(series[name + "-healthy"]?.last)
            return try #require(NoisyService(last))
        }
        let tables = await [
            Self.falseAlarms(services), Self.detection(services, amplitude: 0.05, age: 1), Self.detection(services, amplitude: 0.2, age: 1),
            Self.detection(services, amplitude: 0.05, age: 20),
        ].joined(separator: "\n")
        let document = try String(contentsOfFile: Self.path, encoding: .utf8)
        let start = try #require(document.firstRange(of: Self.begin)).upperBound
        let stop = try #require(document.firstRange(of: Self.end)).lowerBound
        if ProcessInfo.processInfo.environment["HEAPDRIFT_UPDATE_GOLDENS"] != nil {
            try (document[..<start] + tables + document[stop...]).write(toFile: Self.path, atomically: true, encoding: .utf8)
        } else {
            #expect(document[start..<stop] == tables, "HEAPDRIFT_UPDATE_GOLDENS=1 swift test writes the tables anew")
        }
    }

    // MARK: False alarms

    private static func falseAlarms(_ services: [NoisyService]) async -> String {
        let noises: [(String, NoisyService.Swing, Double)] =
            [2, 5, 10, 20].map { ("each row by \($0)%", .eachRow, Double($0) / 100) }
            + [10, 20, 40].map { ("each root by \($0)%", .eachRoot, Double($0) / 100) }
        var rows: [[String]] = []
        for (name, swing, amplitude) in noises {
            var row = [name]
            for length in lengths {
                let reports = await reports(services) { $0.stages(length, swing, amplitude, seed: $1) }
                let errors = reports.count { $0.suspects.contains { $0.severity == .error } }
                let warnings = reports.count { $0.suspects.contains { $0.severity == .warning } }
                row.append("\(errors) / \(warnings)")
            }
            rows.append(row)
        }
        return table(
            "Nothing leaks. Of \(services.count * rounds) series: those with an error / with a warning, by the number of snapshots.",
            ["Noise"] + lengths.map(String.init), rows)
    }

    // MARK: Detection

    private static func detection(_ services: [NoisyService], amplitude: Double, age: Double) async -> String {
        var rows: [[String]] = []
        for percent in [0.1, 0.5, 1, 2, 10] {
            var row = ["\(percent)%"]
            for length in lengths {
                let leak = NoisyService.Leak(share: percent / 100, age: age)
                let reports = await reports(services) { $0.stages(length, .eachRow, amplitude, leak, seed: $1) }
                let found = reports.map { report in report.suspects.firstIndex { $0.subject == NoisyService.leakingType } }
                let errors = zip(reports, found).count { $0.suspects.first?.severity == .error && $1 == 0 }
                row.append("\(errors) / \(found.count { $0 == 0 }) / \(found.count { $0 != nil })")
            }
            rows.append(row)
        }
        return table(
            "A collection leaks and has leaked for \(Int(age)) stage\(age == 1 ? "" : "s") before the first snapshot; each row goes up and down by "
                + "\(Int(amplitude * 100))%. Of \(services.count * rounds) series: those where it is the first suspect and an error / the first "
                + "suspect / listed.", ["Growth a stage, of what is alive"] + lengths.map(String.init), rows)
    }

    // MARK: Both

    /// Series of each service. More take too long for a test that is always run.
    private static let rounds = 1

    private static func reports(_ services: [NoisyService], _ stages: @escaping @Sendable (NoisyService, UInt64) -> [Snapshot]) async
        -> [SuspectReport]
    {
        await withTaskGroup(of: (Int, SuspectReport).self) { group in
            let runs = services.flatMap { service in (0..<rounds).map { _ in service } }
            for (place, service) in runs.enumerated() { group.addTask { (place, suspects(stages(service, UInt64(place)))) } }
            return await group.reduce(into: [(Int, SuspectReport)]()) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func table(_ title: String, _ heads: [String], _ rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        return title + "\n\n" + line(heads) + "|---" + String(repeating: "|---:", count: heads.count - 1) + "|\n" + rows.map(line).joined()
    }
}
