/// Offsets in the loader's structures of .NET 8.0 on Linux x86-64. They are not taken from the reader's table.
extension CLR8 {
    package enum LoaderAllocator {
        package static let lowFrequency: UInt64 = 0x390
        package static let highFrequency: UInt64 = 0x398
        package static let stub: UInt64 = 0x3A0
        package static let executable: UInt64 = 0x3B0
        package static let fixupPrecode: UInt64 = 0x3C0
        package static let newStubPrecode: UInt64 = 0x3C8
        package static let stubManager: UInt64 = 0x828
        static let size = 0x900
    }

    package enum VirtualCallStubManager {
        package static let indirectionCell: UInt64 = 0x1E8
        package static let cacheEntry: UInt64 = 0x1F0
        static let size = 0x200
    }

    package enum LoaderHeap {
        package static let firstBlock: UInt64 = 8
        package static let committedEnd: UInt64 = 0x18
        package static let reservedEnd: UInt64 = 0x20
        package static let committed: UInt64 = 0x40
        static let size = 0x60
    }

    package enum LoaderHeapBlock {
        package static let next: UInt64 = 0
        package static let start: UInt64 = 8
        package static let size: UInt64 = 0x10
        static let bytes = 0x20
    }
}

/// A heap of the loader of a made-up process, with the records of its blocks, newest first.
package struct SyntheticLoaderHeap {
    package let address: UInt64
    package let blocks: [UInt64]
}

/// A block of a heap of the loader: what is reserved, and how much of it is committed from its start on.
package struct SyntheticBlock {
    let start: UInt64
    let size: UInt64
    let committed: UInt64

    package init(_ start: UInt64, _ size: UInt64, committed: UInt64) {
        self.start = start
        self.size = size
        self.committed = committed
    }
}

extension SyntheticProcess {
    /// The LoaderAllocator of all modules that are never unloaded.
    package var globalAllocator: UInt64 { systemDomain + 0xA00 }

    /// Another LoaderAllocator: that of a collectible load context.
    package func loaderAllocator() -> UInt64 { memory.allocate(CLR8.LoaderAllocator.size, in: nativeHeap) }

    /// Makes `allocator` own what is loaded for a module.
    package func own(_ module: SyntheticModule, by allocator: UInt64) {
        memory.write(allocator, at: module.address + CLR8.Module.loaderAllocator)
    }

    /// A heap with these blocks, the first of which is in use, at the field `place` of `owner`.
    @discardableResult
    package func loaderHeap(at place: UInt64, of owner: UInt64, _ blocks: [SyntheticBlock]) -> SyntheticLoaderHeap {
        let heap = memory.allocate(CLR8.LoaderHeap.size, in: nativeHeap)
        let records = blocks.map { _ in memory.allocate(CLR8.LoaderHeapBlock.bytes, in: nativeHeap) }
        memory.write(library.vtable, at: heap)
        memory.write(records.first ?? 0, at: heap + CLR8.LoaderHeap.firstBlock)
        if let current = blocks.first {
            memory.write(current.start + current.committed, at: heap + CLR8.LoaderHeap.committedEnd)
            memory.write(current.start + current.size, at: heap + CLR8.LoaderHeap.reservedEnd)
        }
        memory.write(blocks.reduce(0 as UInt64) { $0 + $1.committed }, at: heap + CLR8.LoaderHeap.committed)
        for (index, block) in blocks.enumerated() {
            let next = index + 1 < records.count ? records[index + 1] : 0
            memory.write(next, at: records[index] + CLR8.LoaderHeapBlock.next)
            memory.write(block.start, at: records[index] + CLR8.LoaderHeapBlock.start)
            memory.write(block.size, at: records[index] + CLR8.LoaderHeapBlock.size)
        }
        memory.write(heap, at: owner + place)
        return SyntheticLoaderHeap(address: heap, blocks: records)
    }

    /// The VirtualCallStubManager of an allocator.
    package func stubManager(of allocator: UInt64) -> UInt64 {
        let manager = memory.allocate(CLR8.VirtualCallStubManager.size, in: nativeHeap)
        memory.write(manager, at: allocator + CLR8.LoaderAllocator.stubManager)
        return manager
    }

    /// The heaps that every process has.
    func writeFirstLoaderHeaps() {
        loaderHeap(
            at: CLR8.LoaderAllocator.lowFrequency, of: globalAllocator, [SyntheticBlock(0x7F11_0000_0000, 0x10000, committed: 0x3000)])
        loaderHeap(
            at: CLR8.LoaderAllocator.highFrequency, of: globalAllocator, [SyntheticBlock(0x7F11_0001_0000, 0x10000, committed: 0x5000)])
        loaderHeap(at: CLR8.LoaderAllocator.stub, of: globalAllocator, [SyntheticBlock(0x7F11_0002_0000, 0x3000, committed: 0x1000)])
    }
}
