/// A made-up .NET 8 process on Linux x86-64 with a workstation GC and regions. Declared things have addresses at once. Its dump is valid
/// until a test overwrites something.
///
///     let process = SyntheticProcess()
///     let app = process.module("App.dll")
///     let order = process.type("Shop.Order", in: app, baseSize: 40)
///     process.region(.gen0) {
///         $0.object(order)
///         $0.string("x")
///     }
///     let file = try process.core().bytes().mapped()
package final class SyntheticProcess {
    package let library: RuntimeLibrary
    package var name = "app"
    package var id: UInt32 = 4711
    /// The objects that the walk must find, by method table and generation.
    package internal(set) var truth = HeapTruth()

    var memory = SyntheticMemory()
    let nativeHeap: Int
    let typeHeap: Int
    var modules: [ModuleRecord] = []
    /// Slots of the assembly list: a DomainAssembly, or 0 for an unloaded one.
    var assemblySlots: [UInt64] = []
    var threads: [ThreadRecord] = []
    var regions: [SyntheticRegion] = []
    /// Canonical method tables of generic definitions, by module and TypeDef row.
    var sharedGenerics: [SharedGeneric: UInt64] = [:]
    var arrays: [UInt64: SyntheticType] = [:]
    var serverHeapAddresses: [UInt64] = []
    /// Tables of GC handles that were made.
    var handleTableCount = 0
    private var spoilings: [(inout SyntheticMemory) -> Void] = []

    package let threadStore: UInt64
    package let appDomain: UInt64
    package let systemDomain: UInt64
    package let freeMethodTable: UInt64
    /// CFinalize.
    let finalizeQueue: UInt64
    /// See `SyntheticCode`.
    package let codeHeap: UInt64
    var methodCount = 0
    var nibbles: [UInt64: UInt32] = [:]

    package private(set) var coreLib: SyntheticModule
    package private(set) var object: SyntheticType
    package private(set) var stringType: SyntheticType
    package private(set) var int32: SyntheticType
    /// System.__Canon, which replaces reference types in shared code.
    package private(set) var canon: SyntheticType
    /// The thread that every process has.
    package private(set) var mainThread: SyntheticThread

    package init(_ library: RuntimeLibrary = RuntimeLibrary()) {
        self.library = library
        _ = memory.area(library.base, library.headerPages(), flags: 4)
        if library.holdsCode { _ = memory.area(library.codeRange.lowerBound, [UInt8](repeating: 0xCC, count: 0x4000), flags: 5) }
        _ = memory.area(library.base + RuntimeLibrary.dataOffset, library.dataPages())
        nativeHeap = memory.area(0x7F40_0000_0000)
        typeHeap = memory.area(0x7F10_0000_0000)
        threadStore = memory.allocate(CLR8.ThreadStore.size, in: nativeHeap)
        // The global LoaderAllocator lies inside the SystemDomain, at 0xA00.
        systemDomain = memory.allocate(0xA00 + 0x900, in: nativeHeap)
        appDomain = memory.allocate(CLR8.AppDomain.size, in: nativeHeap)
        finalizeQueue = memory.allocate(0x80, in: nativeHeap)
        codeHeap = memory.allocate(Self.codeBytes, in: nativeHeap)
        freeMethodTable = memory.allocate(CLR8.MethodTable.size, in: typeHeap)
        memory.write(0x18_8000_0001 as UInt64, at: freeMethodTable)
        coreLib = SyntheticModule(index: 0, address: 0)
        (object, stringType, int32, canon) = (
            SyntheticType(handle: 0), SyntheticType(handle: 0), SyntheticType(handle: 0), SyntheticType(handle: 0)
        )
        mainThread = SyntheticThread(index: 0, address: 0, osID: 0)

        coreLib = module(
            "System.Private.CoreLib.dll", path: library.folder + "System.Private.CoreLib.dll", layout: .mapped)
        object = type("System.Object", in: coreLib, virtuals: 4, isRoot: true)
        stringType = type("System.String", in: coreLib, baseSize: 22, componentSize: 2)
        int32 = valueType("System.Int32", in: coreLib, size: 4)
        canon = type("System.__Canon", in: coreLib)
        writeFirstLoaderHeaps()
        mainThread = thread(osID: id)
        makeCodeHeap()
        handleTables([[]])
    }

    /// Overwrites a number in the finished memory, after everything else and in the order of the calls.
    package func poke(_ value: some FixedWidthInteger & Sendable, at address: UInt64) { spoilings.append { $0.write(value, at: address) } }

    package func poke(_ bytes: [UInt8], at address: UInt64) { spoilings.append { $0.write(bytes, at: address) } }

    /// Removes the pages that `range` touches from the dump.
    package func removePages(_ range: Range<UInt64>) { spoilings.append { $0.remove(range) } }

    /// Adds memory at `start` (a page boundary), for structures that no method here makes.
    package func place(_ bytes: [UInt8], at start: UInt64) { _ = memory.area(start, bytes) }

    /// Zeroed bytes in the native heap.
    package func allocate(_ count: Int) -> UInt64 { memory.allocate(count, in: nativeHeap) }

    /// The dump, notes in createdump's order.
    package func core() -> ELFCoreBuilder {
        for generation in HeapGeneration.allCases where generation != .frozen && !regions.contains(where: { $0.generation == generation }) {
            region(generation)
        }
        var memory = memory
        writeModules(&memory)
        writeAssemblyList(&memory)
        writeThreads(&memory)
        writeCollector(&memory)
        writeDacTable(&memory)
        writeDiagnosticPage(&memory)
        for spoil in spoilings { spoil(&memory) }

        var core = ELFCoreBuilder()
        core.segments = memory.segments
        core.notes = [
            .processInfo(id: id, name: name, arguments: "/app/\(name) --secret"),
            // Made-up processes with one id are one life.
            .auxiliaryVector([
                (3, 0x5500_0000_0040), (5, 11), (6, 4096), (9, 0x5500_0000_1000), (25, 0x7FFC_0000_0009 + UInt64(id) << 4),
            ]),
            .files(library.fileRows + moduleFileRows),
        ]
        for thread in threads where thread.isInDump {
            core.notes.append(.threadStatus(id: UInt32(truncatingIfNeeded: thread.osID), stackPointer: thread.stackPointer))
            core.notes.append(.floatingPoint)
        }
        return core
    }

    private func writeDacTable(_ memory: inout SyntheticMemory) {
        let table = library.base + RuntimeLibrary.dacTableOffset
        for entry in 0..<CLR8.DacTable.count { memory.write(dacVariable(entry), at: table + UInt64(entry) * 8) }
        let values: [(Int, UInt64)] = [
            (CLR8.DacTable.jitManager, jitManager), (CLR8.DacTable.threadStore, threadStore), (CLR8.DacTable.gcVariables, gcVariables),
            (CLR8.DacTable.appDomain, appDomain),
            (CLR8.DacTable.systemDomain, systemDomain), (CLR8.DacTable.object, object.handle), (CLR8.DacTable.string, stringType.handle),
            (CLR8.DacTable.free, freeMethodTable),
        ]
        for (entry, value) in values { memory.write(value, at: dacVariable(entry)) }
    }

    /// The address of the variable for an entry of g_dacTable.
    package func dacVariable(_ entry: Int) -> UInt64 { library.base + RuntimeLibrary.variablesOffset + UInt64(entry) * 8 }

    /// The page that createdump adds, which the process did not have.
    private func writeDiagnosticPage(_ memory: inout SyntheticMemory) {
        var page: [UInt8] = Array("DIAGINFOHEADER".utf8)
        page.put(UInt32(2), at: 0x10)
        page.put(library.base, at: 0x20)
        page.align(4096)
        _ = memory.area(0x7FFF_FFF1_0000, page, flags: 4)
    }
}
