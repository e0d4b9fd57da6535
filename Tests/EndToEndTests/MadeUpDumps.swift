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

    /// A minidump of Windows, which holds its time: seconds since 1970.
    static func minidump(_ orders: Int, time: UInt32, to name: String, in folder: TemporaryFolder) throws {
        var dump = process(orders).minidump()
        dump.time = time
        try folder.write(dump.bytes(), to: name)
    }
}
