/// Offsets in bytes of the fields by which the heaps of the loader are found and read, copied from a layout.
struct LoaderHeapFields {
    /// The path from a Module to its LoaderAllocator, as offsets of the pointers to follow. From 8 on the Module has it, before that its
    /// Assembly.
    let allocator: [UInt64]
    /// The VirtualCallStubManager of a LoaderAllocator.
    let stubManager: UInt64?
    /// The heaps to which a LoaderAllocator points, those to which its VirtualCallStubManager points, and those of a Module.
    let ofAllocator: [Place]
    let ofStubManager: [Place]
    let ofModule: [Place]
    let heap: HeapFields

    struct Place {
        let kind: LoaderHeapKind
        let offset: UInt64
    }

    /// Offsets in a LoaderHeap and in a LoaderHeapBlock.
    struct HeapFields {
        let firstBlock: UInt64
        /// The end of what is committed of the block in use.
        let committedEnd: UInt64
        /// The end of the block in use. Blocks do not overlap, so the block with this end is the one in use.
        let reservedEnd: UInt64
        /// The bytes that are committed in all blocks.
        let committed: UInt64
        let blockNext: UInt64
        let blockStart: UInt64
        let blockSize: UInt64
    }

    /// Throws a field that every LoaderAllocator has and that `offsets` lacks.
    init(_ offsets: FieldOffsets) throws(RuntimeField) {
        if let own = offsets["Module", "LoaderAllocator"] {
            allocator = [own]
        } else {
            allocator = [try offsets.known("Module", "Assembly"), try offsets.known("Assembly", "LoaderAllocator")]
        }
        for kind in [LoaderHeapKind.lowFrequency, .highFrequency, .stub] { _ = try offsets.known(kind.field.structure, kind.field.name) }
        stubManager = offsets["LoaderAllocator", "VirtualCallStubManager"]
        func places(_ structure: String) -> [Place] {
            LoaderHeapKind.allCases.compactMap { kind in
                guard kind.field.structure == structure else { return nil }
                return offsets[structure, kind.field.name].map { Place(kind: kind, offset: $0) }
            }
        }
        ofAllocator = places("LoaderAllocator")
        ofStubManager = stubManager == nil ? [] : places("VirtualCallStubManager")
        ofModule = places("Module")
        heap = HeapFields(
            firstBlock: try offsets.known("LoaderHeap", "FirstBlock"), committedEnd: try offsets.known("LoaderHeap", "CommittedEnd"),
            reservedEnd: try offsets.known("LoaderHeap", "ReservedEnd"), committed: try offsets.known("LoaderHeap", "CommittedBytes"),
            blockNext: try offsets.known("LoaderHeapBlock", "Next"), blockStart: try offsets.known("LoaderHeapBlock", "VirtualAddress"),
            blockSize: try offsets.known("LoaderHeapBlock", "VirtualSize"))
    }
}
