/// Replaces names by stand-ins, so that a snapshot or report can be shared. The same name has the same stand-in everywhere. Nobody can test
/// a guessed name without the salt that `hash` uses.
///
/// A report made from a redacted snapshot is redacted too: reports have no other source of names.
package struct Redaction: Sendable {
    /// The digits of a name: 10 hexadecimal digits. Equal names have equal digits. Among 100,000 names, two share their digits with a
    /// probability of 0.5%.
    package let hash: @Sendable (String) -> String
    /// The names that are not replaced.
    package let keep: NameFilter

    /// The names that are never replaced: names of the platform reveal nothing about a program.
    package static let standardKeep = ["System.**", "Microsoft.**"]

    package init(keep: NameFilter = NameFilter(standardKeep.map { NamePattern($0) }), hash: @escaping @Sendable (String) -> String) {
        self.keep = keep
        self.hash = hash
    }

    /// The snapshot with every name replaced: in the columns of names of all sections, the name and life of the process, the path of the input
    /// and the labels that name a branch or where a job ran. Other labels and all numbers stay.
    package func applied(to snapshot: Snapshot) -> Snapshot {
        var redacted = snapshot
        redacted.input.path = name(snapshot.input.path)
        redacted.capture = applied(to: snapshot.capture)
        redacted.tables = snapshot.tables.map(applied)
        redacted.trust = snapshot.trust.replacingChoices(hash)
        return redacted
    }

    package func applied(to capture: Capture) -> Capture {
        var redacted = capture
        redacted.process = name(capture.process)
        redacted.executable = capture.executable.map(name)
        redacted.life = capture.life.map(life)
        redacted.labels = labels(capture.labels)
        return redacted
    }

    /// How a life was found stays readable: lives that were found in different ways are not compared.
    private func life(_ life: String) -> String {
        if Redaction.isStandIn(life) { return life }
        return life.hasPrefix(ProcessLife.ofGraph) ? "~" + ProcessLife.ofGraph + hash(life) : standIn(life)
    }

    package func labels(_ labels: [String: String]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: labels.map { ($0, Redaction.namingLabels.contains($0) ? standIn($1) : $1) })
    }

    /// The labels that name something of the user's.
    private static let namingLabels: Set = ["branch", "namespace", "pod", "container", "image", "unit"]

    /// The table with the texts of its name columns replaced. Other texts (a generation, an address) stay.
    package func applied(to table: Table) -> Table {
        let texts = table.info.columns.indices.filter { table.info.columns[$0].type == .text }
        let names = texts.filter { table.info.columns[$0].isName }
        if names.isEmpty { return table }
        let redacted = table.texts.map(name)
        if names.count == texts.count {
            return Table(info: table.info, rowCount: table.rowCount, columns: table.columns, texts: redacted)
        }
        // Columns share the texts, so every text is there twice: as it is for columns that stay, and redacted for columns of names.
        var columns = table.columns
        let shift = UInt64(table.texts.count)
        for column in names { columns[column] = columns[column].map { $0.map { $0 + shift } } }
        return Table(info: table.info, rowCount: table.rowCount, columns: columns, texts: table.texts + redacted)
    }

    /// The real name of each stand-in in the tables' texts, for filters (`NameFilter.seeing`). When two names share a stand-in, the first
    /// one is used.
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

    /// Whether a text that is replaced as a whole already was.
    static func isStandIn(_ text: String) -> Bool { text.utf8.first == UInt8(ascii: "~") }

    /// `~` and the digits.
    func standIn(_ text: String) -> String { "~" + hash(text) }
}
