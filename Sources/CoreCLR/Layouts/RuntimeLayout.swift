package import DumpFormats

/// Where the fields of the runtime's own structures lie: one table a runtime generation, data and not code. Offsets in bytes.
package struct RuntimeLayout: Equatable, Sendable {
    /// Like `.NET 8.0 linux x86-64`.
    package var name: String
    package var major: Int
    package var minor: Int
    package var system: ProcessDump.OperatingSystem
    package var processor: ProcessDump.Processor
    /// Patch releases on which every offset was checked against an independent reader. Servicing seldom changes a layout, but one that
    /// is not listed here is trusted less. Empty: found by calibration.
    package var verifiedPatches: [Int]

    package var thread: ThreadLayout
    package var module: ModuleLayout
    /// AppDomain to its list of assemblies.
    package var appDomainAssemblies: UInt64
    /// From an element of that list to its Module: pointers at these offsets, one after the other.
    package var assemblyModule: [UInt64]
    package var methodTable: MethodTableForm
    /// TypeDesc of a pointer or by-ref to the type it points to; nil: whichever of the two places it has been at holds a type.
    package var typeDescArgument: UInt64?

    /// The two forms that method tables have had.
    package enum MethodTableForm: Sendable {
        /// 3.1 to 8: the TypeDef row in 16 bits at 10, the loader module at 0x18, the defining module in an optional slot.
        case loaderModule
        /// 9 and later: the TypeDef row in the upper 24 bits of the word at 8, the defining module at 0x18.
        case definingModule
    }

    package struct ThreadLayout: Equatable, Sendable {
        /// Thread to the link that chains it.
        var link: UInt64
        /// Flags of a thread that ended or never began; nil: not known, the dump's own list of threads decides.
        var state: UInt64?
        var managedID: UInt64
        var allocationContext: ContextPlace
        var stackBase: UInt64
        var stackLimit: UInt64
        var osID: UInt64

        /// From the list's first link, which the head's self pointer follows, to the number of threads.
        static let countAfterFirst: UInt64 = 24
    }

    /// Where a thread keeps its allocation context {pointer, limit}.
    package enum ContextPlace: Equatable, Sendable {
        /// In the Thread itself (to 8).
        case inThread(UInt64)
        /// In RuntimeThreadLocals, whose address stands in the Thread (9 and later).
        case inLocals(pointer: UInt64, offset: UInt64)
        /// Not found: no thread had one when the layout was calibrated.
        case unknown
    }

    package struct ModuleLayout: Equatable, Sendable {
        /// Not known where calibration could not read CoreLib's.
        var simpleName: UInt64?
        var peAssembly: UInt64
        /// Emitted metadata of a dynamic module; nil: not known, no dynamic module was there when the layout was calibrated.
        var dynamicMetadata: DynamicMetadataPlace?
        /// PEImage: its layouts, the one to prefer first (loaded, then mapped or flat).
        var imageLayouts: [UInt64]

        // The same from 3.1 to 10: PEAssembly (PEFile) to PEImage; PEImage to the buffer of its path (an SString); PEImageLayout.
        static let peAssemblyImage: UInt64 = 8
        static let imagePath: UInt64 = 0x10
        static let layoutBase: UInt64 = 8
        static let layoutSize: UInt64 = 0x10
        static let layoutFlags: UInt64 = 0x14
    }

    package enum DynamicMetadataPlace: Equatable, Sendable {
        /// To 8: pointer to an SBuffer, whose data pointer stands at 0x10.
        case buffer(UInt64)
        /// 9 and later: pointer to {size u32, the bytes}.
        case inline(UInt64)
    }
}
