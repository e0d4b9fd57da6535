import Budgets
import Testing

@Suite struct FindingTests {
    @Test func aPlaceIsWrittenAsEditorsReadIt() {
        #expect(RulePlace("heapdrift.yml", .init(line: 14, column: 5)).text == "heapdrift.yml:14:5")
        #expect(RulePlace("--max-growth").text == "--max-growth")
    }
}
