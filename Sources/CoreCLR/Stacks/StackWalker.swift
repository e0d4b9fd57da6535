import DumpFormats
import ProcessMemory
package import RawMemory

/// Finds the managed methods on a thread's stack.
///
/// Managed frames are unwound exactly. Native frames between them are not unwound: the runtime keeps a list of explicit frames (src/coreclr/vm/
/// frames.h of dotnet/runtime), one for each call that left managed code. An InlinedCallFrame has the registers of the caller; after any other
/// frame the stack is searched for the first return address into managed code from which unwinding leads on.
package struct StackWalker: Sendable {
    private let memory: AddressSpace
    private let code: CodeMap
    private let processor: ProcessDump.Processor
    private let registers: [UInt64: ThreadRegisters]
    /// The images from which managed code is called.
    private let images: [AddressRange]
    /// From 10 on an explicit frame begins with the number of its kind, before with a virtual table.
    private let hasKinds: Bool

    /// No more frames of a thread are listed.
    package static let frameLimit = 1000
    /// Explicit frames of one thread.
    private static let explicitLimit = 10_000
    /// Words of one stack that look like return addresses and are tried.
    private static let candidateLimit = 512

    /// Bytes of one stack in which return addresses are looked for.
    private static let searchLimit: UInt64 = 1 << 30

    fileprivate init(_ runtime: DotNetRuntime, _ code: CodeMap) {
        memory = runtime.memory
        self.code = code
        processor = runtime.dump.processor
        registers = Dictionary(
            runtime.dump.threads.compactMap { thread in thread.registers.map { (thread.osID, $0) } },
            uniquingKeysWith: { first, _ in first })
        images = (runtime.dump.files.map(\.range) + runtime.dump.modules.map(\.range) + [runtime.module.image.range]).merged
        hasKinds = (runtime.module.version?.major ?? runtime.layout.major) >= 10
    }

    /// The managed frames of a thread.
    package struct ManagedStack: Hashable, Sendable {
        /// The MethodDescs of the frames, the innermost first; `nil` for a frame of which the dump does not say the method.
        package let methods: [Address?]
        /// False when frames are missing: the dump does not hold the tables of the code that was called from, or there are more than are listed.
        package let isWhole: Bool
    }

    package func stack(of thread: ManagedThread) -> ManagedStack {
        guard thread.isAlive, !thread.stack.isEmpty else { return ManagedStack(methods: [], isWhole: true) }
        var walk = Walk(stack: thread.stack)
        let now = registers[thread.osID].flatMap { start($0, in: thread.stack) }
        if let now, code.code(covering: now.instruction) != nil {
            unwind(now, &walk, isInterrupted: true)
        } else if let now, thread.state?.isCooperative == true {
            // Native code that the runtime calls without a frame.
            search(from: now.stackPointer, to: thread.explicitFrame ?? thread.stack.end, &walk)
        }
        var frame = thread.explicitFrame
        var visited = 0
        while let at = frame, at.value & 7 == 0, thread.stack.contains(at) {
            guard visited < Self.explicitLimit, walk.methods.count < Self.frameLimit, let next = memory.pointer(at + 8) else {
                walk.isWhole = false
                break
            }
            visited += 1
            if at >= walk.end {
                if let (caller, called) = inlinedCall(at, thread.stack) {
                    // The declaration of the native function.
                    if let called { walk.methods.append(called) }
                    unwind(caller, &walk, isInterrupted: false)
                } else if !isInactiveCall(at) {
                    search(from: at + 16, to: thread.stack.contains(next) ? next : thread.stack.end, &walk)
                }
            }
            // The list leads outwards.
            frame = next > at ? next : nil
        }
        return ManagedStack(methods: walk.methods, isWhole: walk.isWhole)
    }

    /// What was found on a stack so far.
    private struct Walk {
        let stack: AddressRange
        var methods: [Address?] = []
        /// Where the frames that were found end.
        var end = Address(0)
        var candidates = 0
        var isWhole = true
    }

    private func start(_ registers: ThreadRegisters, in stack: AddressRange) -> FrameRegisters? {
        let pointer = Address(registers.values[processor == .x64 ? 4 : 31])
        guard stack.contains(pointer) else { return nil }
        return FrameRegisters(
            instruction: Address(registers.instruction), values: registers.values.map { .some($0) }, stackPointer: pointer)
    }

    /// InlinedCallFrame: what is called 0x10, stack pointer of the call 0x18, return address 0x20 (0 while there is no call), frame pointer of the
    /// caller 0x28; in some versions before 10 all are 8 bytes further on. It lies in the caller's own frame.
    private func inlinedCall(_ frame: Address, _ stack: AddressRange) -> (caller: FrameRegisters, called: Address?)? {
        if hasKinds, memory.u64(frame) != 1 { return nil }
        for shift in (hasKinds ? [0] : [0, 8]) as [UInt64] {
            guard let pointer = memory.pointer(frame + shift + 0x18), let caller = memory.pointer(frame + shift + 0x20),
                let framePointer = memory.u64(frame + shift + 0x28), stack.contains(pointer), pointer <= frame,
                code.code(covering: caller - 1) != nil
            else { continue }
            var values = [UInt64?](repeating: nil, count: 32)
            values[processor == .x64 ? 5 : 29] = framePointer
            let called = memory.pointer(frame + shift + 0x10).flatMap { code.descriptions.isMethodDesc($0) ? $0 : nil }
            return (FrameRegisters(instruction: caller, values: values, stackPointer: pointer), called)
        }
        return nil
    }

    private func isInactiveCall(_ frame: Address) -> Bool { hasKinds && memory.u64(frame) == 1 }

    /// Looks for a return address into managed code, and unwinds from there.
    private func search(from start: Address, to end: Address, _ walk: inout Walk) {
        let first = max(start, walk.end).clearing(7)
        // The bounds of a stack come from the dump, which holds no more words than it has bytes.
        for run in memory.runs(in: AddressRange(first, max(first, min(end, first + Self.searchLimit)))) {
            for at in stride(from: run.start.saturatingAdd(7) & ~7, to: run.end, by: 8) where search(at: Address(at), &walk) {
                return
            }
            if walk.candidates >= Self.candidateLimit {
                walk.isWhole = false
                return
            }
        }
    }

    /// Whether a chain of frames begins at this word.
    private func search(at slot: Address, _ walk: inout Walk) -> Bool {
        guard walk.candidates < Self.candidateLimit else { return false }
        guard let caller = memory.pointer(slot), code.mayCover(caller - 1), let found = code.code(covering: caller - 1) else {
            return false
        }
        walk.candidates += 1
        guard found.method != nil else { return false }
        var values = [UInt64?](repeating: nil, count: 32)
        // Functions that keep a frame pointer push that of the caller first.
        let pushed = memory.u64(slot - 8)
        if let pushed, Address(pushed) > slot, walk.stack.contains(Address(pushed)) { values[processor == .x64 ? 5 : 29] = pushed }
        let registers = FrameRegisters(instruction: caller, values: values, stackPointer: slot + 8)
        var next = registers
        guard step(&next, found, walk.stack, isInterrupted: false), isCode(next.instruction) else { return false }
        unwind(registers, &walk, isInterrupted: false)
        return true
    }

    private func isCode(_ caller: Address) -> Bool {
        if code.mayCover(caller - 1) { return code.code(covering: caller - 1) != nil }
        let index = images.partitioningIndex { $0.end > caller }
        return index < images.count && images[index].contains(caller)
    }

    /// Adds the frames from here to the next native one.
    private func unwind(_ start: FrameRegisters, _ walk: inout Walk, isInterrupted: Bool) {
        var registers = start
        var isInterrupted = isInterrupted
        while walk.methods.count < Self.frameLimit {
            guard let found = code.code(covering: isInterrupted ? registers.instruction : registers.instruction - 1) else {
                if code.lacksTables(at: registers.instruction - 1) { walk.isWhole = false }
                break
            }
            walk.methods.append(found.method)
            let before = registers.stackPointer
            guard step(&registers, found, walk.stack, isInterrupted: isInterrupted), registers.stackPointer > before else {
                walk.isWhole = false
                break
            }
            isInterrupted = false
        }
        if walk.methods.count >= Self.frameLimit { walk.isWhole = false }
        walk.end = max(walk.end, registers.stackPointer)
    }

    /// Makes `registers` those of the caller.
    private func step(
        _ registers: inout FrameRegisters, _ found: CodeMap.ManagedCode, _ stack: AddressRange, isInterrupted: Bool
    ) -> Bool {
        switch processor {
        case .x64:
            if let record = found.record {
                var tried = registers
                if UnwindCodes(memory: memory, stack: stack).unwind(&tried, record: record, base: found.base, isInterrupted: isInterrupted)
                {
                    registers = tried
                    return true
                }
            }
            return followFramePointer(&registers, 5, stack)
        // Managed code of arm64 keeps the chain of frame pointers.
        case .arm64: return followFramePointer(&registers, 29, stack)
        }
    }

    /// The frame pointer is the address of the caller's frame pointer, after which comes the return address.
    private func followFramePointer(_ registers: inout FrameRegisters, _ register: Int, _ stack: AddressRange) -> Bool {
        guard let pointer = registers.values[register].map({ Address($0) }), stack.contains(pointer),
            processor == .arm64 || pointer >= registers.stackPointer, let outer = memory.u64(pointer),
            let caller = memory.pointer(pointer + 8)
        else { return false }
        registers.instruction = caller
        registers.stackPointer = max(registers.stackPointer, pointer + 16)
        registers.values[register] = outer
        return true
    }
}

extension DotNetRuntime {
    /// There is no value when the dump holds no method tables.
    package var stackWalker: RuntimePart<StackWalker> { part(StackWalkerReader.self) }
}

private enum StackWalkerReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<StackWalker> {
        let code = runtime.codeMap
        return RuntimePart(code.value.map { StackWalker(runtime, $0) }, code.problems)
    }
}
