import ProcessMemory
package import RawMemory

/// The file of an assembly, read like an image in memory.
package struct AssemblyFile {
    package let identity: ImageIdentity
    private let memory: AddressSpace
    /// Any base address works, because a file contains no addresses.
    private static let base = Address(0x10000)

    /// `nil` when the file is not a PE image.
    package init?(_ file: MappedFile) {
        memory = AddressSpace(file, at: Self.base)
        guard let identity = ImageIdentity(memory, base: Self.base) else { return nil }
        self.identity = identity
    }

    /// `nil` when the file is not an assembly, or when its metadata is damaged.
    package func metadata() -> MetadataTables? {
        metadataRoot(ImageBytes(memory, base: Self.base), isMapped: false).flatMap { MetadataTables($0, memory) }
    }

    /// `nil` when the file is not an assembly, or when its metadata is damaged.
    package func definitionNames() -> DefinitionNames? { metadata().flatMap { DefinitionNames($0) } }

    /// The build as a dump may say it that lacks the header of the image. `nil` when the file is not an assembly, or when its metadata is
    /// damaged.
    package func metadataIdentity() -> MetadataIdentity? {
        guard let metadata = metadata(), let schema = metadata.schema else { return nil }
        return MetadataIdentity(schema: schema, names: metadata.outermostNames)
    }
}
