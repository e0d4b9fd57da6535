import Suspects

extension Cause {
    /// The cause in a sentence.
    var words: String {
        switch self {
        case .collectibleContext: "load contexts that cannot be unloaded"
        case .dynamicAssemblies: "assemblies that are made at run time again and again"
        case .dynamicMethods: "methods that are compiled at run time again and again"
        case .finalizerBlocked: "the finalizer thread does not return from a finalizer"
        case .finalizerSlow: "objects wait for finalizers that are too slow"
        case .fragmentation: "pinned objects keep free memory between them from use"
        case .pinnedHandle: "pinned handles that are not freed"
        case .strongHandle: "strong handles that are not freed"
        case .weakHandle: "weak handles that are not freed"
        case .dependentHandle: "objects attached to others that live on"
        case .threads: "threads that do not end"
        case .timer: "timers that are not disposed"
        case .tokenRegistration: "registrations on a cancellation token that are not disposed"
        case .eventSubscription: "handlers of an event that are not removed"
        case .taskNeverCompleted: "tasks that are not completed"
        case .connection: "connections that are not closed"
        case .loh: "large objects that are kept"
        case .collection: "a collection that only grows"
        case .native: "memory outside of the GC heap"
        case .unknown: "objects that only stacks or the runtime keep"
        }
    }

    /// What the number of a suspect counts.
    var noun: String? {
        switch self {
        case .threads: "threads"
        case .dynamicAssemblies: "assemblies"
        case .collectibleContext: "contexts"
        case .weakHandle: "handles"
        case .native: nil
        default: "objects"
        }
    }

    /// Whether the holder of a suspect is a method that runs, and no object that refers to others.
    var isHeldByACall: Bool { self == .threads || self == .finalizerBlocked || self == .finalizerSlow || self == .native }
}

extension NextStep {
    /// What to do, as a sentence without a full stop.
    var words: String {
        switch self {
        case .unsubscribe: "remove the handler (-=) when its subscriber ends, or subscribe once and not for each object"
        case .boundCollection: "give the collection a limit or an expiry, or remove entries when they are done with"
        case .disposeTimer: "dispose each timer, or use one for all"
        case .disposeRegistration: "dispose what Register returns, and linked token sources"
        case .completeTask: "complete or cancel the awaited task in every case, also after errors and time-outs"
        case .freeHandle: "free each GCHandle, in a finally block"
        case .findAttachment: "find who adds to the ConditionalWeakTable or makes the DependentHandle, and whether its key should live"
        case .unblockFinalizer: "see what the finalizer waits for, and dispose the objects so that they need no finalizer"
        case .dispose: "dispose the objects, so that they need no finalizer"
        case .reuseGenerated: "make the serializer, proxy or script once and keep it, or load it into a collectible context"
        case .reuseCompiled: "compile the expression or regular expression once and keep it"
        case .unloadContext: "find what refers to objects of the context from outside: a static field, an event, a thread"
        case .endThreads: "see why the loop of these threads does not end, or why more of them are started"
        case .reuseConnection: "close or dispose each connection, or share one client"
        case .poolLargeObjects: "rent large arrays from ArrayPool, or stream the data"
        case .pinLess: "pin for a shorter time, or in buffers of the pinned object heap"
        case .lookAtNative: "look at what the process allocates outside of the GC heap: the section 'ledger' has the owners"
        case .takeAnotherSnapshot: "take another snapshot later: what goes on growing is a leak"
        }
    }
}

extension Doubt {
    /// A clause.
    var words: String {
        switch self {
        case .withTheLoad: "the whole heap grows alike, as with more load"
        case .levellingOff: "it grows less and less"
        case .nearlyFull: "its last step is small beside what it held"
        case .arraysOnly: "only arrays became larger, and collections double theirs"
        case .fixedCapacity: "it has a fixed capacity and fills"
        case .perThread: "one for each thread, or a pool of buffers"
        case .platformCache: "a cache of the platform, which fills"
        case .swingingLoad: "a load that goes up and down can give as much growth in so few snapshots"
        case .noneBefore: "there was little or none of it before, and a program sets up some when it begins to work"
        case .twoStages: "two snapshots cannot tell a cache that fills from a leak"
        case .shortGrowth: "it began in the last few snapshots, and a cache that fills looks the same"
        case .fewerThanLoops: "it grew by fewer objects than there were loops"
        case .onlyStacks: "only stacks keep it"
        case .readInPart: "the input was read only in part"
        }
    }
}

extension Evidence.Kind {
    /// The words before the name and the numbers.
    var words: String {
        switch self {
        case .objects: "objects"
        case .bytes: "bytes"
        case .place: "also at"
        case .handler: "handlers"
        case .event: "event"
        case .threads: "threads"
        case .stacks: "stacks"
        case .ready: "ready for finalization"
        case .finalizerThread: "finalizer thread in"
        case .loaderAllocators: "loader allocators"
        case .loaderHeaps: "loader heaps"
        case .modules: "modules"
        case .maker: "made by"
        case .origin: "origin"
        case .dynamicMethods: "dynamic methods"
        case .dynamicCode: "their code"
        case .handles: "handles"
        case .free: "free memory of the heap"
        case .committed: "committed"
        case .timers: "timers"
        case .tasks: "pending tasks"
        case .asyncMethod: "async method"
        case .native: "native memory"
        case .uncollected: "waiting for a collection"
        case .mapped: "mapped memory"
        case .liveBytes: "live bytes"
        case .largeObjects: "large objects"
        case .loops: "grew by"
        }
    }

    /// Whether its numbers are bytes.
    var isSize: Bool {
        switch self {
        case .bytes, .stacks, .loaderHeaps, .dynamicCode, .free, .committed, .native, .mapped, .liveBytes, .largeObjects: true
        default: false
        }
    }
}
