import SnapshotModel

/// The frames of a thread that say why it exists.
enum ThreadSignature {
    /// The most methods of a signature. The outermost ones say more: those inside change from moment to moment.
    private static let methodLimit = 2

    /// `frames`: the innermost first, and at least one.
    static func text(_ frames: [ThreadStacks.Frame]) -> String {
        var chosen = frames.filter { !$0.isFramework }
        if chosen.isEmpty { chosen = frames.filter { !isPlumbing($0.name) } }
        // A thread that only waits inside of the platform.
        if chosen.isEmpty { chosen = [frames.last { !isEntry($0.name) } ?? frames[frames.count - 1]] }
        var names: [String] = []
        for frame in chosen.reversed() where names.last != frame.name {
            names.append(frame.name)
            if names.count == methodLimit { break }
        }
        return names.reversed().joined(separator: ThreadGroupRow.separator)
    }

    /// By the id of the operating system.
    static func all(_ threads: [ThreadRow], _ stacks: ThreadStacks, finalizer: UInt64?) -> [UInt64: String] {
        var found: [UInt64: String] = [:]
        for thread in threads {
            guard let frames = stacks.frames[thread.osID], thread.managedID != nil else {
                found[thread.osID] = ThreadGroupRow.native
                continue
            }
            let other = thread.osID == finalizer ? ThreadGroupRow.finalizer : ThreadGroupRow.withoutFrames
            found[thread.osID] = frames.isEmpty ? other : text(frames)
        }
        return found
    }

    /// Where every thread of a kind begins.
    private static func isEntry(_ name: String) -> Bool { entries.contains { name.hasPrefix($0) } }
    /// How threads begin and wait, and how work is handed to them.
    private static func isPlumbing(_ name: String) -> Bool { isEntry(name) || plumbing.contains { name.hasPrefix($0) } }

    private static let entries = [
        "System.Threading.Thread.StartCallback", "System.Threading.Thread+StartHelper.", "System.Threading.ThreadHelper.",
        "System.Threading.ExecutionContext.", "ILStubClass.", ThreadStacks.unknown,
    ]
    private static let plumbing = [
        "System.Threading.Monitor.", "System.Threading.WaitHandle.", "System.Threading.Thread.Sleep", "System.Threading.Thread.Join",
        "System.Threading.Thread.UninterruptibleSleep", "System.Threading.Lock.", "System.Threading.Condition.",
        "System.Threading.ManualResetEventSlim.", "System.Threading.SemaphoreSlim.", "System.Threading.CountdownEvent.",
        "System.Threading.LowLevelLifoSemaphore.", "System.Threading.LowLevelMonitor.", "System.Threading.SpinWait.",
        "System.Threading.PortableThreadPool", "System.Threading.ThreadPoolWorkQueue.", "System.Threading.ThreadPool.",
        "System.Threading._ThreadPoolWaitCallback.", "System.Threading.QueueUserWorkItemCallback", "System.Threading.Tasks.Task.",
        "System.Threading.Tasks.AwaitTaskContinuation.", "System.Runtime.CompilerServices.", "System.Runtime.EH.", "Interop+",
    ]
}
