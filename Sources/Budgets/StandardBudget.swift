import SnapshotModel

extension Budget {
    /// The rules that apply when there is neither a budget file nor a rule on the command line. `isLive`: the growth of the heap is that of what is
    /// alive; otherwise that of what lies outside of generation 0, which may be garbage.
    package static func standardText(isLive: Bool) -> String {
        let heap =
            isLive
            ? """
              live: {max_growth: 10% and 5 MB}
              live_objects: {max_growth: 10% and 20000}
            """
            : """
              outside_gen0: {max_growth: 10% and 5 MB}
              outside_gen0_objects: {max_growth: 10% and 20000}
              gen0: {warn_growth: 10% and 5 MB}
            """
        return """
            version: 1
            heap:
            \(heap)
            process:
              threads: {max_growth: 10% and 10}
              thread_stacks: {warn_growth: 10% and 64 MB}
              modules_made: {max_growth: 5, message: "a plugin, serializer, proxy or expression loaded or built for each call?"}
            \(isLive ? "suspects: {max: 0}" : "")
            """
    }

    package static let standardName = "standard budget"
}

extension CheckInput {
    /// Whether all snapshots say what is alive, and could be read well enough for it.
    package var saysWhatIsAlive: Bool {
        let metrics = Catalog.standard.metrics.filter { $0.total?.replaces ?? false }
        return groups.joined().allSatisfy { snapshot in
            metrics.allSatisfy { $0.value(snapshot) != nil && snapshot.trust.level(of: $0.parts) >= .good }
        }
    }
}
