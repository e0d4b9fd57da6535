/// The result of reading an input: its identity, its trust, its totals and its sections as tables. It holds none of the heap's contents.
package struct Snapshot: Equatable, Sendable {
    package var input: Input
    package var capture: Capture
    package var trust: Trust
    package var totals: Totals
    /// The sections that the input gave, in the order of the catalog. Unknown sections (of a newer reader) follow, ordered by name.
    package var tables: [Table]

    package init(input: Input, capture: Capture, trust: Trust, totals: Totals, tables: [Table]) {
        self.input = input
        self.capture = capture
        self.trust = trust
        self.totals = totals
        self.tables = tables
    }

    package func table(_ section: String) -> Table? { tables.first { $0.info.name == section } }

    /// The trust of each section that the snapshot holds. One that it does not hold has none.
    package var sectionTrust: [String: Trust.Level] {
        Dictionary(tables.map { ($0.info.name, trust.level(ofSection: $0.info.name)) }, uniquingKeysWith: min)
    }

    /// The names of the catalog's sections that this snapshot lacks, and `section.column` for each absent column.
    package func notInInput(_ catalog: Catalog = .standard) -> [String] {
        var missing = catalog.names.filter { table($0) == nil }
        for table in tables { missing += table.absentColumns.map { "\(table.info.name).\($0)" } }
        return missing
    }
}

/// The input that a snapshot was made from.
package struct Input: Hashable, Codable, Sendable {
    /// Identifies the input, in hexadecimal (64 digits). A dump's fingerprint is SHA-256 over its size, headers, notes and 1,024 pages. It
    /// is `nil` for an input that is never the same twice.
    package var fingerprint: String?
    /// The path as given, for people. One input may have several paths.
    package var path: String
    /// `elf-core`, `minidump`, `gcdump`, or `text` for what a debugger printed.
    package var kind: String
    /// The size of the unpacked input in bytes.
    package var bytes: UInt64
    /// The reader that made the snapshot and the options that change its content. A snapshot is reused only when this is equal.
    package var reader: String

    /// In place of the rows that a text does not list, though its total counts them.
    package static let notListed = "(not listed)"

    /// The sections that alone were read, because the user asked for no others; `nil` when all were.
    package var onlySections: [String]? {
        reader.split(separator: " ").first { $0.hasPrefix(Input.onlyMark) }.map {
            $0.dropFirst(Input.onlyMark.count).split(separator: ",").map(String.init)
        }
    }

    /// The word of `reader` before the sections that alone were read.
    package static let onlyMark = "only="

    /// Whether both snapshots are known to be of one input, read alike.
    package func isSame(as other: Input) -> Bool { fingerprint != nil && fingerprint == other.fingerprint && reader == other.reader }

    package init(fingerprint: String?, path: String, kind: String, bytes: UInt64, reader: String) {
        self.fingerprint = fingerprint
        self.path = path
        self.kind = kind
        self.bytes = bytes
        self.reader = reader
    }
}
