import Testing

@testable import Growth

@Suite struct ByteSizeTests {
    @Test(
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (1005, "1.01 kB"), (9_994, "9.99 kB"), (9_995, "10.0 kB"), (99_950, "100 kB"),
            (999_499, "999 kB"), (999_500, "1.00 MB"), (3_442_000_000, "3.44 GB"), (-64_000, "-64.0 kB"), (-1, "-1 B"),
            (Int128(UInt64.max), "18.4 EB"), (Int128(UInt64.max) * 1_000_000, "18.4 YB"),
        ] as [(Int128, String)])
    func writesThreeDigits(_ bytes: Int128, _ text: String) { #expect(ByteSize.text(bytes) == text) }

    @Test func writesTheLargestNumbersThereAre() {
        #expect(ByteSize.text(.max) == "170141183 QB")
        #expect(ByteSize.text(.min) == "-170141183 QB")
    }

    @Test(arguments: [(9, "9"), (39_846_312, "39.8 M"), (-1_500, "-1.50 k")] as [(Int128, String)])
    func writesCounts(_ count: Int128, _ text: String) { #expect(ByteSize.shortCount(count) == text) }

    @Test(
        arguments: [
            ("64 KB", 64_000), ("64kB", 64_000), ("1.5 GB", 1_500_000_000), (" 2 MiB ", 2_097_152), ("512 B", 512), ("0.0005 kB", 0),
            ("18.446744073 EB", 18_446_744_073_000_000_000), ("1tib", 1_099_511_627_776),
        ] as [(String, UInt64)])
    func reads(_ text: String, _ bytes: UInt64) throws { #expect(try ByteSize.parse(text) == bytes) }

    @Test(arguments: [
        "", "64", "KB", "64 X", "6 4 KB", "1.2.3 MB", "-1 MB", "1e3 MB", "19 EB", ".5 MB", "5. MB", "٥ MB", "99999999999999999999 B", "5M",
        "5 iB",
    ])
    func refuses(_ text: String) { #expect(throws: UnreadableValue.self) { try ByteSize.parse(text) } }

    @Test func saysWhatWasExpectedAndFound() {
        let error = #expect(throws: UnreadableValue.self) { try ByteSize.parse("64") }
        #expect(error?.sentence == "'64': expected a size like '64 kB', '1.5 GB' or '2 GiB', found no unit")
    }
}
