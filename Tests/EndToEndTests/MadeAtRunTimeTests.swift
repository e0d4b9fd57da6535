import DumpSynth
import Testing

/// The gate on modules that no build brought: emitted, loaded from bytes, or loaded again into another load context.
@Suite struct MadeAtRunTimeTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(core { _ in }, to: "before.core")
    }

    private func core(_ load: (SyntheticProcess) -> Void) -> [UInt8] {
        let process = SyntheticProcess()
        let app = process.module("Shop.dll")
        process.module("Plug.dll", path: "/app/plugins/Plug.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 100) }
        load(process)
        return process.core().bytes()
    }

    private func check(_ load: (SyntheticProcess) -> Void) throws -> Heapdrift.Run {
        try folder.write(core(load), to: "after.core")
        return try Heapdrift.run(["check", "--no-store", "before.core", "after.core"], in: folder.path)
    }

    /// The words of the finding up to its growth.
    private func line(_ gate: Heapdrift.Run) -> [Substring]? {
        gate.output.split(separator: "\n").map { $0.split(separator: " ") }.first { $0.count > 5 && $0[1] == "process.modules_made" }.map {
            Array($0.prefix(5))
        }
    }

    @Test func assembliesLoadedFromBytesFail() throws {
        let gate = try check { process in for _ in 0..<6 { process.module("Plug.dll", path: "") } }
        #expect(gate.code == 1, "\(gate)")
        #expect(line(gate) == ["FAIL", "process.modules_made", "0", "6", "+6"], "\(gate)")
    }

    @Test func copiesInLoadContextsFail() throws {
        let gate = try check { process in for _ in 0..<600 { process.module("Plug.dll", path: "/app/plugins/Plug.dll") } }
        #expect(gate.code == 1, "\(gate)")
        #expect(line(gate) == ["FAIL", "process.modules_made", "0", "600", "+600"], "\(gate)")
    }

    @Test func theThreeKindsAreAddedUp() throws {
        let gate = try check { process in
            for number in 0..<2 {
                process.module("Plug.dll", path: "")
                process.module("Plug.dll", path: "/app/plugins/Plug.dll")
                process.module("Emitted\(number)", layout: .dynamic)
            }
        }
        #expect(gate.code == 1, "\(gate)")
        #expect(line(gate) == ["FAIL", "process.modules_made", "0", "6", "+6"], "\(gate)")
    }

    /// A few proxies and serializers are made by every program, and files come with the build.
    @Test func filesAndAFewOfTheOthersPass() throws {
        let gate = try check { process in
            for number in 0..<40 { process.module("Feature\(number).dll") }
            process.module("Plug.dll", path: "")
            process.module("Plug.dll", path: "/app/plugins/Plug.dll")
            for number in 0..<3 { process.module("Emitted\(number)", layout: .dynamic) }
        }
        #expect(gate.code == 0, "\(gate)")
    }

    /// The path lies in memory that the dump does not hold, and no mapping says it: the module is none that was made at run time.
    @Test func aPathThatIsMissingIsNoMissingFile() throws {
        let after = core { process in
            for number in 0..<10 {
                let module = process.module("Feature\(number).dll")
                process.poke(0x10 as UInt64, at: process.peImage(of: module) + CLR8.PEImage.pathBuffer)
                process.poke(process.image(of: module) + 0x10, at: process.layoutRecord(of: module) + CLR8.PEImageLayout.base)
            }
        }
        try folder.write(after, to: "after.core")
        let shown = try Heapdrift.run(["show", "--no-store", "after.core", "--json"], in: folder.path)
        #expect(shown.output.contains("module-paths-missing"), "\(shown)")
        let gate = try Heapdrift.run(
            ["check", "--no-store", "after.core", "--max", "process.modules_made=0"], in: folder.path)
        #expect(gate.code != 1, "\(gate)")
    }
}
