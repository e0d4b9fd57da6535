import SnapshotModel
import Testing

@Suite struct RedactionTests {
    /// The types of kernel objects are words of Windows.
    @Test func typesOfHandlesStay() {
        var row = OSHandleRow()
        row.type = "Event"
        #expect(redaction().applied(to: Table([row])) == Table([row]))
    }

    /// Replacements that a test can check: the hashed text in brackets.
    private func redaction(_ kept: String...) -> Redaction {
        Redaction(keep: NameFilter((Redaction.standardKeep + kept).map { NamePattern($0) })) { "{\($0)}" }
    }

    @Test(arguments: [
        ("MyApp.Order", "~{MyApp.Order}"), ("System.String", "System.String"), ("Program", "~{Program}"),
        ("System.EventHandler<MyApp.PriceChanged>[]", "System.EventHandler<~{MyApp.PriceChanged}>[]"),
        ("MyApp.Map<System.String,MyApp.Line[]>[,]", "~{MyApp.Map}<System.String,~{MyApp.Line}[]>[,]"),
        ("MyApp.Map<System.String, MyApp.Line*>&", "~{MyApp.Map}<System.String, ~{MyApp.Line}*>&"),
        ("MyApp.Cache+Entry", "~{MyApp.Cache}+~{MyApp.Cache+Entry}"),
        (
            "System.Collections.Generic.Dictionary<MyApp.Key,System.Int32>+Entry<MyApp.Key>[]",
            "System.Collections.Generic.Dictionary<~{MyApp.Key},System.Int32>+Entry<~{MyApp.Key}>[]"
        ),
        ("MyApp.Job+<RunAsync>d__5<System.Int32>", "~{MyApp.Job}+~{MyApp.Job+<RunAsync>d__5}<System.Int32>"),
        ("System.Text.Json.Reader+<>c", "System.Text.Json.Reader+<>c"),
        ("<>f__AnonymousType0<MyApp.A,System.Byte>", "~{<>f__AnonymousType0}<~{MyApp.A},System.Byte>"),
        ("<<Main>$>d__0", "~{<<Main>$>d__0}"), ("MyApp.dll!<0x02000001>", "~{MyApp.dll}!<0x02000001>"),
        ("System.Linq.dll!<0x02000011><MyApp.dll!<0x02000001>>[]", "System.Linq.dll!<0x02000011><~{MyApp.dll}!<0x02000001>>[]"),
        ("MyApp.dll!<0xsecret>", "~{MyApp.dll!}<~{0xsecret}>"),
        ("MyApp.dll", "~{MyApp.dll}"), ("System.Private.CoreLib.dll", "System.Private.CoreLib.dll"),
        ("/app/bin/MyApp.dll", "~{/app/bin}/~{MyApp.dll}"), ("/core.1", "/~{core.1}"),
        (#"C:\app\System.Linq.dll"#, #"~{C:\app}\System.Linq.dll"#), ("", ""),
        // Frames of a stack, and the methods of a group of threads.
        (
            "MyApp.Queue.Take\nMyApp.Map<System.String>.Run\nSystem.Threading.Thread.StartCallback",
            "~{MyApp.Queue.Take}\n~{MyApp.Map}<System.String>~{MyApp.Map+.Run}\nSystem.Threading.Thread.StartCallback"
        ),
        ("System.Threading.Thread.Sleep < MyApp.Loop.Main", "System.Threading.Thread.Sleep < ~{MyApp.Loop.Main}"),
        ("MyApp.Loop<MyApp.A> < MyApp.B", "~{MyApp.Loop}<~{MyApp.A}> < ~{MyApp.B}"), ("(native)", "(native)"),
        ("MyApp.All > _items > (dependent)", "~{MyApp.All} > ~{_items} > (dependent)"),
        ("pinned handle > [] > a", "pinned handle > [] > ~{a}"),
        ("(secret)", "~{(secret)}"), ("secret\n(native)", "~{secret}\n(native)"), ("\n", "\n"), ("a\r\nb", "~{a\r\nb}"),
        // Free text, like the name of a thread, is no name that a pattern keeps whole.
        ("System.W tenant Contoso", "System.W ~{tenant} ~{Contoso}"),
        // In hostile names only punctuation and kept names stay.
        ("<secret", "~{<secret}"), ("a<b", "~{a}<~{b}"), (">>secret<<", ">>~{secret}<~{<}"), ("秘密.型<System.秘>", "~{秘密.型}<System.秘>"),
        ("a,b\u{1b}[2J", "~{a},~{b\u{1b}}[~{b\u{1b}+2J}"), ("System", "~{System}"), ("SystemX.Y", "~{SystemX.Y}"),
    ])
    func structureStaysAndNamesGo(_ name: String, _ expected: String) {
        #expect(redaction().name(name) == expected)
    }

    @Test func keptNamesArePlain() {
        #expect(redaction("MyApp.Public.*").name("MyApp.Public.Api<MyApp.Private.Key>") == "MyApp.Public.Api<~{MyApp.Private.Key}>")
        #expect(redaction("!System.Secret").name("System.Secret") == "~{System.Secret}")
    }

    @Test(.timeLimit(.minutes(5))) func timeGrowsWithTheLengthAlone() {
        for sign in ["<", ">", "+", "a<", "<a", "a+", "/", "<>"] { _ = redaction("*a*b*").name(String(repeating: sign, count: 40_000)) }
    }

    @Test func everyTextOfASnapshotIsReplaced() {
        var type = TypeRow()
        (type.name, type.module, type.count, type.bytes) = ("MyApp.Order", "MyApp.dll", 7, 168)
        var other = TypeRow()
        (other.name, other.module, other.count, other.bytes) = ("System.Byte[]", "System.Private.CoreLib.dll", 1, 24)
        var module = ModuleRow()
        (module.name, module.path, module.count) = ("MyApp.dll", "/srv/MyApp.dll", 1)
        // A section of a newer reader that this version does not know.
        let later = Table(
            info: SectionInfo(
                name: "later", comparison: .byKey, rowUnit: .rows,
                columns: [ColumnInfo(name: "who", role: .attribute, type: .text), ColumnInfo(name: "n", role: .measure, type: .integer)]),
            rowCount: 1, columns: [[0], [5]], texts: ["MyApp.Later"])
        let snapshot = Snapshot(
            input: Input(fingerprint: "00", path: "/tmp/MyApp.core", kind: "elf-core", bytes: 1, reader: "r"),
            capture: Capture(
                time: 5, timeSource: .given, process: "MyApp", pid: 3, life: "00ff", os: "linux", arch: "x86-64",
                runtime: .init(name: ".NET", version: "8.0.4"), gc: .init(server: false, heaps: 1, regions: true), dumpKind: .full,
                labels: ["branch": "feature/secret", "commit": "4f1c2ab"]),
            trust: Trust(layout: nil, diagnostics: []), totals: Totals(objects: 8, bytes: 192),
            tables: [Table([type, other]), Table([module]), later])
        let redacted = redaction().applied(to: snapshot)
        #expect(redacted.input.path == "~{/tmp}/~{MyApp.core}")
        #expect(redacted.capture.process == "~{MyApp}")
        #expect(redacted.capture.life == "~{00ff}")
        #expect(redaction().applied(to: redacted.capture).life == "~{00ff}")
        #expect(redacted.capture.labels == ["branch": "~{feature/secret}", "commit": "4f1c2ab"])
        #expect(
            redacted.tables.map(\.texts).flatMap { $0 } == [
                "", "System.Byte[]", "System.Private.CoreLib.dll", "~{MyApp.Order}", "~{MyApp.dll}", "", "~{/srv}/~{MyApp.dll}",
                "~{MyApp.dll}",
                "~{MyApp.Later}",
            ])
        #expect(redacted.totals == snapshot.totals)
        #expect(redacted.input.fingerprint == snapshot.input.fingerprint)
        #expect(redacted.table("types")?.rows(as: TypeRow.self).map(\.count) == [1, 7])
        #expect(redacted.table("types")?.sum("bytes") == 192)
    }

