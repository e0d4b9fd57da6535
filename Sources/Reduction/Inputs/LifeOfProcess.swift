import CoreCLR
import DumpFormats
import GCDump
import RawMemory
import SnapshotModel

/// What tells one life of a process from the next: 16 hexadecimal digits, a hash of facts that are fixed when the process starts.
///
/// In a core they are the addresses that the kernel chose for the program and the one at which the runtime was loaded. They are the same in
/// every dump of one life, whoever writes it and from whichever pid namespace. In a minidump they are process id and create time.
///
/// `nil` when the dump lacks them, and when the kernel chose the addresses without randomization, so that each start has the same.
func lifeOfProcess(_ dump: ProcessDump, _ runtime: DotNetRuntime) -> String? {
    let process = dump.process
    switch dump.system {
    case .windows:
        guard let id = process.id, let time = process.createTime else { return nil }
        return shortHash("process \(id) created \(time)")
    case .linux:
        let start = process.startAddresses
        guard let random = start.random, !random.isNull, !start.areFixed else { return nil }
        let addresses = [start.programHeaders, start.loader, start.entry, random, start.vdso, RuntimeModule.firstBase(dump)]
        return shortHash("started at " + addresses.map { $0?.description ?? "-" }.joined(separator: " "))
    }
}

extension GCDumpFile {
    /// The address of the empty text, which is the first object of the first frozen segment (.NET 8 and later). Nothing moves it, and where the
    /// segment lies is chosen anew in each life. `nil` where it is not there.
    var lifeOfProcess: String? {
        guard let address = firstObject(below: "[static var System.String.Empty]"), address & 0xFFFF == 8 else { return nil }
        return ProcessLife.ofGraph + shortHash("first frozen object at \(address)")
    }
}

private func shortHash(_ text: String) -> String { String(Fingerprint.compute(text: text).prefix(16)) }
