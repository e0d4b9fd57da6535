import DumpSynth
import Testing

/// Why a dump was written: the signal or the exception, and what the thread threw last.
@Suite struct CauseTests {
    let folder: TemporaryFolder
    let process = SyntheticProcess()

    init() throws {
        folder = try TemporaryFolder()
        let exception = process.type("System.Exception", in: process.coreLib, baseSize: 144)
        let stock = process.type("Shop.StockException", in: process.module("App.dll"), baseSize: 144)
        process.poke(exception.handle, at: stock.handle + CLR8.MethodTable.parent)
        var object = 0 as UInt64
        process.region(.gen0) {
            object = $0.position
            $0.object(stock)
            $0.string("no stock for customer 42")
        }
        process.place([UInt8](repeating: 0, count: 8), at: 0x7F48_0000_0000)
        process.poke(object, at: 0x7F48_0000_0000)
        process.poke(0x7F48_0000_0000 as UInt64, at: process.mainThread.address + CLR8.Thread.lastThrown)
        var core = process.core()
        let first = try #require(core.notes.firstIndex { $0.type == 1 })
        core.notes.insert(.signalInfo(6), at: first + 1)
        try folder.write(core.bytes(), to: "crash.core")
        core.notes[first + 1] = .signalInfo(4711, code: 9)
        try folder.write(core.bytes(), to: "odd.core")
        core.notes[first + 1] = .signalInfo(11, code: 1)
        try folder.write(core.bytes(), to: "fault.core")
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(
            words, environment: ["HEAPDRIFT_STORE": folder["store.db"], "HEAPDRIFT_REDACT_SALT": "0123456789abcdef"], in: folder.path)
    }

    @Test func theSignalAndTheExceptionAreShown() throws {
        let shown = try run("show", "crash.core")
        #expect(shown.words.contains("cause signal SIGABRT (abort) in thread 4711; it last threw Shop.StockException"), "\(shown)")
        #expect(try run("show", "fault.core").output.contains("signal SIGSEGV (address not mapped) in thread 4711"))
        #expect(try run("show", "odd.core").words.contains("cause signal 4711 in thread 4711"))
        #expect(try run("show", "crash.core", "threads", "--format", "csv").output.contains("Shop.StockException"))
        let doctor = try run("doctor", "crash.core")
        #expect(doctor.output.contains("why the dump was written: signal SIGABRT (abort) in thread 4711"), "\(doctor)")
    }

    /// There is no later dump of a process that has ended.
    @Test func aCrashIsFollowedByTheNextProcess() throws {
        let doctor = try run("doctor", "crash.core").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(!doctor.contains("Take a second one later"), "\(doctor)")
        #expect(doctor.contains("The process has ended: take one of the next process and compare"), "\(doctor)")
    }

    /// The runtime sets an exception that it made at its start.
    @Test func failFastThrowsNothing() throws {
        let process = SyntheticProcess()
        let exception = process.type("System.Exception", in: process.coreLib, baseSize: 144)
        let engine = process.type("System.ExecutionEngineException", in: process.coreLib, baseSize: 144)
        process.poke(exception.handle, at: engine.handle + CLR8.MethodTable.parent)
        var object = 0 as UInt64
        process.region(.gen0) {
            object = $0.position
            $0.object(engine)
        }
        process.place([UInt8](repeating: 0, count: 8), at: 0x7F48_0000_0000)
        process.poke(object, at: 0x7F48_0000_0000)
        process.poke(0x7F48_0000_0000 as UInt64, at: process.mainThread.address + CLR8.Thread.lastThrown)
        var core = process.core()
        let first = try #require(core.notes.firstIndex { $0.type == 1 })
        core.notes.insert(.signalInfo(6), at: first + 1)
        try folder.write(core.bytes(), to: "failfast.core")
        let shown = try Heapdrift.run(["show", "failfast.core", "--no-store"], in: folder.path)
        let words = shown.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("the runtime ended the process (Environment.FailFast, or an error of its own)"), "\(shown)")
        #expect(!words.contains("last threw"), "\(shown)")
    }

    @Test func machinesGetTheNumber() throws {
        let json = try run("show", "fault.core", "--json").output.split(whereSeparator: \.isWhitespace).joined()
        #expect(json.contains(#""signal":{"code":1,"name":"SIGSEGV","number":11,"thread":4711}"#), "\(json)")
        #expect(json.contains(#""last_exception":"Shop.StockException""#), "\(json)")
        #expect(try run("show", "odd.core", "--json").output.contains(#""name" : null"#))
    }

    /// The message may hold anything of a customer, and the type is a name of the program.
    @Test func noMessageIsShownAndTheTypeIsRedacted() throws {
        let shown = try run("show", "crash.core", "--json", "--all")
        #expect(!shown.output.contains("no stock"), "\(shown)")
        for words in [["show", "crash.core"], ["show", "crash.core", "threads"], ["show", "crash.core", "--json"]] {
            let redacted = try Heapdrift.run(
                words + ["--redact"],
                environment: ["HEAPDRIFT_STORE": folder["store.db"], "HEAPDRIFT_REDACT_SALT": "0123456789abcdef"], in: folder.path)
            #expect(redacted.code == 0, "\(redacted)")
            #expect(!redacted.output.contains("StockException"), "\(redacted)")
            #expect(redacted.output.contains("~"), "\(redacted)")
        }
    }
}
