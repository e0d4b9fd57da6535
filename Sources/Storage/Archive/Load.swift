import FoundationEssentials
package import SnapshotModel

/// A snapshot with what the store knows of it.
package struct StoredSnapshot: Sendable {
    package let id: Int64
    /// The series it belongs to, in order of name.
    package let series: [String]
    package let snapshot: Snapshot
}

extension SnapshotStore {
    /// The whole snapshot. Throws `noSuchSnapshot`, or `damaged` when what is stored does not decode.
    package func load(_ id: Int64) throws(StoreError) -> StoredSnapshot {
        try tables.reading { () throws(StoreError) in try snapshot(id, NameTable(tables)) }
    }

    /// Inside of a transaction, for which `names` was made.
    func snapshot(_ id: Int64, _ names: NameTable) throws(StoreError) -> StoredSnapshot {
        guard let record = try tables.snapshot(id) else { throw try noSuchID(id) }
        var found: [Table] = []
        for section in try tables.sections(of: id) { found.append(try table(section, names)) }
        return StoredSnapshot(
            id: id, series: try tables.seriesNames(of: id),
            snapshot: Snapshot(
                input: try decoded(record.input, id), capture: try decoded(record.capture, id), trust: try decoded(record.trustDetails, id),
                totals: try decoded(record.totals, id), tables: found))
    }

    /// The section as a table.
    func table(_ record: SectionRecord, _ names: NameTable) throws(StoreError) -> Table {
        let section = try section(record)
        let ids = NameTable.distinct(section.textColumns.compactMap { section.columns[$0] })
        guard let texts = try names.texts(ids) else { throw unknownNames(record) }
        var columns = section.columns
        for column in section.textColumns { columns[column] = columns[column].map { NameTable.places(of: $0, in: ids) } }
        return Table(info: catalog.declared(section.info), rowCount: section.rowCount, columns: columns, texts: texts)
    }

    /// The section as columns; the words of text columns are ids of names.
    func section(_ record: SectionRecord) throws(StoreError) -> SectionCodec.Section {
        let section: SectionCodec.Section
        let blob = try tables.blob(of: record)
        do throws(CodecError) { section = try SectionCodec.decode(blob) } catch { throw damaged(record, error.words) }
        guard bytewiseEqual(section.info.name, record.name) else {
            throw damaged(record, "the blob is one of section \(section.info.name)")
        }
        return section
    }

    func unknownNames(_ record: SectionRecord) -> StoreError { damaged(record, "it mentions names that are not stored") }

    func damaged(_ record: SectionRecord, _ what: String) -> StoreError {
        .damaged(path: path, "section \(record.name) of snapshot @\(record.snapshot): \(what)")
    }

    func decoded<Value: Decodable>(_ json: String, _ id: Int64) throws(StoreError) -> Value {
        do { return try JSONDecoder().decode(Value.self, from: Data(json.utf8)) } catch {
            throw .damaged(path: path, "the facts of snapshot @\(id) cannot be read")
        }
    }
}
