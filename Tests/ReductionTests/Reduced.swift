import DumpSynth
import FoundationEssentials
import RawMemory
import SnapshotModel

@testable import Reduction

/// The snapshot of a made-up dump, which is written to a file and reduced as the program does it.
func reduced(_ bytes: [UInt8], _ options: ReductionOptions = ReductionOptions()) throws -> Snapshot {
    let progress = WorkProgress()
    return try writtenToFile(bytes) { try Inputs.only($0, options, progress).reduce(options, progress).snapshot }
}

/// Writes `bytes` to a file during `use`.
func writtenToFile<Result>(_ bytes: [UInt8], _ use: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.path + "/made-up-\(UUID().uuidString).dump"
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try use(path)
}
