package import RawMemory

/// Memory into which the JIT puts code: a node of the list of the EEJitManager.
package struct CodeHeap: Hashable, Sendable {
    package let kind: Kind
    /// From the first to the last byte of code that was handed out.
    package let used: AddressRange
    /// What is reserved for it. Ranges of a damaged dump may be anything.
    package let reserved: [AddressRange]
    /// The LoaderAllocator whose methods are in it; `nil` when the dump does not say it.
    package let allocator: Address?
    /// Where its methods start.
    let map: NibbleMap

    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Methods of types (LoaderCodeHeap).
        case loader
        /// Dynamic methods (HostCodeHeap): code made by expression trees, regular expressions, serializers and `DynamicMethod`.
        case dynamic
    }
}

extension DotNetRuntime {
    /// The heaps of JIT-compiled code, in the order of the runtime's list.
    package var codeHeaps: RuntimePart<[CodeHeap]> { part(CodeHeapsReader.self) }
}
