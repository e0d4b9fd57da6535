package import RawMemory

/// The thread that runs finalizers.
package struct FinalizerThread: Hashable, Sendable {
    package let thread: ManagedThread
    /// The MethodDescs of its managed frames, the innermost first; `nil` when the dump does not hold what it takes. A finalizer thread without
    /// managed frames waits for work.
    package let methods: [Address?]?

    /// Whether it waits for objects whose finalizers it can run; `nil` when that is unknown. If not, the finalizer in `methods` is running or
    /// blocked, and all others wait for it.
    package var isWaiting: Bool? { methods?.isEmpty }
}

extension DotNetRuntime {
    package var finalizerThread: RuntimePart<FinalizerThread> { part(FinalizerThreadReader.self) }
}

private enum FinalizerThreadReader: RuntimePartReader {
    /// The finalizer thread is the second that the runtime makes, after that of `Main`.
    private static let managedID: UInt64 = 2

    /// A variable of the runtime has its Thread (g_pFinalizerThread). Others have a Thread only while a collection suspends threads.
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<FinalizerThread> {
        let threads = runtime.threads
        let variables = Set(runtime.globals.values)
        let named = (threads.value ?? []).filter { $0.isAlive && variables.contains($0.address) }
        guard let thread = named.count == 1 ? named.first : named.first(where: { $0.managedID == managedID }) else {
            return RuntimePart(nil, threads.problems)
        }
        let walker = runtime.stackWalker
        return RuntimePart(
            FinalizerThread(thread: thread, methods: walker.value.map { $0.stack(of: thread).methods }), threads.problems + walker.problems)
    }
}
