import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct CodeMapTests {
    private func name(_ runtime: DotNetRuntime, _ code: UInt64) throws -> String? {
        let map = try #require(runtime.codeMap.value)
        var types = try #require(runtime.typeNames())
        var names = try #require(runtime.methodNames())
        return map.method(at: Address(code)).flatMap { names.method($0, &types)?.name }
    }

    @Test func everyAddressOfAMethodLeadsToIt() throws {
        let process = SyntheticProcess()
        let first = process.dynamicMethod("first")
        let second = process.dynamicMethod("second")
        let runtime = try runtime(process)
        for offset in [0, 1, 31, 32, 63] as [UInt64] {
            #expect(try name(runtime, first.code + offset) == "DynamicClass.first")
            #expect(try name(runtime, second.code + offset) == "DynamicClass.second")
        }
        #expect(runtime.codeMap.value?.code(covering: Address(first.code + 5))?.start == Address(first.code))
        #expect(try name(runtime, process.codeStart) == nil)
        #expect(try name(runtime, process.codeStart - 1) == nil)
        #expect(try name(runtime, 0) == nil)
        #expect(try name(runtime, .max) == nil)
        #expect(runtime.codeHeaps.value?.map(\.kind) == [.loader])
        #expect(runtime.codeHeaps.problems == [])
    }

    /// `jmp [rip+d]` with {target, MethodDesc}, `mov r10, [rip+d]` with {MethodDesc}, `jmp rel32`.
    @Test func precodes() throws {
        let process = SyntheticProcess()
        let method = process.dynamicMethod("called")
        let place = 0x7F48_0000_0000 as UInt64
        process.place([UInt8](repeating: 0, count: 0x400), at: place)
        process.poke([0xFF, 0x25, 0xFA, 0, 0, 0], at: place)
        process.poke(method.description, at: place + 0x108)
        process.poke([0x4C, 0x8B, 0x15, 0xC9, 0, 0, 0], at: place + 0x40)
        process.poke(method.description, at: place + 0x110)
        process.poke([0xE9, 0xBB, 0xFF, 0xFF, 0xFF], at: place + 0x80)
        process.poke([0xE9, 0xFB, 0xFF, 0xFF, 0xFF], at: place + 0x1C0)
        process.poke([0xFF, 0x25, 0, 1, 0, 0], at: place + 0x200)
        let runtime = try runtime(process)
        for offset in [0, 0x40, 0x80] as [UInt64] { #expect(try name(runtime, place + offset) == "DynamicClass.called", "\(offset)") }
        // A jump to itself, and data that are no MethodDesc.
        for offset in [0x1C0, 0x200, 0x300] as [UInt64] { #expect(try name(runtime, place + offset) == nil, "\(offset)") }
    }

    /// Two nodes that name one code heap: its blocks are read once, so that many nodes with long lists cost no more than the dump has.
    @Test func blocksOfTwoNodesAreReadOnce() throws {
        let process = SyntheticProcess()
        let (node, block) = (0x7F48_0000_0000 as UInt64, 0x7F48_0000_1000 as UInt64)
        process.place([UInt8](repeating: 0, count: 0x2000), at: node)
        process.poke(process.codeStart, at: block + 8)
        process.poke(0x400 as UInt64, at: block + 0x10)
        process.poke(block, at: process.codeNode + 0x60 + 8)
        #expect(try runtime(process).codeHeaps.problems == [])
        process.poke(node, at: process.codeNode)
        for (place, word) in [
            (8, process.codeNode + 0x60), (0x10, process.codeStart), (0x18, process.codeStart + 0x100), (0x20, process.codeStart),
            (0x28, process.codeNibbles),
        ] as [(UInt64, UInt64)] {
            process.poke(word, at: node + place)
        }
        let part = try runtime(process).codeHeaps
        #expect(part.value?.map(\.reserved.count) == [1, 0])
        #expect(part.problems == [.codeHeapsUnreadable(read: 2)])
    }

    @Test func aListThatLeadsBackEnds() throws {
        let process = SyntheticProcess()
        process.poke(process.codeNode, at: process.codeNode)
        let part = try runtime(process).codeHeaps
        #expect(part.value?.count == 1)
        #expect(part.problems == [.codeHeapsUnreadable(read: 1)])
        let cut = SyntheticProcess()
        cut.poke(0x1000 as UInt64, at: cut.codeNode)
        #expect(try runtime(cut).codeHeaps.problems == [.codeHeapsUnreadable(read: 1)])
        let none = SyntheticProcess()
        none.poke(0 as UInt64, at: none.jitManager + 0x10)
        #expect(try runtime(none).codeHeaps.problems == [.codeHeapsMissing])
    }

    /// Numbers of nodes, maps and headers lead anywhere.
    @Test(arguments: [0, 1, 0x0FFF_FFFF_FFFF_FFFF, 1 << 47, 1 << 63, .max] as [UInt64]) func hostileNumbers(_ value: UInt64) throws {
        for place in stride(from: 0 as UInt64, to: 0x300, by: 8) {
            let process = SyntheticProcess()
            let method = process.dynamicMethod("called")
            process.poke(value, at: process.codeHeap + place)
            let runtime = try runtime(process)
            guard let map = runtime.codeMap.value else { continue }
            for offset in [0, 40, 0x300, 0x700] as [UInt64] {
                if let found = map.method(at: Address(method.code + offset)) { #expect(found == Address(method.description)) }
            }
        }
    }

    @Test func nibbles() throws {
        // The second method starts at 0x100 + 8, and nothing is after it.
        var words = [UInt8](repeating: 0, count: 64)
        words.put(0x1000_0000 as UInt32, at: 0)
        words.put(0x3000_0000 as UInt32, at: 4)
        let memory = AddressSpaceOf(words)
        for hasPointers in [false, true] {
            let map = NibbleMap(base: Address(0x5000), words: memory.start, hasPointers: hasPointers)
            #expect(map.start(covering: Address(0x5000), memory.space) == Address(0x5000))
            #expect(map.start(covering: Address(0x50FF), memory.space) == Address(0x5000))
            // Before the start in its own bucket: the one before it.
            #expect(map.start(covering: Address(0x5107), memory.space) == Address(0x5000))
            #expect(map.start(covering: Address(0x5108), memory.space) == Address(0x5108))
            #expect(map.start(covering: Address(0x4FFF), memory.space) == nil)
            #expect(map.start(covering: Address(0x9000), memory.space) == nil)
            #expect(map.start(covering: Address(.max), memory.space) == nil)
            // Only a map without pointers is searched further back than one word.
            #expect(map.start(covering: Address(0x5420), memory.space) == (hasPointers ? nil : Address(0x5108)))
        }
        // A word that is the start itself: 0x20 + 3 * 4.
        words.put(0x0000_002C as UInt32, at: 8)
        let pointing = AddressSpaceOf(words)
        let map = NibbleMap(base: Address(0x5000), words: pointing.start, hasPointers: true)
        #expect(map.start(covering: Address(0x5250), pointing.space) == Address(0x502C))
        #expect(map.start(covering: Address(0x5340), pointing.space) == Address(0x502C))
    }
}
