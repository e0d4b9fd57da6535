import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct ManagedModuleTests {
    @Test func everyKind() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let native = process.module("Native.dll", path: "C:\\app\\Native.dll", layout: .mapped)
        process.module("Emitted", layout: .dynamic)
        let loaded = process.module("FromBytes.dll", path: "", simpleName: "Other")
        let found = try runtime(process).moduleList
        #expect(found.map(\.name) == ["System.Private.CoreLib.dll", "App.dll", "Native.dll", "Emitted", "FromBytes.dll"])
        #expect(found.dropFirst().map(\.path) == ["/app/App.dll", "C:\\app\\Native.dll", "", ""])
        #expect(found.map(\.origin) == [.file, .file, .file, .emitted, .bytes])
        #expect(found[1].imageSize == UInt64(process.imageSize(of: app)))
        #expect(found[2].imageSize == UInt64(process.imageSize(of: native)))
        #expect(found[3].imageSize == 0)
        #expect(found[4].imageSize == UInt64(process.imageSize(of: loaded)))
    }

    /// The mapping at the image says the file whose path is not in the dump. Without a mapping nothing is assumed.
    @Test func pathsThatAreNotThere() throws {
        let process = SyntheticProcess()
        let mapped = process.module("A.dll")
        let unmapped = process.module("B.dll", path: "/app/B.dll")
        for module in [mapped, unmapped] { process.poke(0x10 as UInt64, at: process.peImage(of: module) + CLR8.PEImage.pathBuffer) }
        process.poke(process.image(of: unmapped) + 0x10, at: process.layoutRecord(of: unmapped) + CLR8.PEImageLayout.base)
        let found = try runtime(process)
        #expect(found.moduleList.map(\.path).suffix(2) == ["/app/A.dll", ""])
        #expect(found.moduleList.map(\.origin).suffix(2) == [.file, .unknown])
        #expect(found.modules.problems == [.modulePathsMissing(count: 1)])
    }

    /// A first block of five slots and two of ten, with null slots of unloaded assemblies.
    @Test func aListOfSeveralBlocks() throws {
        let process = SyntheticProcess()
        var names = ["System.Private.CoreLib.dll"]
        for number in 0..<20 {
            process.module("M\(number).dll")
            names.append("M\(number).dll")
            if number % 3 == 0 { process.unloadedAssembly() }
        }
        let found = try runtime(process)
        #expect(found.moduleList.map(\.name) == names)
        #expect(found.modules.problems == [])
    }

    @Test func slotsThatLeadNowhere() throws {
        let process = SyntheticProcess()
        for number in 0..<3 { process.module("M\(number).dll") }
        let slots = process.assemblyListAddress + CLR8.AssemblyList.firstBlock + CLR8.AssemblyBlock.slots
        process.poke(0x10 as UInt64, at: slots + 2 * 8)
        process.poke(UInt64.max, at: slots + 3 * 8)
        let found = try runtime(process)
        #expect(found.moduleList.map(\.name) == ["System.Private.CoreLib.dll", "M0.dll"])
        #expect(found.modules.problems == [.modulesUnreadable(count: 2)])
    }

    /// The count is larger than the number of slots.
    @Test func aListThatEndsEarly() throws {
        let process = SyntheticProcess()
        process.module("A.dll")
        process.poke(100 as UInt32, at: process.assemblyListAddress)
        let found = try runtime(process)
        #expect(found.moduleList.count == 2)
        #expect(found.modules.problems == [.modulesUnreadable(count: 95)])
    }

    @Test func aRingOfBlocks() throws {
        let process = SyntheticProcess()
        process.poke(1_000_000 as UInt32, at: process.assemblyListAddress)
        let block = process.assemblyListAddress + CLR8.AssemblyList.firstBlock
        process.poke(block, at: block)
        let found = try runtime(process)
        #expect(found.moduleList.count == 1)
        #expect(found.modules.problems == [.modulesUnreadable(count: 999_995)])
    }

    @Test func theSameModuleTwice() throws {
        let process = SyntheticProcess()
        let app = process.module("A.dll")
        let slots = process.assemblyListAddress + CLR8.AssemblyList.firstBlock + CLR8.AssemblyBlock.slots
        process.poke(3 as UInt32, at: process.assemblyListAddress)
        process.poke(process.domainAssembly(of: app), at: slots + 2 * 8)
        #expect(try runtime(process).moduleList.map(\.name) == ["System.Private.CoreLib.dll", "A.dll"])
    }

    @Test func countsThatNoProcessHas() throws {
        for count in [1 << 20 + 1, .max] as [UInt32] {
            let process = SyntheticProcess()
            process.poke(count, at: process.assemblyListAddress)
            #expect(try runtime(process).problems == [.assemblyListMissing])
        }
    }

    @Test func hostileNames() throws {
        let process = SyntheticProcess()
        let escape = "a\u{1B}[2J\u{202E}lld.dll"
        process.module(escape)
        process.module("Long.dll", path: "/" + String(repeating: "x", count: 5000))
        process.module("Wide.dll", path: "/dir/größe-日本.dll")
        process.module("Folder.dll", path: "/only/folders/")
        process.module("Slashes.dll", path: "///")
        process.module("Emit\u{7}\u{0301}", layout: .dynamic)
        let found = try runtime(process).moduleList.dropFirst()
        // A path that is too long for Linux counts as damaged. The metadata still has a name.
        #expect(found.map(\.name) == [escape, "Long.dll", "größe-日本.dll", "folders", "Slashes.dll", "Emit\u{7}\u{0301}"])
        #expect(found.map(\.path.utf8.count) == [5 + escape.utf8.count, 0, 23, 14, 3, 0])
    }

    @Test func imagesThatAreNotThere() throws {
        let process = SyntheticProcess()
        let flat = process.module("A.dll")
        let flatType = process.type("Ns.A", in: flat)
        process.removePages(process.image(of: flat)..<process.image(of: flat) + 0x1000)
        let found = try runtime(process)
        #expect(found.moduleList[1].name == "A.dll")
        #expect(found.moduleList[1].imageSize == UInt64(process.imageSize(of: flat)))
        var names = try #require(found.typeNames())
        #expect(names.name(Address(flatType.handle)).name == "A.dll!<0x02000002>")
        #expect(names.placeholders == 1)
    }

    /// Each number in the header of the image is overwritten. The name comes from elsewhere, and nothing traps.
    @Test(arguments: [0, 1, 0x7FFF_FFFF, 0x8000_0000, .max] as [UInt32]) func hostileImages(_ value: UInt32) throws {
        for layout in [ModuleLayout.flat, .mapped] {
            // e_lfanew, signature, sections, optional header's size and magic, CLI directory, section, metadata address.
            for offset in [0x3C, 0x80, 0x86, 0x94, 0x98, 0x98 + 112 + 112, 0x188 + 8, 0x188 + 12, 0x188 + 16, 0x188 + 20] as [UInt64] {
                let process = SyntheticProcess()
                let module = process.module("A.dll", layout: layout)
                let type = process.type("Ns.A", in: module)
                process.poke(value, at: process.image(of: module) + offset)
                var names = try #require(try runtime(process).typeNames())
                let name = names.name(Address(type.handle)).name
                #expect(name == "Ns.A" || name == "A.dll!<0x02000002>")
            }
        }
    }

    @Test(arguments: [0, 8, 1 << 47, 1 << 63, .max] as [UInt64]) func hostileModules(_ value: UInt64) throws {
        for field in [CLR8.Module.simpleName, CLR8.Module.peAssembly, CLR8.Module.dynamicMetadata] {
            let process = SyntheticProcess()
            let modules = [process.module("A.dll"), process.module("E", layout: .dynamic)]
            for module in modules { process.poke(value, at: module.address + field) }
            #expect(try runtime(process).moduleList.count == 3)
        }
        for field in [CLR8.PEImage.pathBuffer, CLR8.PEImage.flatLayout, CLR8.PEImage.loadedLayout] {
            let process = SyntheticProcess()
            let module = process.module("A.dll")
            process.poke(value, at: process.peImage(of: module) + field)
            #expect(try runtime(process).moduleList.map(\.name) == ["System.Private.CoreLib.dll", "A.dll"])
        }
        for field in [CLR8.PEImageLayout.base, CLR8.PEImageLayout.size] {
            let process = SyntheticProcess()
            let module = process.module("A.dll")
            process.poke(value, at: process.layoutRecord(of: module) + field)
            #expect(try runtime(process).moduleList.map(\.name) == ["System.Private.CoreLib.dll", "A.dll"])
        }
    }
}
