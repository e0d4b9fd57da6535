import CoreCLR
import HeapWalk
import RawMemory
import SnapshotModel

/// Names of the ways from object to object: fields by their offsets.
final class StepNames {
    private var reader: FieldReader?
    private let tables: MethodTables
    /// By method table: the places of its fields, ascending. A value in a structure has the name of the field with the structure.
    private var fields: [Address: [(place: UInt64, name: String)]] = [:]

    init(_ process: DumpedProcess, _ tables: MethodTables) {
        let metadata = process.metadata
        reader = process.runtime.fieldReader(elsewhere: { metadata.fromFile($0) })
        self.tables = tables
    }

    /// `table`: the method table of the object with the reference.
    func name(_ table: Address, _ step: HolderStep) -> String {
        switch step {
        case .element: HolderRow.element
        case .dependent: HolderRow.dependent
        case .loaderAllocator: HolderRow.loaderAllocator
        case .field(let offset): field(table, at: offset)
        // The fields of a structure have places as those of an object, after the method table.
        case .elementField(let offset):
            HolderRow.element + "." + (tables.elementType(table).map { field($0, at: offset + 8) } ?? unnamed(offset))
        }
    }

    private func field(_ table: Address, at place: UInt64) -> String {
        let all = fields(of: table)
        let next = all.partitioningIndex { $0.place > place }
        return next > 0 ? all[next - 1].name : unnamed(place)
    }

    private func unnamed(_ place: UInt64) -> String { "+0x" + String(place, radix: 16) }

    private func fields(of table: Address) -> [(place: UInt64, name: String)] {
        if let known = fields[table] { return known }
        var found: [(place: UInt64, name: String)] = []
        for field in reader?.instanceFields(of: table).value ?? [] {
            guard let place = field.address(inObject: Address(0))?.value else { continue }
            found.append((place, field.name.map(ObjectNames.event) ?? unnamed(place)))
        }
        found.sort { $0.place < $1.place }
        fields[table] = found
        return found
    }
}
