/// A thread of a made-up process. `address` is that of its Thread object, or 0 for a native thread.
package struct SyntheticThread {
    let index: Int
    package let address: UInt64
    package let osID: UInt64
}

struct ThreadRecord {
    let address: UInt64
    let osID: UInt64
    let managedID: UInt32
    let state: UInt32
    let stackBase: UInt64
    let stackLimit: UInt64
    let stackPointer: UInt64
    /// Whether it has an NT_PRSTATUS note.
    let isInDump: Bool
    var allocationPointer: UInt64 = 0
    var allocationLimit: UInt64 = 0
}

extension SyntheticProcess {
    /// A managed thread with a stack of `reserved` bytes, of which the topmost `touched` have been used (both in whole pages).
    @discardableResult
    package func thread(osID: UInt32, reserved: UInt64 = 0x4_0000, touched: UInt64 = 0x2000) -> SyntheticThread {
        addThread(osID: osID, state: 0x1000, reserved: reserved, touched: touched, isManaged: true)
    }

    /// A managed thread that has ended. Only its object still exists.
    @discardableResult
    package func deadThread() -> SyntheticThread { addThread(osID: 0, state: 0x800, reserved: 0, touched: 0, isManaged: true) }

    /// A thread that the runtime does not know.
    @discardableResult
    package func nativeThread(osID: UInt32, reserved: UInt64 = 0x4000, touched: UInt64 = 0x1000) -> SyntheticThread {
        addThread(osID: osID, state: 0, reserved: reserved, touched: touched, isManaged: false)
    }

    /// Writes words into the used part of a thread's stack, a little above the stack pointer.
    package func putOnStack(of thread: SyntheticThread, _ words: [UInt64]) {
        for (index, word) in words.enumerated() { poke(word, at: threads[thread.index].stackPointer + 0x200 + UInt64(index) * 8) }
    }

    /// Writes words just below a thread's stack pointer.
    package func putBelowStack(of thread: SyntheticThread, _ words: [UInt64]) {
        for (index, word) in words.enumerated() { poke(word, at: threads[thread.index].stackPointer - 0x80 + UInt64(index) * 8) }
    }

    package func stackPointer(of thread: SyntheticThread) -> UInt64 { threads[thread.index].stackPointer }

    private func addThread(osID: UInt32, state: UInt32, reserved: UInt64, touched: UInt64, isManaged: Bool) -> SyntheticThread {
        let base = 0x7F60_0000_0000 + UInt64(threads.count + 1) * 0x100_0000
        if reserved > 0 {
            // The dump holds the used pages and the unused one below them, or the whole mapping of a native thread.
            let held = isManaged ? min(reserved, touched + 0x1000) : reserved
            var stack = [UInt8](repeating: 0, count: Int(held))
            for page in stride(from: held - touched, to: held, by: 0x1000) { stack.put(0x57AC_57AC as UInt64, at: Int(page) + 0x800) }
            _ = memory.area(base - held, stack)
        }
        let address = isManaged ? memory.allocate(CLR8.Thread.size, in: nativeHeap) : 0
        threads.append(
            ThreadRecord(
                address: address, osID: UInt64(osID), managedID: UInt32(threads.filter { $0.address != 0 }.count + 1), state: state,
                stackBase: reserved == 0 ? 0 : base, stackLimit: reserved == 0 ? 0 : base - reserved, stackPointer: base - touched + 0x100,
                isInDump: osID != 0))
        return SyntheticThread(index: threads.count - 1, address: address, osID: UInt64(osID))
    }

    func writeThreads(_ memory: inout SyntheticMemory) {
        let managed = threads.filter { $0.address != 0 }
        let first = threadStore + CLR8.ThreadStore.first
        var previous = first
        for thread in managed {
            let at = thread.address
            memory.write(library.vtable, at: at)
            memory.write(thread.state, at: at + CLR8.Thread.state)
            memory.write(thread.managedID, at: at + CLR8.Thread.managedID)
            memory.write(thread.allocationPointer, at: at + CLR8.Thread.allocationPointer)
            memory.write(thread.allocationLimit, at: at + CLR8.Thread.allocationLimit)
            memory.write(thread.stackBase, at: at + CLR8.Thread.stackBase)
            memory.write(thread.stackLimit, at: at + CLR8.Thread.stackLimit)
            memory.write(thread.osID, at: at + CLR8.Thread.osID)
            memory.write(at + CLR8.Thread.link, at: previous)
            previous = at + CLR8.Thread.link
        }
        memory.write(0 as UInt64, at: previous)
        // The head of the list points to itself.
        memory.write(first, at: first + 8)
        memory.write(previous, at: threadStore + CLR8.ThreadStore.last)
        memory.write(UInt32(managed.count), at: threadStore + CLR8.ThreadStore.count)
    }
}
