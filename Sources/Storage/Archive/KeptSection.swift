import SnapshotModel

/// A stored section of which this program does not understand something, as it is: it can be put into another store, where a program that
/// understands it reads it as it was written.
package struct KeptSection: Equatable, Sendable {
    let name: String
    let rowCount: Int64
    /// The names that the section mentions, in its own order.
    let names: [String]
    /// Everything else, byte for byte.
    let rest: [UInt8]

    package static func == (a: KeptSection, b: KeptSection) -> Bool {
        bytewiseEqual(a.name, b.name) && a.rowCount == b.rowCount && a.rest == b.rest
            && a.names.map(BytewiseText.init) == b.names.map(BytewiseText.init)
    }
}

extension SnapshotStore {
    /// The section as it is, with its names as texts.
    func keptSection(_ record: SectionRecord, rowCount: Int, _ names: NameTable) throws(StoreError) -> KeptSection {
        let moved: SectionCodec.Moved
        let blob = try tables.blob(of: record)
        do throws(CodecError) { moved = try SectionCodec.moved(blob) } catch { throw damaged(record, error.words) }
        guard let texts = try names.texts(inAnyOrder: moved.names) else { throw unknownNames(record) }
        return KeptSection(name: record.name, rowCount: Int64(rowCount), names: texts, rest: moved.rest)
    }
}
