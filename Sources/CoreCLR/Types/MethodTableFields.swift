/// Offsets in bytes of the fields of a MethodTable and its EEClass, copied from a layout.
struct MethodTableFields {
    let flags: UInt64
    let baseSize: UInt64
    let flags2: UInt64
    let virtuals: UInt64
    let interfaces: UInt64
    let parent: UInt64
    let classOrCanonical: UInt64
    /// The instantiation, the element type of an array, or the first of the optional slots (up to 8).
    let perInstInfo: UInt64
    /// The interface map, or the second of the optional slots (up to 8).
    let interfaceMap: UInt64
    let size: UInt64
    /// The field of an EEClass with its canonical method table.
    let methodTableOfClass: UInt64
    /// The size of the GenericsDictInfo, which lies before the dictionaries of an instantiation.
    let dictionaryInfoSize: UInt64
    let dictionaryCount: UInt64
    let argumentCount: UInt64
    let form: Form

    /// The two forms that method tables have had.
    enum Form: Equatable {
        /// Up to 8: the TypeDef row in 16 bits, the loader module, and the defining module in an optional slot.
        case loaderModule(token: UInt64, module: UInt64)
        /// 9 and later: the TypeDef row in the upper 24 bits of the second flags, and the defining module.
        case definingModule(module: UInt64)
    }

    init(_ offsets: FieldOffsets) throws(RuntimeField) {
        flags = try offsets.known("MethodTable", "MTFlags")
        baseSize = try offsets.known("MethodTable", "BaseSize")
        flags2 = try offsets.known("MethodTable", "MTFlags2")
        virtuals = try offsets.known("MethodTable", "NumVirtuals")
        interfaces = try offsets.known("MethodTable", "NumInterfaces")
        parent = try offsets.known("MethodTable", "ParentMethodTable")
        classOrCanonical = try offsets.known("MethodTable", "EEClassOrCanonMT")
        perInstInfo = try offsets.known("MethodTable", "PerInstInfo")
        interfaceMap = try offsets.known("MethodTable", "InterfaceMap")
        size = try offsets.known("MethodTable", "!")
        methodTableOfClass = try offsets.known("EEClass", "MethodTable")
        dictionaryInfoSize = try offsets.known("GenericsDictInfo", "!")
        dictionaryCount = try offsets.known("GenericsDictInfo", "NumDicts")
        argumentCount = try offsets.known("GenericsDictInfo", "NumTypeArgs")
        if let module = offsets["MethodTable", "Module"] {
            form = .definingModule(module: module)
        } else {
            form = .loaderModule(
                token: try offsets.known("MethodTable", "Token"), module: try offsets.known("MethodTable", "LoaderModule"))
        }
    }
}
