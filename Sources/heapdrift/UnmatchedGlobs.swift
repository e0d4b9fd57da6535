import SnapshotModel

extension Session {
    /// Says which globs of `--type` match no name in any of the snapshots: a mistyped glob looks like a type that is gone.
    func noteUnmatchedGlobs(_ loaded: [Loaded]) {
        noteUnmatchedGlobs { section in loaded.compactMap { $0.original.table(section)?.names } }
    }

    /// The same for the names of a whole series.
    func noteUnmatchedGlobs(_ history: SeriesHistory) {
        noteUnmatchedGlobs { section in history.section(section).flatMap(\.keys.first).map { [$0] } ?? [] }
    }

    /// `names`: those of each snapshot that has the section.
    private func noteUnmatchedGlobs(_ names: (_ section: String) -> [[String]]) {
        // Who holds a type is asked with the types.
        for (section, filter) in plan.rows.filters where section != HolderRow.section.info.name {
            let held = names(section)
            guard !held.isEmpty else { continue }
            for pattern in filter.patterns {
                // The sign of an exclusion is not part of what it matches.
                let glob = NameFilter([NamePattern(pattern.isNegated ? String(pattern.source.dropFirst()) : pattern.source)])
                guard !held.contains(where: { $0.contains(where: glob.accepts) }) else { continue }
                messages.note("'\(pattern.source)' matches no name in \(section)")
            }
        }
    }
}

extension Table {
    /// The texts of the first text key, by which filters choose rows.
    fileprivate var names: [String] {
        guard let column = info.columns.indices.first(where: { info.columns[$0].role == .key && info.columns[$0].type == .text }) else {
            return []
        }
        return (0..<rowCount).map { text(column, $0) }
    }
}
