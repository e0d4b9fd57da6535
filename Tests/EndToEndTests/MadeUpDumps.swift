import DumpSynth
import Testing

/// Dumps of a made-up process whose heap holds as many orders as a test asks for.
enum MadeUpDumps {
    private static func process(_ orders: Int) -> SyntheticProcess {
        let process = SyntheticProcess()
        let order = process.type("Shop.Order", in: process.module("App.dll"), baseSize: 40)
        process.region(.gen2) { $0.object(order, count: orders) }
        return process
    }

    /// A core of Linux. It holds no time; `modified` becomes the time of its file, in UTC as `touch -d` reads it.
    static func core(_ orders: Int, modified: String, to name: String, in folder: TemporaryFolder) throws {
        try folder.write(process(orders).core().bytes(), to: name)
        let touched = try Heapdrift.shell("touch -d '\(modified) UTC' '\(name)'", in: folder.path)
        try #require(touched.code == 0, "\(touched)")
    }

    /// A core of a life of a program (`ELFCoreBuilder.start`), whose process has this id and runs the `Main` of a module.
    static func core(
        _ orders: Int, of executable: String?, running entry: String? = nil, life: UInt64?, pid: UInt32 = 1, to name: String,
        in folder: TemporaryFolder, reversed: Bool = false
    ) throws {
        let process = process(orders)
        process.id = pid
        process.name = String((executable ?? "dotnet").split(separator: "/").last?.prefix(15) ?? "")
        if let entry { process.enter(process.module(entry)) }
        var core = process.core()
        core.start(executable, life: life, reversed: reversed)
        try folder.write(core.bytes(), to: name)
    }

    /// A minidump of Windows, which holds its time: seconds since 1970.
    static func minidump(
        _ orders: Int, time: UInt32, created: UInt32? = nil, to name: String, in folder: TemporaryFolder
    ) throws {
        var dump = process(orders).minidump()
        dump.time = time
        dump.createTime = created
        try folder.write(dump.bytes(), to: name)
    }
}
