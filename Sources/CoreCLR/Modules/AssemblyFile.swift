import ProcessMemory
package import RawMemory

/// The file of an assembly, read like an image in memory.
package struct AssemblyFile {
    package let identity: ImageIdentity
    private let memory: AddressSpace
    private let base: Address

    /// `place`: where the assembly begins in a file that holds several. `nil` when no PE image is there.
    package init?(_ file: MappedFile, at place: UInt64 = 0) {
        // Any address works, because a file contains no addresses.
        let start = Address(0x10000)
        memory = AddressSpace(file, at: start)
        base = start + place
        guard let identity = ImageIdentity(memory, base: base) else { return nil }
        self.identity = identity
    }

    /// `nil` when the file is not an assembly, or when its metadata is damaged.
    package func metadata() -> MetadataTables? {
        metadataRoot(ImageBytes(memory, base: base), isMapped: false).flatMap { MetadataTables($0, memory) }
    }

    /// `nil` when the file is not an assembly, or when its metadata is damaged.
    package func definitionNames() -> DefinitionNames? { metadata().flatMap { DefinitionNames($0) } }

    /// The build as a dump may say it that lacks the header of the image. `nil` when the file is not an assembly, or when its metadata is
    /// damaged.
    package func metadataIdentity() -> MetadataIdentity? {
        guard let metadata = metadata(), let schema = metadata.schema else { return nil }
        return MetadataIdentity(schema: schema, names: metadata.nameDigests)
    }
}
