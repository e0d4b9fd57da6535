import ProcessMemory
package import RawMemory

/// The tables of GC handles: objects that something outside the heap refers to. GCHandle, pinning, weak references and the runtime's own
/// roots are handles.
package struct HandleTables: Sendable {
    /// In the order of the tables.
    let segments: [(address: Address, form: HandleSegmentForm)]
    /// Tables and segments that could not be read.
    package let broken: UInt64
    private let memory: AddressSpace

    init(_ search: HandleTableSearch, _ memory: AddressSpace) {
        segments = search.segments
        broken = search.broken
        self.memory = memory
    }

    package var segmentCount: Int { segments.count }

    /// The segments: 64 KiB each, of which the runtime commits what it uses.
    package var ranges: [AddressRange] { segments.map { AddressRange(start: $0.address, count: 0x1_0000) } }

    /// Shows every handle that is in use, by segment: its kind and the address of its object. Returns the number of blocks of handles of
    /// which the dump does not hold all, or which are of no known kind. `nil` when `proceed`, which is asked before each segment, says
    /// no.
    package func forEach(proceed: () -> Bool, _ body: (HandleKind, Address) -> Void) -> UInt64? {
        var unreadable: UInt64 = 0
        for (segment, form) in segments {
            guard proceed() else { return nil }
            for number in 0..<HandleSegmentForm.blockCount {
                switch form.block(number, of: segment, memory) {
                case .free, .data: continue
                case .unreadable: unreadable += 1
                case .handles(let kind):
                    let first = HandleSegmentForm.block(number, of: segment)
                    var isWhole = true
                    for handle in 0..<HandleSegmentForm.handlesOfBlock {
                        guard let object = memory.pointer(first + handle * 8) else {
                            isWhole = false
                            continue
                        }
                        if !object.isNull { body(kind, object) }
                    }
                    if !isWhole { unreadable += 1 }
                }
            }
        }
        return unreadable
    }

    /// Shows both objects of every dependent handle, by segment: the second one lives as long as the first. Handles without a first or a
    /// second object are left out. Returns the number of blocks of dependent handles of which the dump does not hold all; blocks of no known
    /// kind are counted by `forEach`. `nil` when `proceed`, which is asked before each segment, says no.
    ///
    /// The second objects are in a block of data, whose number the segment has for the block (rgUserData).
    package func forEachDependent(proceed: () -> Bool, _ body: (_ primary: Address, _ secondary: Address) -> Void) -> UInt64? {
        var unreadable: UInt64 = 0
        for (segment, form) in segments {
            guard proceed() else { return nil }
            for number in 0..<HandleSegmentForm.blockCount {
                guard case .handles(.dependent) = form.block(number, of: segment, memory) else { continue }
                switch form.dataBlock(number, of: segment, memory) {
                case .none: continue
                case .unreadable: unreadable += 1
                case .block(let data):
                    let (first, second) = (
                        HandleSegmentForm.block(number, of: segment), HandleSegmentForm.block(data, of: segment)
                    )
                    var isWhole = true
                    for handle in 0..<HandleSegmentForm.handlesOfBlock {
                        guard let primary = memory.pointer(first + handle * 8), let secondary = memory.pointer(second + handle * 8) else {
                            isWhole = false
                            continue
                        }
                        if !primary.isNull, !secondary.isNull { body(primary, secondary) }
                    }
                    if !isWhole { unreadable += 1 }
                }
            }
        }
        return unreadable
    }
}

extension DotNetRuntime {
    /// The tables of GC handles. Without a value when the dump does not hold them (mini and triage dumps).
    package var handleTables: RuntimePart<HandleTables> { part(HandleTablesReader.self) }
}

private enum HandleTablesReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<HandleTables> {
        let missing = RuntimePart<HandleTables>(nil, [runtime.missing(.handleTablesMissing)])
        guard let variables = runtime.gcVariables, let map = variables.handleTableMap else { return missing }
        var search = HandleTableSearch(runtime.memory, heaps: variables.isServer ? variables.heaps.count + variables.unreadableHeaps : 1)
        search.readMaps(map, isServer: variables.isServer)
        guard !search.segments.isEmpty else { return missing }
        return RuntimePart(
            HandleTables(search, runtime.memory),
            search.broken > 0 ? [.handleTablesUnreadable(count: search.broken)] : [])
    }
}
