package import DumpFormats
package import RawMemory

extension DotNetRuntime {
    /// The used parts of all stacks, from the stack pointers to the bases, in ascending order without overlaps. In a damaged dump they may be as
    /// large as its memory.
    package var usedStacks: [AddressRange] { threadsWithUsedStacks.map(\.stack).merged }

    /// The threads with the used parts of their stacks, which may overlap in a damaged dump.
    package var threadsWithUsedStacks: [(thread: ThreadState, stack: AddressRange)] {
        let managed = Dictionary(
            (threads.value ?? []).filter(\.isAlive).map { ($0.osID, $0.stack) }, uniquingKeysWith: { first, _ in first })
        return dump.threads.map { thread in
            let known = [managed[thread.osID], thread.stack].compactMap(\.self).first { $0.contains(thread.stackPointer) }
            let whole = known ?? dump.segment(containing: thread.stackPointer)?.range
            return (thread, AddressRange(thread.stackPointer.clearing(7), whole?.end ?? thread.stackPointer))
        }
    }
}
