/// The places in a Module and in what it points to, copied from a layout. Offsets in bytes.
struct ModuleFields {
    /// `nil` when calibration could not read CoreLib's.
    let simpleName: UInt64?
    let peAssembly: UInt64
    /// `nil` when there was no dynamic module when the layout was calibrated.
    let dynamicMetadata: DynamicMetadataPlace?
    /// PEAssembly to PEImage, and PEImage to the buffer of its path.
    let image: UInt64
    let imagePath: UInt64
    /// PEImage to its layouts, the one to prefer first.
    let imageLayouts: [UInt64]
    let layoutBase: UInt64
    let layoutSize: UInt64
    let layoutFlags: UInt64

    /// Where a dynamic module keeps the metadata that the runtime writes for it.
    enum DynamicMetadataPlace {
        /// Up to 8: a pointer to an SBuffer, whose data pointer stands at `buffer`.
        case inBuffer(UInt64, buffer: UInt64)
        /// 9 and later: a pointer to the metadata with its size before it, which begins at `data`.
        case sized(UInt64, data: UInt64)
    }

    init(_ offsets: FieldOffsets) throws(RuntimeField) {
        simpleName = offsets["Module", "SimpleName"]
        peAssembly = try offsets.known("Module", "PEAssembly")
        image = try offsets.known("PEAssembly", "PEImage")
        imagePath = try offsets.known("PEImage", "Path")
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

    /// The fields of a PEImage that point to its layouts, the one to prefer first.
    static let layoutNames = ["LoadedImageLayout", "MappedImageLayout", "FlatImageLayout"]
}
