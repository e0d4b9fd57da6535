/// Offsets in bytes of the fields of a Module and of the structures to which it points, copied from a layout.
struct ModuleFields {
    /// `nil` when calibration could not read the name of CoreLib.
    let simpleName: UInt64?
    let peAssembly: UInt64
    /// `nil` when the layout was calibrated on a process without dynamic modules.
    let dynamicMetadata: DynamicMetadataPlace?
    /// The PEImage of a PEAssembly, and the buffer of a PEImage's path.
    let image: UInt64
    let imagePath: UInt64
    /// The path's bytes with its zero (u32): an SString begins with them, 16 bytes before the pointer to its buffer.
    let imagePathBytes: UInt64
    /// The layouts of a PEImage, in order of preference.
    let imageLayouts: [UInt64]
    let layoutBase: UInt64
    let layoutSize: UInt64
    let layoutFlags: UInt64

    /// The place of the metadata that the runtime writes for a dynamic module.
    enum DynamicMetadataPlace {
        /// A pointer to an SBuffer, whose data pointer is at `buffer` (up to 8).
        case inBuffer(UInt64, buffer: UInt64)
        /// A pointer to the size of the metadata, which itself begins at `data` (9 and later).
        case sized(UInt64, data: UInt64)
    }

    init(_ offsets: FieldOffsets) throws(RuntimeField) {
        simpleName = offsets["Module", "SimpleName"]
        peAssembly = try offsets.known("Module", "PEAssembly")
        image = try offsets.known("PEAssembly", "PEImage")
        imagePath = try offsets.known("PEImage", "Path")
        imagePathBytes = imagePath &- 0x10
        layoutBase = try offsets.known("PEImageLayout", "Base")
        layoutSize = try offsets.known("PEImageLayout", "Size")
        layoutFlags = try offsets.known("PEImageLayout", "Flags")
        imageLayouts = Self.layoutNames.compactMap { offsets["PEImage", $0] }
        let place = offsets["Module", "DynamicMetadata"]
        if let place, let data = offsets["DynamicMetadata", "Data"] {
            dynamicMetadata = .sized(place, data: data)
        } else if let place, let buffer = offsets["SBuffer", "Buffer"] {
            dynamicMetadata = .inBuffer(place, buffer: buffer)
        } else {
            dynamicMetadata = nil
        }
    }

    /// The fields of a PEImage that point to its layouts, in order of preference.
    static let layoutNames = ["LoadedImageLayout", "MappedImageLayout", "FlatImageLayout"]
}
