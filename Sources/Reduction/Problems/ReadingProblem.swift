package import CoreCLR

/// What a reader could not do with an input, or did with less certainty. `ReadingProblem.entry` says what each means.
package enum ReadingProblem: Hashable, Sendable {
    /// The file ends before its last memory does.
    case fileTruncated(missing: UInt64)
    /// Something about the .NET runtime in the dump.
    case runtime(RuntimeProblem)
    /// Pages of the executable come from its file.
    case executableFromDisk

    /// Ranges of the heap without readable objects.
    case heapDamaged(ranges: UInt64, bytes: UInt64)
    /// Ranges of the heap that are not in the dump.
    case heapMissing(ranges: UInt64, bytes: UInt64)
    /// Threads were taking memory for new objects.
    case allocationContextsCaught(ranges: UInt64, bytes: UInt64)
    /// Types with placeholders for names.
    case typesUnnamed(count: UInt64)
    /// Modules whose types are named from the modules' files.
    case namesFromFiles(modules: UInt64)
    /// Modules whose types are named from what the store has learnt.
    case namesFromStore(modules: UInt64)

    /// Stacks that hold more than the dump does.
    case stacksOverlap
    /// Threads whose stack sizes the dump does not hold.
    case stackBoundsUnknown(count: UInt64)
    /// Regions whose objects end after their committed memory.
    case regionsOverrun(count: UInt64)
    /// The list of open handles is damaged or cut off.
    case osHandlesUnreadable
}

/// What helps against a problem. How to do it is said by the program that asks.
package enum Remedy: Hashable, Sendable, CaseIterable {
    /// Nothing is wrong with the numbers.
    case none
    /// The file is shorter than it was.
    case copyAgain
    /// A dump of another moment.
    case anotherMoment
    /// Numbers of the same runtime version can be compared with each other.
    case compareWithinVersion
    /// Nothing: how the runtime was read cannot be proved.
    case unprovable
    /// A dump that holds what this one lacks.
    case collectHeap
    /// A full dump, which holds the metadata of types.
    case collectMetadata
    /// A full dump, which holds what says how large stacks are.
    case collectStackBounds
    /// The numbers are a lower bound; another dump may be whole.
    case lowerBound
}
