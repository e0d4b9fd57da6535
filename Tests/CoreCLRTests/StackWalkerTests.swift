import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct StackWalkerTests {
    private func names(_ process: SyntheticProcess, _ osID: UInt64) throws -> [String] {
        let runtime = try runtime(process)
        let walker = try #require(runtime.stackWalker.value)
        var types = try #require(runtime.typeNames())
        var names = try #require(runtime.methodNames())
        let thread = try #require(runtime.threads.value?.first { $0.osID == osID })
        return walker.stack(of: thread).methods.map { at in
            at.flatMap { names.method($0, &types)?.name }?.replacing("DynamicClass.", with: "") ?? "?"
        }
    }

    @Test func aThreadInNativeCodeHasItsManagedFrames() throws {
        let process = SyntheticProcess()
        let thread = process.thread(osID: 5000)
        let (inner, outer) = (process.dynamicMethod("inner"), process.dynamicMethod("outer"))
        process.calls(thread, [inner, outer])
        #expect(try names(process, 5000) == ["inner", "outer"])
        #expect(try names(process, 4711) == [])
    }

    /// Native code between two managed parts: the outer one has an explicit frame of its own.
    @Test func severalParts() throws {
        let process = SyntheticProcess()
        let thread = process.thread(osID: 5000)
        let methods = ["a", "b", "c"].map(process.dynamicMethod)
        let outer = process.calls(thread, [methods[2]], above: 0xA00)
        let inner = process.calls(thread, [methods[0], methods[1]], above: 0x100)
        process.poke(outer, at: inner + 8)
        #expect(try names(process, 5000) == ["a", "b", "c"])
    }

    /// A frame of another kind has no registers. The return address above it begins the managed part.
    @Test func afterAnotherFrameTheStackIsSearched() throws {
        let process = SyntheticProcess()
        let thread = process.thread(osID: 5000)
        let (inner, outer) = (process.dynamicMethod("inner"), process.dynamicMethod("outer"))
        let pointer = process.stackPointer(of: thread)
        let frame = pointer + 0x100
        process.poke(frame, at: thread.address + 0x10)
        process.poke(process.library.vtable, at: frame)
        process.poke(UInt64.max, at: frame + 8)
        // A stale return address, from which unwinding leads nowhere, and then the right one.
        process.poke(outer.code + 8, at: frame + 0x40)
        process.poke(inner.code + 0x10, at: frame + 0x80)
        process.poke(outer.code + 0x10, at: frame + 0x88 + SyntheticMethod.frameBytes)
        process.poke(process.library.base + 0x4900, at: frame + 0x90 + 2 * SyntheticMethod.frameBytes)
        #expect(try names(process, 5000) == ["inner", "outer"])
    }

    /// The bounds of a stack come from the dump. The search takes no more steps than the dump has words.
    @Test(.timeLimit(.minutes(1))) func aStackWithoutEnd() throws {
        let process = SyntheticProcess()
        let thread = process.thread(osID: 5000)
        let frame = process.stackPointer(of: thread) + 0x100
        process.poke(frame, at: thread.address + 0x10)
        process.poke(process.library.vtable, at: frame)
        process.poke(UInt64.max, at: frame + 8)
        process.poke(UInt64.max - 7, at: thread.address + CLR8.Thread.stackBase)
        #expect(try names(process, 5000) == [])
    }

    @Test func explicitFramesThatLeadBackEnd() throws {
        let process = SyntheticProcess()
        let thread = process.thread(osID: 5000)
        let method = process.dynamicMethod("method")
        let frame = process.calls(thread, [method])
        process.poke(frame, at: frame + 8)
        #expect(try names(process, 5000) == ["method"])
    }

    /// A return address that leads to itself: each frame takes stack, so the stack ends it.
    @Test func recursionEndsWithTheStack() throws {
        let process = SyntheticProcess()
        let thread = process.thread(osID: 5000, reserved: 0x10_0000, touched: 0x8_0000)
        let method = process.dynamicMethod("again")
        process.calls(thread, [SyntheticMethod](repeating: method, count: 1500))
        #expect(try names(process, 5000).count == StackWalker.frameLimit)
        let runtime = try runtime(process)
        let walked = try #require(runtime.threads.value?.first { $0.osID == 5000 })
        #expect(runtime.stackWalker.value?.stack(of: walked).isWhole == false)
    }

    @Test(arguments: [0, 1, 8, 1 << 47, 1 << 63, .max - 7, .max] as [UInt64]) func hostileNumbers(_ value: UInt64) throws {
        for place in stride(from: 0 as UInt64, to: 48, by: 8) {
            let process = SyntheticProcess()
            let thread = process.thread(osID: 5000)
            let method = process.dynamicMethod("method")
            let frame = process.calls(thread, [method])
            process.poke(value, at: frame + place)
            #expect(try names(process, 5000).count <= 1)
        }
        for place in stride(from: 0 as UInt64, to: 72, by: 4) {
            let process = SyntheticProcess()
            let thread = process.thread(osID: 5000)
            let method = process.dynamicMethod("method")
            process.calls(thread, [method, method])
            process.poke(value, at: method.code + place)
            #expect(try names(process, 5000).count <= 2)
        }
    }

    @Test func theFinalizerThread() throws {
        let process = SyntheticProcess()
        let thread = process.thread(osID: 5000)
        process.poke(thread.address, at: process.dacVariable(17))
        let idle = try #require(runtime(process).finalizerThread.value)
        #expect(idle.thread.osID == 5000)
        #expect(idle.isWaiting == true)
        let method = process.dynamicMethod("Finalize")
        process.calls(thread, [method])
        let busy = try #require(runtime(process).finalizerThread.value)
        #expect(busy.isWaiting == false)
        #expect(busy.methods == [Address(method.description)])
    }
}
