import FoundationEssentials
package import SnapshotModel

/// A snapshot with what the store knows of it.
package struct StoredSnapshot: Sendable {
    package let id: Int64
    /// The series it belongs to, in order of name.
    package let series: [String]
    /// With everything that this program understands.
    package let snapshot: Snapshot
    /// The parts that a newer heapdrift wrote and this one does not understand.
    package let newer: [NewerPart]
    /// The sections that `newer` is about, as they are stored.
    package let kept: [KeptSection]
}

/// A section as a table of what is understood of it, and what is not.
struct ReadSection {
    /// `nil` when nothing is understood.
    let table: Table?
    let rowCount: Int
    let newer: [NewerPart]

    init(_ table: Table?, _ section: SectionCodec.Section) {
        self.table = table
        rowCount = section.rowCount
        newer = section.newer
    }
}

extension SnapshotStore {
    /// The most cells (rows times columns) of all sections of a snapshot: eight bytes each in memory.
    private static let cellLimit = 1 << 25

    /// The whole snapshot. Throws `noSuchSnapshot`, or `damaged` when what is stored does not decode.
    package func load(_ id: Int64) throws(StoreError) -> StoredSnapshot {
        try tables.reading { () throws(StoreError) in try snapshot(id, names()) }
    }

    /// The parts of a snapshot's sections that this program does not understand, by their declarations alone. Throws `damaged`.
    package func newerParts(of id: Int64) throws(StoreError) -> [NewerPart] {
        try tables.reading { () throws(StoreError) in
            var newer: [NewerPart] = []
            for record in try tables.sections(of: id) { newer += try declaration(of: record).newer }
            return newer
        }
    }

    func declaration(of record: SectionRecord) throws(StoreError) -> SectionDeclaration.Understood {
        let blob = try tables.blob(of: record)
        do throws(CodecError) { return try SectionCodec.declaration(of: blob) } catch { throw damaged(record, error.words) }
    }

    /// Inside of a transaction, for which `names` was made.
    func snapshot(_ id: Int64, _ names: NameTable) throws(StoreError) -> StoredSnapshot {
        guard let record = try tables.snapshot(id) else { throw try noSuchID(id) }
        var found: [Table] = []
        var newer: [NewerPart] = []
        var kept: [KeptSection] = []
        var cells = 0
        for record in try tables.sections(of: id) {
            let section = try table(record, names)
            // A few bytes can stand for a section of many equal rows, and a snapshot can have many such sections.
            cells += section.rowCount * max(section.table?.info.columns.count ?? 0, 1)
            guard cells <= SnapshotStore.cellLimit else {
                throw .damaged(path: path, "the sections of snapshot @\(id) have more than \(SnapshotStore.cellLimit) cells")
            }
            if let table = section.table { found.append(table) }
            guard !section.newer.isEmpty else { continue }
            newer += section.newer
            kept.append(try keptSection(record, rowCount: section.rowCount, names))
        }
        return StoredSnapshot(
            id: id, series: try tables.seriesNames(of: id),
            snapshot: Snapshot(
                input: try decoded(record.input, id), capture: try decoded(record.capture, id), trust: try decoded(record.trustDetails, id),
                totals: try decoded(record.totals, id), tables: found),
            newer: newer, kept: kept)
    }

    /// The section with its names.
    func table(_ record: SectionRecord, _ names: NameTable) throws(StoreError) -> ReadSection {
        let section = try section(record, keepsPlaces: true)
        let (info, rowCount) = (catalog.declared(section.info), section.rowCount)
        if section.newer.contains(.section(section.info.name)) { return ReadSection(nil, section) }
        if let list = section.names {
            guard let texts = try names.texts(inAnyOrder: list) else { throw unknownNames(record) }
            return ReadSection(Table(info: info, rowCount: rowCount, columns: section.columns, texts: texts), section)
        }
        let ids = NameTable.distinct(section.textColumns.compactMap { section.columns[$0] })
        guard let texts = try names.texts(ids) else { throw unknownNames(record) }
        var columns = section.columns
        for column in section.textColumns { columns[column] = columns[column].map { NameTable.places(of: $0, in: ids) } }
        return ReadSection(Table(info: info, rowCount: rowCount, columns: columns, texts: texts), section)
    }

    /// The section as columns. The words of text columns are ids of names; with `keepsPlaces` they may be places in the section's own list.
    func section(_ record: SectionRecord, keepsPlaces: Bool = false) throws(StoreError) -> SectionCodec.Section {
        let section: SectionCodec.Section
        let blob = try tables.blob(of: record)
        do throws(CodecError) { section = try SectionCodec.decode(blob, keepsPlaces: keepsPlaces) } catch {
            throw damaged(record, error.words)
        }
        guard bytewiseEqual(section.info.name, record.name) else {
            throw damaged(record, "the blob is one of section \(section.info.name)")
        }
        return section
    }

    func unknownNames(_ section: String, _ id: Int64) -> StoreError { damaged(section, id, "it mentions names that are not stored") }
    func unknownNames(_ record: SectionRecord) -> StoreError { unknownNames(record.name, record.snapshot) }

    func damaged(_ section: String, _ id: Int64, _ what: String) -> StoreError {
        .damaged(path: path, "section \(section) of snapshot @\(id): \(what)")
    }

    func damaged(_ record: SectionRecord, _ what: String) -> StoreError { damaged(record.name, record.snapshot, what) }

    func decoded<Value: Decodable>(_ json: String, _ id: Int64) throws(StoreError) -> Value {
        guard let value: Value = SnapshotStore.decoded(json) else { throw unreadableFacts(id) }
        return value
    }

    /// `nil` when it is not what was stored.
    static func decoded<Value: Decodable>(_ json: String) -> Value? { try? JSONDecoder().decode(Value.self, from: Data(json.utf8)) }

    func unreadableFacts(_ id: Int64) -> StoreError { .damaged(path: path, "the facts of snapshot @\(id) cannot be read") }
}
