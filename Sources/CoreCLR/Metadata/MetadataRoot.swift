import DumpFormats
import ProcessMemory
import RawMemory

/// The address of the metadata of a managed image; `nil` when the image is not managed, damaged, or not in the dump. With `isMapped` the
/// sections are where a loader maps them; otherwise the image is as in its file.
///
/// Data directory 14 is the CLI header. The relative address of the metadata is at offset 8.
func metadataRoot(_ image: ImageBytes, isMapped: Bool) -> Address? {
    guard let header = PEHeader(image), let directory = header.directory(14, image),
        let cli = header.offset(of: directory.start, isMapped: isMapped, image), let metadata = image.u32(atOffset: cli + 8),
        let root = header.offset(of: metadata, isMapped: isMapped, image)
    else { return nil }
    return image.base + root
}
