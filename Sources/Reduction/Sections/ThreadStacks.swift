import CoreCLR
import RawMemory
import SnapshotModel

/// The managed frames of the threads, with the names of their methods.
struct ThreadStacks {
    /// By the id of the operating system, the innermost frame first. A managed thread without managed frames has none.
    private(set) var frames: [UInt64: [Frame]] = [:]
    private(set) var problems: [ReadingProblem]

    struct Frame: Hashable {
        let name: String
        /// Whether the method belongs to .NET or to Microsoft's libraries, or is the runtime's own.
        let isFramework: Bool
    }

    /// In the place of a method that the dump does not say.
    static let unknown = "<unknown method>"

    /// `nil` when the dump does not hold what it takes.
    init?(_ process: DumpedProcess) {
        let walker = process.runtime.stackWalker
        guard let walk = walker.value, process.runtime.codeHeaps.value != nil, let threads = process.runtime.threads.value,
            threads.contains(where: { $0.state != nil })
        else { return nil }
        problems = walker.problems.map(ReadingProblem.runtime)
        var unnamed = Set<Address>()
        var incomplete: UInt64 = 0
        for thread in threads where thread.isAlive && !process.progress.isStopped {
            let stack = walk.stack(of: thread)
            if !stack.isWhole { incomplete += 1 }
            frames[thread.osID] = stack.methods.map { at in
                guard let at, let method = process.method(at) else { return Frame(name: Self.unknown, isFramework: true) }
                if method.isPlaceholder { unnamed.insert(at) }
                return Frame(
                    name: method.name, isFramework: method.module.isEmpty ? !method.isDynamic : ModuleOwner.isFramework(method.module))
            }
        }
        if incomplete > 0 { problems.append(.framesIncomplete(threads: incomplete)) }
        if !unnamed.isEmpty { problems.append(.methodsUnnamed(count: UInt64(unnamed.count))) }
    }

    /// A line for each frame.
    func text(_ osID: UInt64) -> String { (frames[osID] ?? []).map(\.name).joined(separator: "\n") }
}

/// What the runtime's flags say of the managed threads.
struct ThreadStates {
    private(set) var texts: [UInt64: String] = [:]
    /// False when the layout says of no thread where its flags are.
    private(set) var areKnown = false

    init(_ process: DumpedProcess) {
        let finalizer = process.runtime.finalizerThread.value?.thread.osID
        for thread in process.runtime.threads.value ?? [] where thread.isAlive {
            guard let state = thread.state else { continue }
            areKnown = true
            let words: [(String, Bool)] = [
                (ThreadRow.finalizer, thread.osID == finalizer), ("thread pool worker", state.isPoolWorker),
                ("I/O completion", state.isPoolCompletion), ("background", state.isBackground),
                ("unstarted", state.isUnstarted), ("dead", state.isDead), ("cooperative", state.isCooperative == true),
            ]
            texts[thread.osID] = words.filter(\.1).map(\.0).joined(separator: ", ")
        }
    }
}
