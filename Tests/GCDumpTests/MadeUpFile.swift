import DumpSynth
import FoundationEssentials
import RawMemory

@testable import GCDump

/// The bytes as a mapped file, whose name is gone at once.
func mapped(_ bytes: [UInt8]) throws -> MappedFile {
    let path = FileManager.default.temporaryDirectory.path + "/made-up-\(UUID().uuidString).gcdump"
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try MappedFile.open(path)
}

func parsed(_ bytes: [UInt8]) throws -> GCDumpFile { try GCDumpFile(try mapped(bytes)) }

func counted(_ dump: GCDumpFile) throws -> GCDumpCounts { try GCDumpCounts(dump, WorkProgress()) }

func graph(_ dump: GCDumpFile) throws -> GCDumpGraph {
    try GCDumpGraph(dump, references: try counted(dump).references, WorkProgress())
}

/// A root, a kind of roots, two orders of which each has a text, and a line that the second text's order has twice.
func shop() -> GCDumpBuilder {
    var builder = GCDumpBuilder()
    _ = builder.pseudo("[.NET Roots]", [1])
    _ = builder.pseudo("[static vars]", [2])
    _ = builder.pseudo("[static var Shop.Orders.all]", [3, 4])
    _ = builder.object("Shop.Order", 48, [5])
    _ = builder.object("Shop.Order", 48, [6, 7, 7, 3])
    _ = builder.object("System.String", 30, module: "/dotnet/System.Private.CoreLib.dll")
    _ = builder.object("System.String", 1_000_000, module: "/dotnet/System.Private.CoreLib.dll")
    _ = builder.object("Shop.Line", 24)
    return builder
}
