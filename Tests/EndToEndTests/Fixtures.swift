import FoundationEssentials
import Glibc
import Testing

/// The real dumps of Tests/Fixtures.
enum Fixtures {
    static let root: String = {
        let file = #filePath
        return file.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    }()

    /// A compressed dump of the demo's series.
    static func packed(_ stage: Int) -> String { root + "/Tests/Fixtures/eventhandlers-\(stage).core.zst" }

    /// Unpacks dumps of the archive and of the series into `folder`.
    static func unpack(_ patterns: [String], into folder: TemporaryFolder) throws {
        let run = try Heapdrift.run([folder.path] + patterns, program: [root + "/scripts/unpack-fixtures"])
        try #require(run.code == 0, "\(run)")
    }

    /// The results of the independent reader.
    struct Truth: Decodable {
        let objects: UInt64
        let bytes: UInt64
        let types: [Row]

        struct Row: Decodable {
            let name: String?
            let module: String?
            let count: UInt64
            let bytes: UInt64
            let free: Bool?
        }
    }

    static func truth(_ stage: Int) throws -> Truth {
        try JSONDecoder().decode(
            Truth.self, from: Data(contentsOf: URL(filePath: root + "/Tests/Fixtures/eventhandlers-\(stage).truth.json")))
    }
}

/// The parts of the JSON documents that the tests read.
struct Document: Decodable {
    let kind: String
    let exitCode: Int
    let verdict: String?
    let snapshot: Snapshot?
    let sections: [String: Section]?
    let error: Problem?

    enum CodingKeys: String, CodingKey {
        case kind
        case exitCode = "exit_code"
        case verdict, snapshot, sections, error
    }

    struct Snapshot: Decodable {
        let totals: Totals
        let sections: [String: Section?]
        let trust: Trust
    }
    struct Trust: Decodable { let level: String }
    struct Totals: Decodable {
        let objects: UInt64
        let bytes: UInt64
        let freeObjects: UInt64
        let freeBytes: UInt64

        enum CodingKeys: String, CodingKey {
            case objects, bytes
            case freeObjects = "free_objects"
            case freeBytes = "free_bytes"
        }
    }
    struct Section: Decodable { let rows: [Row] }
    struct Row: Decodable {
        let name: String?
        let module: String?
        let count: Number?
        let bytes: Number?
        let status: String?
    }
    struct Problem: Decodable {
        let code: String
        let message: String
    }

    /// A number of one snapshot, or its change between two.
    struct Number: Decodable {
        let value: UInt64?
        let delta: Int64?

        init(from decoder: any Decoder) throws {
            if let value = try? decoder.singleValueContainer().decode(UInt64.self) {
                self.value = value
                delta = nil
            } else {
                let change = try [String: Int64?](from: decoder)
                value = nil
                delta = change["delta"] ?? nil
            }
        }
    }

    init(_ run: Heapdrift.Run) throws { self = try JSONDecoder().decode(Document.self, from: Data(run.output.utf8)) }
}
