extension FieldOffsets {
    /// Offsets that are the same in all runtimes from 3.1 to 10, on every system and processor.
    static let shared: FieldOffsets = [
        "MethodTable": [
            "!": 0x40, "MTFlags": 0, "BaseSize": 4, "MTFlags2": 8, "NumVirtuals": 12, "NumInterfaces": 14, "ParentMethodTable": 0x10,
            "EEClassOrCanonMT": 0x28, "PerInstInfo": 0x30, "InterfaceMap": 0x38,
        ],
        "EEClass": ["MethodTable": 0x10, "FieldDescList": 0x18, "MethodDescChunk": 0x20],
        "FieldDesc": ["!": 16, "MTOfEnclosingClass": 0, "DWord1": 8, "DWord2": 12],
        // It lies directly before the address in `MethodTable.PerInstInfo`.
        "GenericsDictInfo": ["!": 8, "NumDicts": 4, "NumTypeArgs": 6],
        // The method table of the array. Only 3.1 has type descriptors for arrays.
        "ParamTypeDesc": ["TemplateMT": 8],
        "TypeDesc": ["TypeAndFlags": 0],
        "PEAssembly": ["PEImage": 8],
        // The buffer of an SString.
        "PEImage": ["Path": 0x10],
        "PEImageLayout": ["Base": 8, "Size": 0x10, "Flags": 0x14],
        "ArrayListBase": ["Count": 0, "FirstBlock": 8],
        "ArrayListBlock": ["Next": 0, "Size": 8, "ArrayStart": 16],
        // Managed objects, from their addresses on: System.Delegate, and from the list on System.MulticastDelegate.
        "Delegate": ["Target": 8, "MethodPtr": 0x18, "MethodPtrAux": 0x20, "InvocationList": 0x28, "InvocationCount": 0x30],
        "GCAllocContext": ["Pointer": 0, "Limit": 8],
        "HeapSegment": ["Allocated": 0, "Committed": 8, "Reserved": 0x10, "Mem": 0x20, "Flags": 0x28, "Next": 0x30],
    ]

    /// Offsets up to 8: the TypeDef row in 16 bits, the loader module in the method table, emitted metadata in an SBuffer.
    static let to8: FieldOffsets = ["MethodTable": ["Token": 10, "LoaderModule": 0x18], "SBuffer": ["Buffer": 0x10]]

    /// Offsets from 9 on: the TypeDef row in the upper 24 bits of `MTFlags2`, the defining module in the method table, emitted metadata
    /// after its size.
    static let from9: FieldOffsets = [
        "MethodTable": ["Module": 0x18, "AuxiliaryData": 0x20], "MethodTableAuxiliaryData": ["LoaderModule": 8],
        "DynamicMetadata": ["Size": 0, "Data": 4], "ThreadLocalData": ["NonCollectibleTlsArrayData": 8],
    ]

    /// The element type of a class, verified on dumps of 8, 9 and 10; of 3.1; and of 6, 8, 9 and 10 on Windows, where COM's fields come
    /// first.
    static let elementType: FieldOffsets = ["EEClass": ["InternalCorElementType": 0x30]]
    static let elementTypeOf31: FieldOffsets = ["EEClass": ["InternalCorElementType": 0x34]]
    static let elementTypeOfWindows: FieldOffsets = ["EEClass": ["InternalCorElementType": 0x40]]

    /// Offsets of the numbers of a class's fields from 9 on. Older runtimes pack these numbers.
    static let fieldCounts: FieldOffsets = ["EEClass": ["NumInstanceFields": 0x32, "NumStaticFields": 0x36, "NumThreadStaticFields": 0x3A]]
    /// The same on Windows, where COM's fields come first.
    static let fieldCountsOfWindows: FieldOffsets = [
        "EEClass": ["NumInstanceFields": 0x42, "NumStaticFields": 0x46, "NumThreadStaticFields": 0x4A]
    ]
}
