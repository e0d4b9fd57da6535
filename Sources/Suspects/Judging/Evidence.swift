/// A fact that speaks for a suspect. Pages make sentences of it.
package struct Evidence: Hashable, Sendable {
    package let kind: Kind
    /// A name that the fact is about: a method, a type, a module; empty when it is about all.
    package let subject: String
    /// The numbers at each stage; `nil` for a fact without numbers.
    package let course: Course?

    init(_ kind: Kind, _ subject: String = "", _ course: Course? = nil) {
        self.kind = kind
        self.subject = subject
        self.course = course
    }

    /// The raw values are words of the outputs.
    package enum Kind: String, Sendable, CaseIterable {
        /// Objects of the subject at each stage.
        case objects
        /// Bytes that it keeps alive.
        case bytes
        /// Another holder of the same leak.
        case place
        /// Subscriptions: the handler's method; `publisher.event < method`.
        case handler
        case event
        /// Threads with one call site, and the bytes that all stacks reserve.
        case threads, stacks
        case ready
        /// The method that the finalizer thread runs.
        case finalizerThread = "finalizer-thread"
        case loaderAllocators = "loader-allocators"
        case loaderHeaps = "loader-heaps"
        case modules, maker
        /// How modules came: `dynamic`, `bytes` or `file`, as in `ModuleGroupRow`.
        case origin
        case dynamicMethods = "dynamic-methods"
        case dynamicCode = "dynamic-code"
        case handles
        case free, committed
        case timers, tasks
        case asyncMethod = "async-method"
        case native, mapped
        /// Objects with finalizers that nothing reaches any more and no collection has found.
        case uncollected
        case liveBytes = "live-bytes"
        case largeObjects = "large-objects"
        /// Objects by the number of loops of the same work; the subject is the sum.
        case loops
    }
}

/// Why a suspect is less severe than its growth alone.
package enum Doubt: String, Sendable, CaseIterable {
    /// Its share of the growth is about its share of the heap: everything grows, as with more load.
    case withTheLoad = "with-the-load"
    /// The smallest step is a small part of the largest one.
    case levellingOff = "levelling-off"
    /// The last step is small beside what it already held.
    case nearlyFull = "nearly-full"
    /// Only arrays became larger: a collection doubles its capacity, and what is in it is not known.
    case arraysOnly = "arrays-only"
    /// They are in an array that did not grow, and that one which doubles would have outgrown: it has a fixed size.
    case fixedCapacity = "fixed-capacity"
    /// One for each thread, or a pool of buffers.
    case perThread = "per-thread"
    /// A cache of the platform, which fills.
    case platformCache = "platform-cache"
    /// A number that goes up and down with the load may have grown as much in so few snapshots.
    case swingingLoad = "swinging-load"
    /// The first snapshot had little or none of it: a program sets up some when it begins to work, and too few snapshots show it at work.
    case noneBefore = "none-before"
    /// Two snapshots cannot tell a cache that fills from a leak.
    case twoStages = "two-stages"
    /// It began in the last few of many snapshots.
    case shortGrowth = "short-growth"
    /// It grew by fewer objects than the work was done.
    case fewerThanLoops = "fewer-than-loops"
    /// Only stacks keep it.
    case onlyStacks = "only-stacks"
    /// A section that the suspect is read from was read only in part.
    case readInPart = "read-in-part"
}

/// What somebody does next about a suspect. Pages make a sentence of it, with the names of the suspect.
package enum NextStep: String, Sendable, CaseIterable {
    case unsubscribe
    case boundCollection = "bound-collection"
    case disposeTimer = "dispose-timer"
    case disposeRegistration = "dispose-registration"
    case completeTask = "complete-task"
    case freeHandle = "free-handle"
    case findAttachment = "find-attachment"
    case unblockFinalizer = "unblock-finalizer"
    case dispose
    case reuseGenerated = "reuse-generated"
    case reuseCompiled = "reuse-compiled"
    case unloadContext = "unload-context"
    case endThreads = "end-threads"
    case reuseConnection = "reuse-connection"
    case poolLargeObjects = "pool-large-objects"
    case pinLess = "pin-less"
    case lookAtNative = "look-at-native"
    case takeAnotherSnapshot = "take-another-snapshot"
}
