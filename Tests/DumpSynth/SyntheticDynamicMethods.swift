/// Offsets in the runtime's structures of dynamic methods, of .NET 8.0 on Linux x86-64. They are not taken from the reader.
extension CLR8 {
    package enum DynamicMethodTable {
        package static let methodTable: UInt64 = 0x98
        static let size = 0xC0
    }

    package enum MethodDescChunk {
        package static let next: UInt64 = 8
        package static let words: UInt64 = 0x10
        package static let more: UInt64 = 0x11
        static let size = 24
    }

    package enum DynamicMethodDesc {
        package static let flags: UInt64 = 6
        package static let name: UInt64 = 0x18
        package static let resolver: UInt64 = 0x20
        static let size = 56
    }

    package enum LCGMethodResolver {
        package static let method: UInt64 = 8
        package static let managed: UInt64 = 0x10
        static let size = 0x60
    }
}

/// The dynamic methods of a module of a made-up process.
package struct SyntheticDynamicMethods {
    /// The table.
    package let table: UInt64
    package let chunks: [UInt64]
    package let methods: [UInt64]
    package let resolvers: [UInt64]
}

extension SyntheticProcess {
    /// Dynamic methods that belong to a module, `perChunk` in a chunk. `nil` is one that was collected.
    @discardableResult
    package func dynamicMethods(_ names: [String?], in module: SyntheticModule, perChunk: Int = 4) -> SyntheticDynamicMethods {
        let owner = type("DynamicClass", in: module).handle
        let table = memory.allocate(CLR8.DynamicMethodTable.size, in: typeHeap)
        memory.write(owner, at: table + CLR8.DynamicMethodTable.methodTable)
        memory.write(table, at: domainAssembly(of: module) + CLR8.DomainAssembly.dynamicMethods)
        let eeClass = memory.word(at: owner + CLR8.MethodTable.eeClass)
        var chunks: [UInt64] = []
        var methods: [UInt64] = []
        var resolvers: [UInt64] = []
        for start in stride(from: 0, to: names.count, by: perChunk) {
            let part = names[start..<min(start + perChunk, names.count)]
            let chunk = memory.allocate(CLR8.MethodDescChunk.size + part.count * CLR8.DynamicMethodDesc.size, in: typeHeap)
            memory.write(owner, at: chunk)
            memory.write(UInt8(part.count * CLR8.DynamicMethodDesc.size / 8 - 1), at: chunk + CLR8.MethodDescChunk.words)
            memory.write(UInt8(part.count - 1), at: chunk + CLR8.MethodDescChunk.more)
            memory.write(chunk, at: chunks.last.map { $0 + CLR8.MethodDescChunk.next } ?? eeClass + 0x20)
            chunks.append(chunk)
            for (index, name) in part.enumerated() {
                let method = chunk + UInt64(CLR8.MethodDescChunk.size + index * CLR8.DynamicMethodDesc.size)
                // The memory of a collected method's name is used for something else.
                let text = name.map { [UInt8].cString($0) } ?? [0x30, 0xFF, 0xFE, 0x7F, 0]
                let place = memory.allocate(text.count, in: nativeHeap)
                memory.write(text, at: place)
                let resolver = memory.allocate(CLR8.LCGMethodResolver.size, in: typeHeap)
                memory.write(7 as UInt16, at: method + CLR8.DynamicMethodDesc.flags)
                memory.write(place, at: method + CLR8.DynamicMethodDesc.name)
                memory.write(resolver, at: method + CLR8.DynamicMethodDesc.resolver)
                memory.write(library.vtable, at: resolver)
                memory.write(method, at: resolver + CLR8.LCGMethodResolver.method)
                resolvers.append(resolver)
                memory.write(name == nil ? 0 as UInt64 : nativeHeapHandle, at: resolver + CLR8.LCGMethodResolver.managed)
                methods.append(method)
            }
        }
        return SyntheticDynamicMethods(table: table, chunks: chunks, methods: methods, resolvers: resolvers)
    }

    /// In the place of a handle, which the reader does not follow.
    private var nativeHeapHandle: UInt64 { systemDomain + 0x100 }
}
