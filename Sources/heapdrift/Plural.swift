/// `1 snapshot`, `3 snapshots`.
func counted(_ count: Int, _ one: String) -> String { count == 1 ? "1 \(one)" : "\(count) \(one)s" }
