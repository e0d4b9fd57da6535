/// Replaces names by stable stand-ins, so that a snapshot or report can be given away: the same name has the same stand-in everywhere, and
/// whoever lacks the salt behind `hash` cannot even test a guess.
///
/// A report made from a redacted snapshot is redacted: there is no other place that it could have a name from.
package struct Redaction: Sendable {
    /// A name's digits: for equal names equal ones. 10 hexadecimal digits; two of 100,000 names share theirs with a chance of 0.5%.
    package let hash: @Sendable (String) -> String
    /// Names that stay plain.
    package let keep: NameFilter

    /// What stays plain whatever else is asked for: the platform's own names say nothing about a program.
    package static let standardKeep = ["System.**", "Microsoft.**"]

    package init(keep: NameFilter = NameFilter(standardKeep.map { NamePattern($0) }), hash: @escaping @Sendable (String) -> String) {
        self.keep = keep
        self.hash = hash
    }

    /// The snapshot with every name replaced: in all text columns of all sections, the process's, the input's path and the label `branch`.
    /// Other labels stay, they are the user's own words; so do the numbers.
    package func applied(to snapshot: Snapshot) -> Snapshot {
        var redacted = snapshot
        redacted.input.path = name(snapshot.input.path)
        redacted.capture = applied(to: snapshot.capture)
        redacted.tables = snapshot.tables.map(applied)
        return redacted
    }

    package func applied(to capture: Capture) -> Capture {
        var redacted = capture
        redacted.process = name(capture.process)
        redacted.labels = labels(capture.labels)
        return redacted
    }

    package func labels(_ labels: [String: String]) -> [String: String] {
        guard let branch = labels["branch"] else { return labels }
        return labels.merging(["branch": standIn(branch)]) { $1 }
    }

    /// The table with the texts of its columns of names replaced. Other texts (a generation, an address) stay.
    package func applied(to table: Table) -> Table {
        let texts = table.info.columns.indices.filter { table.info.columns[$0].type == .text }
        let names = texts.filter { table.info.columns[$0].isName }
        if names.isEmpty { return table }
        let redacted = table.texts.map(name)
        if names.count == texts.count {
            return Table(info: table.info, rowCount: table.rowCount, columns: table.columns, texts: redacted)
        }
        // Columns share the texts: a text that stays in one column and is a name in another is there twice.
        var columns = table.columns
        let shift = UInt64(table.texts.count)
        for column in names { columns[column] = columns[column].map { $0.map { $0 + shift } } }
        return Table(info: table.info, rowCount: table.rowCount, columns: columns, texts: table.texts + redacted)
    }

    /// The real name of each stand-in in the tables' texts, for filters (`NameFilter.seeing`). Where two names share a stand-in, the first.
    package func realNames(of tables: [Table]) -> [BytewiseText: String] {
        var real: [BytewiseText: String] = [:]
        for table in tables {
            for text in table.texts {
                let standIn = BytewiseText(name(text))
                if real[standIn] == nil { real[standIn] = text }
            }
        }
        return real
    }

    /// `~` and the digits.
    func standIn(_ text: String) -> String { "~" + hash(text) }
}
