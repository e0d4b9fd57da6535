import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct DynamicMethodsTests {
    /// The names by module, and the number of lists that could not be read.
    private func read(_ process: SyntheticProcess) throws -> (names: [[String?]], broken: UInt64) {
        let runtime = try runtime(process)
        var broken: UInt64 = 0
        let names = (runtime.dynamicMethodTables.value ?? []).map { table in
            var names: [String?] = []
            broken += runtime.forEachDynamicMethod(of: table) { names.append($0) }
            return names
        }
        return (names, broken)
    }

    @Test func noneAtAll() throws {
        let process = SyntheticProcess()
        process.module("App.dll")
        let part = try runtime(process).dynamicMethodTables
        #expect(part.value == [])
        #expect(part.problems == [])
    }

    /// Descriptions are used again: those of collected methods do not count.
    @Test func ofSeveralModules() throws {
        let process = SyntheticProcess()
        let regex = process.module("System.Text.RegularExpressions.dll")
        let hosted = process.module("Anonymously Hosted DynamicMethods Assembly", layout: .dynamic)
        process.dynamicMethods(["lambda_method1", nil, "lambda_method2", "lambda_method3", "lambda_method4", nil], in: hosted)
        process.dynamicMethods(["Regex1_Scan"], in: regex)
        let (names, broken) = try read(process)
        #expect(names == [["Regex1_Scan"], ["lambda_method1", "lambda_method2", "lambda_method3", "lambda_method4"]])
        #expect(broken == 0)
    }

    @Test func chunksInARing() throws {
        let process = SyntheticProcess()
        let made = process.dynamicMethods(["a", "b", "c"], in: process.module("Hosted", layout: .dynamic), perChunk: 1)
        process.poke(made.chunks[0], at: made.chunks[2] + CLR8.MethodDescChunk.next)
        let (names, broken) = try read(process)
        #expect(names == [["a", "b", "c"]])
        #expect(broken == 1)
    }

    /// A chunk that leads anywhere ends the list; what was before it counts.
    @Test(arguments: [1, 0x7F40_0000_0000, 1 << 47, 1 << 63, .max] as [UInt64]) func chunksThatLeadAnywhere(_ value: UInt64) throws {
        let process = SyntheticProcess()
        let made = process.dynamicMethods(["a", "b"], in: process.module("Hosted", layout: .dynamic), perChunk: 1)
        process.poke(value, at: made.chunks[0] + CLR8.MethodDescChunk.next)
        let (names, broken) = try read(process)
        #expect(names == [["a"]])
        #expect(broken == 1)
    }

    /// 256 methods in 8 bytes are no chunk.
    @Test func impossibleNumbers() throws {
        let process = SyntheticProcess()
        let made = process.dynamicMethods(["a", "b"], in: process.module("Hosted", layout: .dynamic), perChunk: 1)
        process.poke(255 as UInt8, at: made.chunks[1] + CLR8.MethodDescChunk.more)
        let (names, broken) = try read(process)
        #expect(names == [["a"]])
        #expect(broken == 1)
    }

    /// A name that the dump does not hold, and a resolver that belongs to another method.
    @Test func damagedMethods() throws {
        let process = SyntheticProcess()
        let made = process.dynamicMethods(["a", "b", "c"], in: process.module("Hosted", layout: .dynamic))
        process.poke(1 << 60 as UInt64, at: made.methods[1] + CLR8.DynamicMethodDesc.name)
        process.poke(1 << 60 as UInt64, at: made.methods[2] + CLR8.DynamicMethodDesc.resolver)
        let (names, broken) = try read(process)
        #expect(names == [["a", nil]])
        #expect(broken == 0)
    }
}
