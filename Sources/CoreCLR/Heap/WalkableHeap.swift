package import ProcessMemory
package import RawMemory

/// A heap whose objects can be walked: its regions, and the method tables with the sizes of its objects.
package struct WalkableHeap: Sendable {
    package let memory: AddressSpace
    package let heap: GCHeap
    package let methodTables: MethodTables
    /// The used parts of the threads' stacks, in ascending order without overlaps.
    package let stacks: [AddressRange]
}

extension DotNetRuntime {
    /// Whether the dump does not hold the memory of the heap (mini and triage dumps). Nothing can be said then of what refers to objects.
    package var lacksHeapMemory: Bool { heap.value == nil || heap.problems.contains(where: \.isOfHeapMemory) }

    /// Without a value when the dump holds no heap or no method tables. The problems include those of `heap`.
    package var walkable: RuntimePart<WalkableHeap> { part(WalkableHeapReader.self) }
}

private enum WalkableHeapReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<WalkableHeap> {
        let heap = runtime.heap
        guard let value = heap.value, !heap.problems.contains(where: \.isOfHeapMemory) else { return RuntimePart(nil, heap.problems) }
        guard let tables = runtime.methodTables.value else {
            return RuntimePart(nil, heap.problems + [.methodTablesMissing(allocated: value.allocated)])
        }
        return RuntimePart(
            WalkableHeap(memory: runtime.memory, heap: value, methodTables: tables, stacks: runtime.usedStacks), heap.problems)
    }
}

extension RuntimeProblem {
    fileprivate var isOfHeapMemory: Bool { if case .heapMemoryMissing = self { true } else { false } }
}
