package import RawMemory
import Synchronization

/// Says of every type what its objects are read for. The workers of a walk share it; each asks once for a type.
package final class ObjectRoles: Sendable {
    /// Offsets in a delegate object.
    package let delegateFields: DelegateFields
    private let tables: MethodTables
    private let framework: FrameworkTypes
    private let statics: StaticFields?
    private let runtime: DotNetRuntime
    private let metadata: ModuleMetadata
    private let shared: Mutex<Shared>

    private struct Shared {
        var reader: FieldReader
        var definitions: DelegateDefinitions
        var roles: [Address: ObjectRole] = [:]
        var publishers: [DelegatePublisher] = []
        var numbers: [DelegatePublisher: Int] = [:]
        /// Instantiations of generic types that declare static fields of delegate types.
        var instantiations: Set<Address> = []

        mutating func number(_ publisher: DelegatePublisher) -> Int {
            if let known = numbers[publisher] { return known }
            numbers[publisher] = publishers.count
            publishers.append(publisher)
            return publishers.count - 1
        }
    }

    /// More base types than any type has.
    private static let depthLimit = 64

    fileprivate init?(_ runtime: DotNetRuntime, _ metadata: ModuleMetadata) {
        guard let tables = runtime.methodTables.value, let framework = FrameworkTypes(runtime, tables, metadata),
            let fields = try? DelegateFields(runtime.layout.offsets),
            let reader = runtime.fieldReader(elsewhere: { metadata.fromFile($0) })
        else { return nil }
        self.runtime = runtime
        self.tables = tables
        self.framework = framework
        self.metadata = metadata
        delegateFields = fields
        statics = runtime.staticFields
        shared = Mutex(Shared(reader: reader, definitions: DelegateDefinitions(metadata)))
    }

    /// The fields that hold delegates, in the order in which they were met, which differs from run to run.
    package var publishers: [DelegatePublisher] { shared.withLock { $0.publishers } }

    package func role(of table: Address) -> ObjectRole {
        shared.withLock { shared in
            if let known = shared.roles[table] { return known }
            let role = read(table, &shared)
            shared.roles[table] = role
            return role
        }
    }

    /// Whether the type of the objects is a delegate. A word that is no method table is none.
    package func isDelegate(_ table: Address) -> Bool { tables.size(table) != nil && role(of: table).isDelegate }

    /// Whether a word is the method table of an array.
    package func isArray(_ table: Address) -> Bool { tables.isMethodTable(table) && tables.flags(table).map(tables.isArray) ?? false }

    private func read(_ table: Address, _ shared: inout Shared) -> ObjectRole {
        var role = ObjectRole()
        guard table != tables.free, let flags = tables.flags(table), flags & 0x8000_0000 == 0 else { return role }
        if let parent = tables.parent(table), !parent.isNull, framework.kind(parent) == .multicastDelegate {
            role.isDelegate = true
            return role
        }
        var at = table
        for _ in 0..<Self.depthLimit where !at.isNull {
            switch framework.kind(at) {
            case .task: role.task = task(table, &shared.reader)
            case .timer: role.timer = timer(table, &shared.reader)
            case .stateMachineBox: role.stateMachine = stateMachine(at, &shared.reader)
            default: break
            }
            publish(at, of: table, &role, &shared)
            if at == table, let state = iteratorState(table, &shared.reader) {
                role.stateMachine = ObjectRole.StateMachinePlace(state: state, reference: nil)
            }
            at = tables.parent(at) ?? Address(0)
        }
        return role
    }

    /// Adds the fields that `declaring`, a base type of `table` or the type itself, declares.
    private func publish(_ declaring: Address, of table: Address, _ role: inout ObjectRole, _ shared: inout Shared) {
        guard let row = tables.typeDefRow(declaring), let module = tables.module(declaring) else { return }
        let declared = shared.definitions.fields(of: row, in: module)
        if !declared.shared.isEmpty, tables.flags(declaring).map({ $0 & 0x30 != 0 && $0 & 0x30 != 0x30 }) ?? false {
            shared.instantiations.insert(declaring)
        }
        guard !declared.instance.isEmpty else { return }
        for field in shared.reader.fields(declaredBy: declaring).value ?? [] where declared.instance.contains(field.row) {
            guard field.elementType == .classType, let name = field.name, let place = field.address(inObject: Address(0)) else { continue }
            let publisher = shared.number(DelegatePublisher(table: table, field: name))
            role.published.append(ObjectRole.PublishedField(offset: place.value, publisher: publisher))
        }
    }

    // MARK: Places

    private func place(_ names: [String], of table: Address, _ type: ElementType, _ reader: inout FieldReader) -> UInt64? {
        for name in names {
            if let field = reader.field(name, of: table), field.elementType == type { return field.address(inObject: Address(0))?.value }
        }
        return nil
    }

    private func task(_ table: Address, _ reader: inout FieldReader) -> ObjectRole.TaskPlaces? {
        guard let flags = place(["m_stateFlags"], of: table, .int32, &reader) else { return nil }
        return ObjectRole.TaskPlaces(flags: flags, action: place(["m_action"], of: table, .classType, &reader))
    }

    /// 3.1 names the fields with another prefix.
    private func timer(_ table: Address, _ reader: inout FieldReader) -> ObjectRole.TimerPlaces? {
        guard let dueTime = place(["_dueTime", "m_dueTime"], of: table, .uint32, &reader),
            let period = place(["_period", "m_period"], of: table, .uint32, &reader),
            let callback = place(["_timerCallback", "m_timerCallback"], of: table, .classType, &reader),
            let state = place(["_state", "m_state"], of: table, .classType, &reader)
        else { return nil }
        return ObjectRole.TimerPlaces(dueTime: dueTime, period: period, callback: callback, state: state)
    }

    /// The fields in which compilers keep the number of the `await`: C#, Mono's C#, Visual Basic, F#.
    private static let states = ["<>1__state", "$PC", "$State", "ResumptionPoint"]

    /// The state machine is a structure in the box or, when compiled for debugging, a class. A box whose state is not found is one all the
    /// same.
    private func stateMachine(_ box: Address, _ reader: inout FieldReader) -> ObjectRole.StateMachinePlace? {
        guard let machine = stateMachine(inBox: box) else { return nil }
        // An async iterator is on the heap itself, whether it waits in a box or not.
        if iteratorState(machine, &reader) != nil { return nil }
        let unknown = ObjectRole.StateMachinePlace(state: nil, reference: nil)
        guard let held = reader.field("StateMachine", of: box), let place = held.address(inObject: Address(0)) else { return unknown }
        for name in Self.states {
            guard let state = reader.field(name, of: machine), state.elementType == .int32, state.storage == .instance,
                let offset = state.offset
            else { continue }
            switch held.elementType {
            case .valueType: return ObjectRole.StateMachinePlace(state: place.value + UInt64(offset), reference: nil)
            case .classType: return ObjectRole.StateMachinePlace(state: 8 + UInt64(offset), reference: place.value)
            default: return unknown
            }
        }
        return unknown
    }

    /// The place of the state of an async iterator, a class that is its own state machine; `nil` for every other type. The compiler names
    /// it `<Method>d__1` and gives it a builder for async iterators.
    private func iteratorState(_ table: Address, _ reader: inout FieldReader) -> UInt64? {
        guard let row = tables.typeDefRow(table), let module = tables.module(table),
            let name = metadata.find(in: module, { $0.string(.typeDef, row, 1) }), name.hasPrefix("<"), name.contains(">d__"),
            let builder = reader.field("<>t__builder", of: table), builder.elementType == .valueType,
            case .named(let type, isValueType: true) = builder.signature,
            metadata.find(in: module, { $0.name(of: type) }) == "System.Runtime.CompilerServices.AsyncIteratorMethodBuilder"
        else { return nil }
        return place(Self.states, of: table, .int32, &reader)
    }

    /// The type of the state machine: the last argument of the box's type, as a method table. `nil` for every other type.
    package func stateMachine(inBox table: Address) -> Address? {
        var box = table
        for _ in 0..<Self.depthLimit where framework.kind(box) != .stateMachineBox {
            guard let parent = tables.parent(box), !parent.isNull else { return nil }
            box = parent
        }
        return tables.flags(box).flatMap { tables.typeArguments(box, $0)?.last }.flatMap { tables.isMethodTable($0) ? $0 : nil }
    }

    // MARK: Static fields

    /// The static fields that may hold delegates: the publisher's number, and the word with the reference. Those of generic types are known
    /// from the walk.
    package func sharedFields() -> [(publisher: Int, place: Address)] {
        guard let statics else { return [] }
        var classes = runtime.loadedClasses(metadata)
        return shared.withLock { shared in
            classes += shared.instantiations.sorted()
            var found: [(publisher: Int, place: Address)] = []
            for table in classes {
                guard let row = tables.typeDefRow(table), let module = tables.module(table) else { continue }
                let declared = shared.definitions.fields(of: row, in: module)
                guard !declared.shared.isEmpty else { continue }
                for field in shared.reader.fields(declaredBy: table).value ?? [] where declared.shared.contains(field.row) {
                    guard let name = field.name, let place = statics.address(of: field, of: table) else { continue }
                    found.append((shared.number(DelegatePublisher(table: table, field: name)), place))
                }
            }
            return found
        }
    }
}

extension DotNetRuntime {
    /// `nil` when the dump and the files hold no metadata of System.Private.CoreLib, or when the layout lacks an offset.
    package func objectRoles(_ metadata: ModuleMetadata) -> ObjectRoles? { ObjectRoles(self, metadata) }
}
