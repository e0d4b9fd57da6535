/// What is kept of a dump: who it was, how far it can be trusted, its totals, and its sections as tables. Nothing of the heap's contents.
package struct Snapshot: Equatable, Sendable {
    package var input: Input
    package var capture: Capture
    package var trust: Trust
    package var totals: Totals
    /// Present sections in the order of the catalog, unknown ones (of a newer reader) after them by name.
    package var tables: [Table]

    package init(input: Input, capture: Capture, trust: Trust, totals: Totals, tables: [Table]) {
        self.input = input
        self.capture = capture
        self.trust = trust
        self.totals = totals
        self.tables = tables
    }

    package func table(_ section: String) -> Table? { tables.first { $0.info.name == section } }

    /// Names of the catalog's sections that this snapshot lacks, and `section.column` for absent columns.
    package func notInInput(_ catalog: Catalog = .standard) -> [String] {
        var missing = catalog.names.filter { table($0) == nil }
        for table in tables { missing += table.absentColumns.map { "\(table.info.name).\($0)" } }
        return missing
    }
}

/// The input that was reduced.
package struct Input: Hashable, Codable, Sendable {
    /// What tells this input from others, in hexadecimal (64 digits). Of a dump: SHA-256 over its size, headers, notes and 1,024 pages.
    /// `nil` for an input that is never the same twice.
    package var fingerprint: String?
    /// As given, for people; two paths may be one input.
    package var path: String
    /// `elf-core` or `minidump`.
    package var kind: String
    /// Size of the input in bytes, unpacked.
    package var bytes: UInt64
    /// Which reader made the snapshot, and with which content-changing options: a snapshot is reused only when this is equal too.
    package var reader: String

    package init(fingerprint: String?, path: String, kind: String, bytes: UInt64, reader: String) {
        self.fingerprint = fingerprint
        self.path = path
        self.kind = kind
        self.bytes = bytes
        self.reader = reader
    }
}
