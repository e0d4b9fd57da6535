import CoreCLR
import HeapWalk
import RawMemory
import SnapshotModel

/// Rows of a section by type: one for all method tables of one name and module (and one `more`), with the tokens and builds by which they
/// are known again. A name is looked up once for each method table.
struct TypeKeyedRows<Row: SectionRow> {
    var rows: [Row] = []
    private let process: DumpedProcess
    private var identities: TypeIdentities
    private var places: [Key: Int] = [:]

    private struct Key: Hashable {
        let name: BytewiseText
        let module: BytewiseText
        let more: String
    }

    init(_ process: DumpedProcess) {
        self.process = process
        let runtime = process.runtime
        identities = TypeIdentities { runtime.build(of: $0) }
    }

    /// The place of the row. `name` sets the keys of a new one. A null method table is a type that the dump does not hold.
    mutating func row(_ table: Address, _ more: String, name fill: (inout Row, _ name: String, _ module: String) -> Void) -> Int {
        let (name, module) = (table.isNull ? nil : process.typeNames?.name(table)) ?? (HandleRow.missingType, "")
        let key = Key(name: BytewiseText(name), module: BytewiseText(module), more: more)
        let place = places[key] ?? rows.count
        if place == rows.count {
            places[key] = place
            var row = Row()
            fill(&row, name, module)
            rows.append(row)
        }
        if !table.isNull, var names = process.typeNames {
            process.typeNames = nil
            identities.add(table, &names, row: place)
            process.typeNames = names
        }
        return place
    }

    /// The rows with their tokens and builds.
    func finished(_ set: (inout Row, (token: String, build: String)) -> Void) -> [Row] {
        var rows = rows
        for place in rows.indices { set(&rows[place], identities.texts(place)) }
        return rows
    }
}
