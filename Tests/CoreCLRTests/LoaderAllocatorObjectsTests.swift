import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct LoaderAllocatorObjectsTests {
    /// Gives a type these flags.
    private func collectible(_ made: SyntheticCollectibleModule, _ type: SyntheticType, _ flags: UInt32) -> Address {
        made.mark(type, flags: flags)
        return Address(type.handle)
    }

    @Test func theObjectOfACollectibleType() throws {
        let made = SyntheticCollectibleModule()
        let type = collectible(made, made.process.type("Plugin.Job", in: made.module), 0x1000_0000)
        let other = Address(made.process.type("Plugin.Name", in: made.module).handle)
        let found = try runtime(made.process)
        #expect(found.loaderAllocatorObjects.problems == [])
        #expect(found.loaderAllocatorObjects.value?.object(of: type) == Address(made.object))
        #expect(found.loaderAllocatorObjects.value?.object(of: other) == nil)
        #expect(found.loaderAllocatorObjects.value?.object(of: Address(made.process.object.handle)) == nil)
        #expect(found.loaderAllocatorObjects.value?.object(of: Address(made.process.freeMethodTable)) == nil)
    }

    /// A list of a collectible type belongs to that type's context, though its definition is in CoreLib; an array too.
    @Test func instantiationsBelongToTheLoaderModule() throws {
        let made = SyntheticCollectibleModule()
        let process = made.process
        let job = process.type("Plugin.Job", in: made.module)
        let list = process.generic("System.Collections.Generic.List`1", in: process.coreLib, [job], isShared: false)
        process.overrideModule(of: list, loader: made.module, slots: 1)
        let (array, plain) = (process.arrayType(of: job), process.arrayType(of: process.object))
        let tables = [collectible(made, list, 0x1000_0010), collectible(made, array, 0x900A_0008), collectible(made, plain, 0x800A_0008)]
        let found = try runtime(process)
        #expect(tables.map { found.loaderAllocatorObjects.value?.object(of: $0) } == [Address(made.object), Address(made.object), nil])
    }

    /// From 9 on the flag is another one, and the loader module is in the auxiliary data. The handle is elsewhere, with a flag in its bits.
    @Test func inTheFormOf9() throws {
        let made = SyntheticCollectibleModule(processOf9(), handlePlace: 0x468, handleFlags: 1)
        let job = collectible(made, made.process.type("Plugin.Job", in: made.module), 0x0020_0000)
        let old = collectible(made, made.process.type("Plugin.Name", in: made.module), 0x1000_0000)
        let found = try runtime(made.process)
        #expect(found.loaderAllocatorObjects.value?.object(of: job) == Address(made.object))
        #expect(found.loaderAllocatorObjects.value?.object(of: old) == nil)
    }

    /// Only an object that leads back to the native allocator is taken.
    @Test func anObjectOfAnotherAllocator() throws {
        let made = SyntheticCollectibleModule()
        let type = collectible(made, made.process.type("Plugin.Job", in: made.module), 0x1000_0000)
        made.process.poke(made.process.globalAllocator, at: made.scout + 8)
        #expect(try runtime(made.process).loaderAllocatorObjects.value?.object(of: type) == nil)
    }

    /// The object of a context that is being unloaded is gone.
    @Test(arguments: [0, 8, 1 << 47, .max] as [UInt64]) func handlesToAnywhere(_ object: UInt64) throws {
        let made = SyntheticCollectibleModule()
        let type = collectible(made, made.process.type("Plugin.Job", in: made.module), 0x1000_0000)
        let handle = made.process.allocate(8)
        made.process.poke(object, at: handle)
        made.process.poke(handle, at: made.allocator + 0x3D0)
        let found = try runtime(made.process)
        #expect(found.loaderAllocatorObjects.value?.object(of: type) == nil)
        // Nor is any word a type.
        for word in [0, 8, UInt64.max, 1 << 47] { #expect(found.loaderAllocatorObjects.value?.object(of: Address(word)) == nil) }
    }

    @Test func aDumpWithoutTheLoadersMemory() throws {
        let process = SyntheticProcess()
        process.poke(0 as UInt64, at: process.coreLib.address + CLR8.Module.loaderAllocator)
        let part = try runtime(process).loaderAllocatorObjects
        #expect(part.value == nil)
        #expect(part.problems == [.loaderHeapsMissing])
    }
}
