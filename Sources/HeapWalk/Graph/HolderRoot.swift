package import RawMemory

/// What keeps objects alive from outside of the heap: a static field, a kind of handles, a stack.
package struct HolderRoot: Hashable, Sendable {
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// Named by the field: `Lab.sessions`.
        case staticField
        case threadStatic
        /// Named by the kind of handle.
        case handle
        /// Named by why the thread exists. Every word of the stack counts that leads into an object.
        case stack
        /// Objects whose finalizers are due: nothing else reaches what only they reach.
        case finalizer
        /// Arrays in which the runtime keeps static fields, texts of literals and objects of types, where no field is known for them.
        case runtime
        /// Objects in frozen segments, which are never collected.
        case frozen
    }

    package let kind: Kind
    package let name: String
    package let objects: [Address]
    /// Stacks: every word of them may lead into an object.
    package let stacks: [AddressRange]

    package init(_ kind: Kind, _ name: String, _ objects: [Address], stacks: [AddressRange] = []) {
        self.kind = kind
        self.name = name
        self.objects = objects
        self.stacks = stacks
    }
}

extension HolderRoot.Kind {
    /// Roots of a phase are followed to the end before the next phase begins, so that what a field holds is said of the field, also when a
    /// stack leads to it at the moment. Thread statics come after static fields.
    var phase: Int {
        switch self {
        case .staticField, .handle: 0
        case .threadStatic: 1
        case .stack: 2
        case .finalizer: 3
        case .runtime: 4
        case .frozen: 5
        }
    }

    /// The word for the kind in outputs.
    package var word: String {
        switch self {
        case .staticField: "static"
        case .threadStatic: "thread static"
        case .handle: "handle"
        case .stack: "stack"
        case .finalizer: "finalizer"
        case .runtime: "runtime"
        case .frozen: "frozen"
        }
    }
}
