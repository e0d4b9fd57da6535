extension Budget {
    /// The rules that apply when there is neither a budget file nor a rule on the command line.
    package static let standardText = """
        version: 1
        heap:
          total: {max_growth: 10% and 5 MB}
        process:
          threads: {max_growth: 10% and 10}
          thread_stacks: {warn_growth: 10% and 64 MB}
          dynamic_assemblies: {max_growth: 5, message: "a serializer, proxy or expression built for each call?"}
        """

    package static let standardName = "standard budget"
}
