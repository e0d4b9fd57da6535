import CSQLite
import Glibc
import RawMemory
import Synchronization

/// The memory that SQLite maps: the -shm file beside a store, which processes share. Without a watch, a file that becomes shorter ends the
/// process with SIGBUS.
enum MappedStore {
    /// Makes SQLite map files through `watchedMap`. To be asked before the first connection; `false` when SQLite has no such call.
    static let isWatched: Bool = {
        guard let system = unsafe sqlite3_vfs_find(nil), let replace = unsafe system.pointee.xSetSystemCall else { return false }
        let map: MapCall = unsafe watchedMap
        let unmap: UnmapCall = unsafe watchedUnmap
        return unsafe replace(system, "mmap", unsafeBitCast(map, to: sqlite3_syscall_ptr.self)) == SQLITE_OK
            && replace(system, "munmap", unsafeBitCast(unmap, to: sqlite3_syscall_ptr.self)) == SQLITE_OK
    }()

    /// Whether pages of a store were lost in this process. From then on nothing that SQLite says of any store is to be believed, and nothing
    /// may be written: other processes do not see this one's pages any more.
    static var hasLostPages: Bool {
        lost.load(ordering: .acquiring) || watches.withLock { $0.values.contains { $0.hasLostPages } }
    }

    fileprivate static let watches = Mutex<[UInt: PageWatch]>([:])
    fileprivate static let lost = Atomic<Bool>(false)
}

private typealias MapCall = @convention(c) (UnsafeMutableRawPointer?, Int, Int32, Int32, Int32, Int) -> UnsafeMutableRawPointer?
private typealias UnmapCall = @convention(c) (UnsafeMutableRawPointer?, Int) -> Int32

private func watchedMap(
    _ wanted: UnsafeMutableRawPointer?, _ count: Int, _ access: Int32, _ flags: Int32, _ descriptor: Int32, _ start: Int
) -> UnsafeMutableRawPointer? {
    guard let memory = unsafe mmap(wanted, count, access, flags, descriptor, start), unsafe memory != MAP_FAILED else {
        return unsafe MAP_FAILED
    }
    guard let watch = unsafe PageWatch(memory, count, isWritable: access & PROT_WRITE != 0) else {
        unsafe munmap(memory, count)
        errno = EMFILE
        return unsafe MAP_FAILED
    }
    let place = UInt(bitPattern: memory)
    MappedStore.watches.withLock { $0[place] = watch }
    return unsafe memory
}

private func watchedUnmap(_ memory: UnsafeMutableRawPointer?, _ count: Int) -> Int32 {
    let place = UInt(bitPattern: memory)
    if let watch = MappedStore.watches.withLock({ $0.removeValue(forKey: place) }) {
        if watch.hasLostPages { MappedStore.lost.store(true, ordering: .releasing) }
        watch.end()
    }
    return unsafe munmap(memory, count)
}
