/// A module of a collectible load context of a made-up process: the native LoaderAllocator has a handle to the managed one, which refers to
/// its scout and to the array of its slots. The scout has the address of the native one.
package struct SyntheticCollectibleModule {
    package let process: SyntheticProcess
    package let module: SyntheticModule
    package let allocator: UInt64
    package let object: UInt64
    package let scout: UInt64
    /// An array of four objects.
    package let slots: UInt64

    /// `handlePlace` is the place of the handle in the native LoaderAllocator, and `handleFlags` are its lowest bits.
    package init(_ process: SyntheticProcess = SyntheticProcess(), handlePlace: UInt64 = 0x3D0, handleFlags: UInt64 = 0) {
        self.process = process
        module = process.module("Plugin.dll")
        allocator = process.loaderAllocator()
        process.own(module, by: allocator)
        let type = process.type("System.Reflection.LoaderAllocator", in: process.coreLib, baseSize: 40)
        let scoutType = process.type("System.Reflection.LoaderAllocatorScout", in: process.coreLib)
        object =
            process.region(.gen2) {
                $0.object(type)
                $0.object(scoutType)
                $0.array(of: process.object, 4)
            }.objects.lowerBound
        (scout, slots) = (object + 40, object + 64)
        process.poke(scout, at: object + 8)
        process.poke(slots, at: object + 16)
        process.poke(allocator, at: scout + 8)
        let handle = process.allocate(8)
        process.poke(object, at: handle)
        process.poke(handle | handleFlags, at: allocator + handlePlace)
    }

    /// Gives a type these flags, with the one of collectible types: 0x1000_0000 up to 8, 0x0020_0000 from 9 on.
    package func mark(_ type: SyntheticType, flags: UInt32) { process.poke(flags, at: type.handle) }
}
