import Growth
package import SnapshotModel

/// A commented budget to begin with. Its limits lie well above the values of a snapshot, and it names the process's own largest types.
package enum BudgetTemplate {
    /// `introduction` is the comment at the top. `marking` says how a baseline is marked.
    package static func text(fittedTo snapshot: Snapshot?, introduction: [String], marking: String) -> String {
        var lines = introduction.map { "# " + $0 }
        lines += [
            "version: 1",
            "",
            "defaults:",
            "  severity: error          # a violated rule fails the build; with warn it is only reported",
            "  min_trust: good          # a dump that could be read only in part cannot pass",
            "  on_inconclusive: fail    # a rule that cannot be judged is no pass: exit code 4",
            "",
            "baseline:",
            "  use: name:\(standardBaseline)       # \(marking); or latest-green, rolling:14",
            "  comparable: [\(ComparableFact.standard.map(\.name).joined(separator: ", "))]",
            "",
        ]
        func value(_ name: String) -> Int128? { snapshot.flatMap { snapshot in Catalog.standard.metric(name)?.value(snapshot) } }
        func note(_ name: String, _ unit: Unit) -> String {
            value(name).map { "    # \(QuantityText.value($0, unit)) in the snapshot this was made from" } ?? ""
        }
        lines += ["heap:"]
        if let most = most("heap.total", value) { lines += ["  total: {max: \(most)}\(note("heap.total", .bytes))"] }
        if value("heap.live") != nil {
            lines += ["  live: {max_growth: 10% and 5 MB}\(note("heap.live", .bytes))"]
            lines += ["  live_objects: {max_growth: 10% and 20000}\(note("heap.live_objects", .objects))"]
        } else {
            // What survived a collection: generation 0 may be garbage.
            lines += ["  outside_gen0: {max_growth: 10% and 5 MB}\(note("heap.outside_gen0", .bytes))"]
            lines += ["  outside_gen0_objects: {max_growth: 10% and 20000}\(note("heap.outside_gen0_objects", .objects))"]
            lines += ["  gen0: {warn_growth: 10% and 5 MB}    # no collection has looked at it yet, so it only warns"]
        }
        lines += ["  loh: {max_growth: 20% and 10 MB}\(note("heap.loh", .bytes))"]
        lines += ["  free_percent: {warn_max: 50%}\(note("heap.free_percent", .percent))", "", "process:"]
        lines += [
            "  threads: {\(most("process.threads", value).map { "max: \($0), " } ?? "")max_growth: 10}\(note("process.threads", .threads))"
        ]
        lines += [
            "  modules_made: {max_growth: 5, message: \"a plugin, serializer, proxy or expression loaded or built for each call?\"}"
                + note("process.modules_made", .modules), "",
        ]
        lines += ["types:", "  - match: [\"System.EventHandler\", \"System.EventHandler<*>\"]"]
        lines += ["    count: {max_growth: 5% and 200, message: \"is every handler removed again?\"}"]
        for name in snapshot.map(ownTypes) ?? [] { lines += ["  - match: \(quoted(name))", "    count: {max_growth: 10% and 100}"] }
        lines += [
            "", "# never:                      # no object of these types may be left when the scenario is over",
            "#   - match: [MyApp.RequestScope]", "",
            "# suppress:                   # known growth, with an owner and a reason",
            "#   - {match: MyApp.Cache.Entry, reason: bounded by design, owner: team-data, until: 2027-12-31, up_to: 60000}",
        ]
        return lines.map { $0 + "\n" }.joined()
    }

    private static let standardBaseline = "baseline"

    /// Half as much again, rounded up to two digits.
    private static func most(_ name: String, _ value: (String) -> Int128?) -> String? {
        guard let metric = Catalog.standard.metric(name), let now = value(name), now > 0, now < 1 << 62 else { return nil }
        let wanted = now + now / 2 + 1
        var step: Int128 = 1
        while wanted / step >= 100 { step *= 10 }
        let rounded = (wanted + step - 1) / step * step
        if metric.unit != .bytes { return String(rounded) }
        return ByteSize.text(max(rounded, 1000))
    }

    /// The five largest types that are not the runtime's own and whose names contain no characters that a glob or YAML treats specially.
    private static func ownTypes(_ snapshot: Snapshot) -> [String] {
        guard let section = Catalog.standard.followed.first, let size = section.followed?.size, let table = snapshot.table(section.name),
            let name = table.info.positions(.key).first(where: { table.info.columns[$0].type == .text }),
            let bytes = table.info.position(size)
        else { return [] }
        let foreign = NameFilter([
            NamePattern("System.**"), NamePattern("Microsoft.**"), NamePattern("Interop**"), NamePattern("Internal.**"),
        ])
        let own = (0..<table.rowCount).filter { row in
            let text = table.text(name, row)
            return text.contains(".") && text.utf8.count <= 200 && !foreign.accepts(text)
                && text.unicodeScalars.allSatisfy {
                    $0.isASCII && ($0.properties.isAlphabetic || "0123456789_.+`".unicodeScalars.contains($0))
                }
        }
        return own.sorted { a, b in
            let (x, y) = (table.word(bytes, a) ?? 0, table.word(bytes, b) ?? 0)
            return x != y ? x > y : a < b
        }.prefix(5).map { table.text(name, $0) }
    }

    private static func quoted(_ name: String) -> String { "\"\(name)\"" }
}
