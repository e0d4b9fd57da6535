extension Cause {
    /// The metric of the catalog that counts the subjects of such a suspect, where they are no objects; `nil` for the others.
    package var metric: String? {
        switch self {
        case .threads: "process.threads"
        case .native: "process.native"
        case .pinnedHandle: "process.handles.pinned"
        case .strongHandle: "process.handles.strong"
        case .weakHandle: "process.handles"
        case .dynamicMethods: "process.dynamic_methods"
        case .dynamicAssemblies: "process.dynamic_assemblies"
        case .finalizerBlocked, .finalizerSlow: "process.finalizer_ready"
        case .fragmentation: "heap.free"
        case .loh: "heap.loh"
        default: nil
        }
    }
    /// The topics of totals (``Metric/Total/topic``) that such a leak makes grow.
    package var topics: Set<String> {
        switch self {
        case .threads: ["threads", "heap"]
        case .connection: ["heap", "handles"]
        case .native: ["native"]
        case .dynamicMethods: ["runtime", "heap"]
        case .dynamicAssemblies, .collectibleContext: ["modules", "runtime", "heap"]
        case .pinnedHandle, .strongHandle, .weakHandle, .dependentHandle: ["GC handles", "heap"]
        default: ["heap"]
        }
    }
}
