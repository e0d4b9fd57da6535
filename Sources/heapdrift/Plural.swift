/// `1 snapshot`, `3 snapshots`.
func counted(_ count: Int, _ one: String) -> String { counted(count, one, one + "s") }

/// The same for a word with a plural of its own.
func counted(_ count: Int, _ one: String, _ many: String) -> String { count == 1 ? "1 \(one)" : "\(count) \(many)" }
