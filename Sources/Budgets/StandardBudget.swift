extension Budget {
    /// The rules that apply when there is neither a budget file nor a rule on the command line.
    package static let standardText = """
        version: 1
        heap:
          outside_gen0: {max_growth: 10% and 5 MB}
          outside_gen0_objects: {max_growth: 10% and 20000}
          gen0: {warn_growth: 10% and 5 MB}
        process:
          threads: {max_growth: 10% and 10}
          thread_stacks: {warn_growth: 10% and 64 MB}
          modules_made: {max_growth: 5, message: "a plugin, serializer, proxy or expression loaded or built for each call?"}
        """

    package static let standardName = "standard budget"
}
