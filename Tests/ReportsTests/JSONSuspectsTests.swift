import FoundationEssentials
import Growth
import SnapshotModel
import Suspects
import Testing

@testable import Reports

extension Orders {
    /// Three stages of a service whose sessions are never removed.
    static let leaking: Report = {
        let stages = (0..<UInt64(3)).map { stage in
            var snapshot = calm
            var session = HolderRow()
            (session.holder, session.type, session.root) = ("Orders.sessions > _entries > [].value", "Orders.Session", "static")
            (session.count, session.bytes) = (1000 * stage, 100_000 * stage)
            var text = HolderRow()
            (text.holder, text.type, text.root) = ("Orders.sessions > _entries > [].value > Name", "System.String", "static")
            (text.count, text.bytes) = (1000 * stage, 40_000 * stage)
            snapshot.tables.removeAll { $0.info.name == HolderRow.section.info.name }
            snapshot.tables.append(Table([session, text]))
            return snapshot
        }
        return report(
            .diff(
                DiffReport(
                    before: SnapshotHead(stages[0]), after: SnapshotHead(stages[2]), between: [SnapshotHead(stages[1])],
                    suspects: suspects(stages), Growth.diff(stages[0], stages[2], through: [stages[1]]))))
    }()
}

@Suite struct JSONSuspectsTests {
    private struct Answer: Decodable {
        let suspects: [Suspect]?
        let suspectRules: [Rule]?

        struct Suspect: Decodable {
            let cause: String
            let subject: String
            let holder: String
            let severity: String
            let objects: [Int]
            let heapBytes: [Int]?
            let growth: Growth
            let drags: [Dragged]
        }
        struct Growth: Decodable, Equatable {
            let objects: Int
            let bytes: Int
        }
        struct Dragged: Decodable {
            let type: String
        }
        struct Rule: Decodable {
            let rule: String
            let state: String
            let missing: String?
        }
    }

    private func answer(_ report: Report) throws -> Answer {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Answer.self, from: Data(renderJSON(report).utf8))
    }

    @Test func suspectsAreData() throws {
        let answer = try answer(Orders.leaking)
        let suspect = try #require(answer.suspects?.first)
        #expect(answer.suspects?.count == 1)
        #expect(suspect.cause == "collection")
        #expect(suspect.subject == "Orders.Session")
        #expect(suspect.holder == "static Orders.sessions > _entries > [].value")
        #expect(suspect.severity == "error")
        #expect(suspect.objects == [0, 1000, 2000])
        #expect(suspect.heapBytes == [0, 140_000, 280_000])
        #expect(suspect.growth == Answer.Growth(objects: 1000, bytes: 140_000))
        #expect(suspect.drags.map(\.type) == ["System.String"])
        #expect(answer.suspectRules?.first { $0.rule == "collection" }?.state == "fired")
        #expect(answer.suspectRules?.first { $0.rule == "weak-handle" }?.state == "could-not-look")
        #expect(answer.suspectRules?.first { $0.rule == "weak-handle" }?.missing == "handles")
    }

    @Test func whereNobodyLookedThereAreNone() throws {
        let answer = try answer(Orders.diff(Orders.calm, Orders.grown))
        #expect(answer.suspects == nil)
        #expect(answer.suspectRules == nil)
    }
}
