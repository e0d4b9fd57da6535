/// Why something leaks. The raw values are words of the outputs.
package enum Cause: String, Sendable, CaseIterable {
    /// Load contexts that should have been unloaded.
    case collectibleContext = "collectible-context"
    /// Assemblies that are emitted or loaded again and again: serializers, proxies, scripts.
    case dynamicAssemblies = "dynamic-assemblies"
    /// Methods compiled at run time: expressions, regular expressions.
    case dynamicMethods = "dynamic-methods"
    /// The finalizer thread stands in one finalizer.
    case finalizerBlocked = "finalizer-blocked"
    /// Objects become ready for finalization faster than they are finalized.
    case finalizerSlow = "finalizer-slow"
    /// Pins keep memory between them free that cannot be used.
    case fragmentation
    case pinnedHandle = "pinned-handle"
    case strongHandle = "strong-handle"
    case weakHandle = "weak-handle"
    /// Objects attached to others by ConditionalWeakTable or DependentHandle.
    case dependentHandle = "dependent-handle"
    /// Threads that never end.
    case threads
    case timer
    /// Registrations on a CancellationToken.
    case tokenRegistration = "token-registration"
    /// Handlers that are never removed.
    case eventSubscription = "event-subscription"
    case taskNeverCompleted = "task-never-completed"
    case connection
    /// Large objects.
    case loh
    /// A collection without bound.
    case collection
    /// Memory outside of the garbage collector's heap.
    case native
    /// Objects that only a stack or the runtime keeps.
    case unknown
}