    /// A build identifies a public file as well as its name does. Equal builds stay equal.
    @Test func buildsAreReplaced() {
        var type = TypeRow()
        type.name = "MyApp.Order"
        type.module = "MyApp.dll"
        type.token = "MyApp.dll!<0x02000001>|MyApp.dll!<0x02000002>"
        type.build = "5e4d2c1b-9000, *|5e4d2c1b-9000"
        let texts = redaction().applied(to: Table([type])).texts
        #expect(texts.contains("~{MyApp.dll}!<0x02000001>|~{MyApp.dll}!<0x02000002>"))
        #expect(texts.contains("~{5e4d2c1b-9000}, *|~{5e4d2c1b-9000}"))
    }

    @Test func filtersStillMeanTheRealNames() {
        var type = TypeRow()
        type.name = "MyApp.Order"
        let table = Table([type])
        let redaction = redaction()
        let filter = NameFilter([NamePattern("MyApp.*")])
        #expect(!filter.accepts(redaction.name("MyApp.Order")))
        let seeing = filter.seeing(redaction.realNames(of: [table]))
        #expect(seeing.accepts(redaction.name("MyApp.Order")))
        #expect(
            seeing.accepted(among: redaction.applied(to: table).texts) == redaction.applied(to: table).texts.map { $0 == "~{MyApp.Order}" })
    }

    /// Two names with the same replacement are two rows with equal keys, which comparisons sum up.
    @Test func namesThatShareAStandInKeepTheirNumbers() {
        let same = Redaction { _ in "0" }
        var a = TypeRow()
        var b = TypeRow()
        (a.name, a.count) = ("A", 2)
        (b.name, b.count) = ("B", 3)
        let table = same.applied(to: Table([a, b]))
        #expect(table.rowCount == 2)
        #expect(table.sum("count") == 5)
        #expect(table.texts == ["", "~0"])
    }

    /// The digits in the sentence on a part of the heap follow from the name that chose it.
    @Test func whatChoseAPartIsReplaced() {
        let message = "the text holds only a part of what `dumpheap -stat` prints, chosen by `-type … (1a2b3c4d)`; the rest is unknown"
        var snapshot = Snapshot(
            input: Input(fingerprint: nil, path: "a.txt", kind: "text", bytes: 1, reader: "text-2"),
            capture: Capture(
                time: 0, timeSource: .file, process: "", pid: nil, os: nil, arch: nil, runtime: Capture.Runtime(name: ".NET", version: nil),
                gc: nil, dumpKind: nil, labels: [:]),
            trust: Trust(layout: nil, diagnostics: [Trust.Diagnostic("types-of-a-part", message, caps: .partial)]), totals: Totals(),
            tables: [])
        let redacted = Redaction(hash: { "\($0)-salted" }).applied(to: snapshot).trust.diagnostics
        #expect(redacted.map(\.message) == [message.replacing("1a2b3c4d", with: "1a2b3c4d-salted")])
        snapshot.trust.diagnostics[0].code = "types-cut"
        #expect(Redaction(hash: { _ in "" }).applied(to: snapshot).trust == snapshot.trust)
    }
}
