import Reduction
import Testing

@Suite struct NameHashTests {
    /// RFC 4231, test cases 2 and 6 (a key longer than a block).
    @Test func isTheBeginningOfHMACSHA256() {
        #expect(NameHash(salt: Array("Jefe".utf8)).digits("what do ya want for nothing?") == "5bdcc146bf")
        let long = NameHash(salt: [UInt8](repeating: 0xAA, count: 131))
        #expect(long.digits("Test Using Larger Than Block-Size Key - Hash Key First") == "60e431591e")
    }

    @Test func anotherSaltGivesOtherDigits() {
        let names = ["", "MyApp.Order", String(repeating: "x", count: 65_536), "e\u{301}", "é"]
        let a = names.map(NameHash(salt: Array(repeating: 1, count: 16)).digits)
        let b = names.map(NameHash(salt: Array(repeating: 2, count: 16)).digits)
        #expect(Set(a + b).count == 10)
        #expect((a + b).allSatisfy { $0.count == 10 && $0.allSatisfy { $0.isHexDigit } })
        #expect(names.map(NameHash(salt: Array(repeating: 1, count: 16)).digits) == a)
    }
}
