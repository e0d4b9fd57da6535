import ProcessMemory
package import RawMemory

/// The objects that hold the static fields of threads, as the runtime keeps them outside of the handle tables from 9 on.
package struct ThreadStaticRoots: Hashable, Sendable {
    /// In the order of the threads. Each is an array with the storage of the thread's types.
    package let objects: [Address]
    /// Threads of which the dump does not hold this, or whose storage is no array.
    package let unreadable: UInt64
}

extension DotNetRuntime {
    /// The thread statics. Empty up to 8, whose storage is in strong handles. Without a value when the threads or the method tables have none,
    /// or when the layout lacks an offset.
    ///
    /// A Thread points to its ThreadLocalData, which has the number of the thread's slots (i32 0) and a reference to an array with a slot for
    /// each type (8). That was verified on dumps of 9.0.22 and 10.0.14 on Linux and Windows. Thread statics of collectible types (at 0x10) and
    /// those of types whose initializer still runs (at 0x20) are left out: by the source they are handles, which the handle tables have; no
    /// dump was seen that proves it. (ThreadLocalData in src/coreclr/vm/threadstatics.h of dotnet/runtime.)
    package var threadStatics: RuntimePart<ThreadStaticRoots> { part(ThreadStaticsReader.self) }
}

private enum ThreadStaticsReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<ThreadStaticRoots> {
        guard let tables = runtime.methodTables.value else { return RuntimePart(nil, runtime.methodTables.problems) }
        guard case .definingModule = tables.fields.form else {
            return RuntimePart(ThreadStaticRoots(objects: [], unreadable: 0))
        }
        guard let threads = runtime.threads.value else { return RuntimePart(nil, runtime.threads.problems) }
        let (pointer, array): (UInt64, UInt64)
        do {
            pointer = try runtime.layout.offsets.known("Thread", "ThreadLocalDataPtr")
            array = try runtime.layout.offsets.known("ThreadLocalData", "NonCollectibleTlsArrayData")
        } catch { return RuntimePart(nil, [.fieldUnknown(error)]) }

        let memory = runtime.memory
        var objects: [Address] = []
        var unreadable: UInt64 = 0
        for thread in threads {
            guard let data = memory.pointer(thread.address + pointer) else {
                unreadable += 1
                continue
            }
            if data.isNull { continue }
            guard let object = memory.pointer(data + array) else {
                // The storage of a thread that has ended is gone.
                if thread.isAlive { unreadable += 1 }
                continue
            }
            if object.isNull { continue }
            guard let table = tables.table(ofObjectAt: object), tables.flags(table).map(tables.isArray) ?? false else {
                if thread.isAlive { unreadable += 1 }
                continue
            }
            objects.append(object)
        }
        return RuntimePart(ThreadStaticRoots(objects: objects, unreadable: unreadable))
    }
}
