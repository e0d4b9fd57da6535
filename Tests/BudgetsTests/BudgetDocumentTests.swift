import Budgets
import FoundationEssentials
import SnapshotModel
import Testing

/// Compares `docs/budget.md` with the parser: the tables must be the parser's, and the examples must parse.
@Suite struct BudgetDocumentTests {
    private static let path = #filePath.replacing("Tests/BudgetsTests/BudgetDocumentTests.swift", with: "docs/budget.md")
    private static let (begin, end) = ("<!-- keys: begin -->\n", "<!-- keys: end -->")

    private static var tables: String {
        BudgetKeys.all().map { group in
            "### \(group.place)\n\n\(group.meaning)\n\n| Key | Takes | Meaning |\n|---|---|---|\n"
                + group.keys.map { "| `\($0.name)` | \(cell($0.takes)) | \(cell($0.meaning)) |\n" }.joined()
        }.joined(separator: "\n")
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    @Test func theTablesAreTheParsersOwn() throws {
        let document = try String(contentsOfFile: Self.path, encoding: .utf8)
        let start = try #require(document.firstRange(of: Self.begin)).upperBound
        let stop = try #require(document.firstRange(of: Self.end)).lowerBound
        if ProcessInfo.processInfo.environment["HEAPDRIFT_UPDATE_GOLDENS"] != nil {
            try (document[..<start] + Self.tables + document[stop...]).write(toFile: Self.path, atomically: true, encoding: .utf8)
        } else {
            #expect(document[start..<stop] == Self.tables, "HEAPDRIFT_UPDATE_GOLDENS=1 swift test writes the tables anew")
        }
    }

    @Test func everyExampleIsUnderstood() throws {
        let document = try String(contentsOfFile: Self.path, encoding: .utf8)
        let pieces = document.split(separator: "```", omittingEmptySubsequences: false)
        let examples = pieces.indices.filter { !$0.isMultiple(of: 2) && pieces[$0].hasPrefix("yaml\n") }.map {
            String(pieces[$0].dropFirst(5))
        }
        #expect(examples.count >= 1)
        for example in examples { #expect(complaint(example)?.sentence == nil) }
    }

    @Test func theTemplateIsUnderstoodAndHoldsForWhatItWasMadeFrom() throws {
        let odd = snapshot([type("MyApp.Order", 1000), type("MyApp.O\"r\u{1b}d\ner", 5000), type("System.String", 99)])
        for fitted in [nil, odd, snapshot([])] {
            let text = BudgetTemplate.text(fittedTo: fitted, introduction: ["What is demanded."], marking: "marked")
            let read = try budget(text)
            #expect(read.rules.count >= 5)
            if let fitted { #expect(check(read, fitted, fitted).verdict == .pass) }
        }
        let text = BudgetTemplate.text(fittedTo: odd, introduction: [], marking: "marked")
        #expect(text.contains("\"MyApp.Order\""))
        #expect(!text.contains("\u{1b}"))
    }
}
