import Testing

/// The first screen of `diff` for leaks as people met them (`Tests/Lab/Cases`): its first ten lines say what leaks, who holds it, and what to do.
@Suite struct CaseStudyTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let imported = try run("store", "import", Fixtures.root + "/Snapshots/cases.heapdrift")
        #expect(imported.code == 0, "\(imported)")
    }

    private func run(_ words: String..., width: Int = 100) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"], "COLUMNS": "\(width)"], in: folder.path)
    }

    /// What somebody who does not know the program must read.
    struct Answer: Sendable, CustomTestStringConvertible {
        let name: String
        let whatLeaks: [String]
        let whoHoldsIt: [String]
        let whatToDo: [String]

        var testDescription: String { name }
    }

    static let answers = [
        Answer(
            name: "handlers",
            whatLeaks: [
                "handlers of 6 events of KeyValueServer.Client.ConnectionMultiplexer that are not removed", "+12,1",
                "or more in each of 3 steps",
            ],
            whoHoldsIt: ["held by static Storefront.SessionServer.instance > ConnectionFailed and 5 other events"],
            whatToDo: ["next find where Storefront.SessionServer.OnConnectionFailed is added (+=): add it once"]),
        Answer(
            name: "proxies",
            whatLeaks: ["assemblies that are made at run time again and again: Purchasing.Generated.PriceServiceClient +1"],
            whoHoldsIt: ["made by CSharpCodeProvider, loaded from bytes"],
            whatToDo: ["next find the code that makes Purchasing.Generated.PriceServiceClient; make it once and keep it"]),
        Answer(
            name: "serializers",
            whatLeaks: ["assemblies that are made at run time again and again:", "XmlSerializationWriterCreateOrderRequest +"],
            whoHoldsIt: ["made by XmlSerializer"],
            whatToDo: ["next make each XmlSerializer once and keep it: those with a root element, overrides or extra types are not cached"]),
        Answer(
            name: "threads", whatLeaks: ["threads that do not end: MessageBroker.Client.Connection.MainLoop +27 threads, +227 MB"],
            whoHoldsIt: ["threads run it, their stacks reserve 25.2 MB -> 763 MB", "each has a connection (System.Net.Sockets."],
            whatToDo: ["next close or dispose the connection for which each of these threads runs"]),
        Answer(
            name: "bitmaps", whatLeaks: ["memory outside of the GC heap: malloc +3", "Graphics.Bitmap objects wait for a collection"],
            whoHoldsIt: ["Graphics.Bitmap objects are garbage with a finalizer that has not run, with 4"],
            whatToDo: ["next dispose each Graphics.Bitmap if it owns this memory"]),
        Answer(
            name: "finalizer", whatLeaks: ["the finalizer thread does not return from a finalizer: Graphics.Bitmap +7"],
            whoHoldsIt: ["stuck in Graphics.Bitmap.Free < Graphics.Bitmap.Finalize"],
            whatToDo: ["next see what Graphics.Bitmap.Free waits for, and dispose the objects"]),
    ]

    private func firstLines(_ diff: Heapdrift.Run) -> String {
        #expect(diff.code == 0, "\(diff)")
        return diff.output.split(separator: "\n", omittingEmptySubsequences: false).prefix(10).map { $0 + "\n" }.joined()
    }

    @Test(arguments: answers, [80, 100, 160]) func tenLinesAreEnough(_ answer: Answer, _ width: Int) throws {
        let series = answer.name + "-leaking"
        let all = firstLines(
            try run("diff", "\(series)@latest~3", "\(series)@latest~2", "\(series)@latest~1", "\(series)@latest", width: width))
        let words = all.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("Leak: "), "\(all)")
        for part in answer.whatLeaks + answer.whoHoldsIt + answer.whatToDo { #expect(words.contains(part), "no '\(part)' in\n\(all)") }
        Golden.expect(all, "case-\(answer.name)-\(width).txt")
    }

    /// Two snapshots say the same, and are less sure.
    @Test(arguments: answers) func twoSnapshotsAreEnough(_ answer: Answer) throws {
        let series = answer.name + "-leaking"
        let two = firstLines(try run("diff", "\(series)@latest~1", "\(series)@latest", width: 80))
        let words = two.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for part in answer.whatToDo { #expect(words.contains(part), "no '\(part)' in\n\(two)") }
        Golden.expect(two, "case-\(answer.name)-pair-80.txt")
    }

    /// The same work without the fault.
    @Test(arguments: answers) func theMendedProgramsHaveNoLeak(_ answer: Answer) throws {
        let series = answer.name + "-healthy"
        let all = try run("diff", "\(series)@latest~3", "\(series)@latest~2", "\(series)@latest~1", "\(series)@latest")
        #expect(all.code == 0 && !all.output.contains("Leak: "), "\(all)")
    }
}
