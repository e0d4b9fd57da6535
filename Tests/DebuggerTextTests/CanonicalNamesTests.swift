import Testing

@testable import DebuggerText

@Suite struct CanonicalNamesTests {
    @Test func aNameIsAsIfItWereParsedAlone() {
        let names = CanonicalNames()
        for text in [
            "System.String", "System.Collections.Generic.List`1[[Shop.Order, Shop]]", "System.String", "Shop.Cart/Slot", "",
            "Shop.Cart/Slot",
        ] {
            #expect(names.name(Array(text.utf8)[...]) == PrintedTypeName.canonical(text))
        }
    }
}
