/// A made-up table of GC handles.
package struct SyntheticHandleTable {
    package let address: UInt64
    package let segments: [UInt64]
}

/// Offsets in the structures of handle tables of .NET 8, and the types of handles.
package enum CLR8Handles {
    /// In a table.
    package static let segmentList: UInt64 = 0x30
    /// In a segment.
    package static let blockTypes: UInt64 = 0x618
    package static let userData: UInt64 = 0x690
    package static let next: UInt64 = 0x7C8
    package static let owner: UInt64 = 0x7D0
    package static let values: UInt64 = 0x1000
    package static let dataBlock: UInt8 = 11

    package static let weakShort: UInt8 = 0
    package static let weakLong: UInt8 = 1
    package static let strong: UInt8 = 2
    package static let pinned: UInt8 = 3
    package static let dependent: UInt8 = 6
    package static let asyncPinned: UInt8 = 7
}

extension SyntheticProcess {
    /// Makes tables of GC handles in place of those made before (an empty one in the beginning), one for each list; a handle is its type
    /// and the address of its object, in the order given. `more` are further words of the array of tables.
    @discardableResult
    package func handleTables(_ tables: [[(type: UInt8, object: UInt64)]], more: [UInt64] = []) -> [SyntheticHandleTable] {
        let (array, bucket, buckets) = (allocate((tables.count + more.count + 1) * 8), allocate(16), allocate(80))
        var made: [SyntheticHandleTable] = []
        for (number, handles) in tables.enumerated() {
            let table = allocate(0x200)
            let segments = handleSegments(handles, of: table)
            poke(segments[0], at: table + CLR8Handles.segmentList)
            poke(table, at: array + UInt64(number) * 8)
            made.append(SyntheticHandleTable(address: table, segments: segments))
        }
        for (place, word) in more.enumerated() { poke(word, at: array + UInt64(tables.count + place) * 8) }
        poke(array, at: bucket)
        poke(bucket, at: buckets)
        poke(buckets, at: gcStorage(CLR8.GCVariable.handleTableMap))
        return made
    }

    /// The addresses of the segments of a table, at least one.
    private func handleSegments(_ handles: [(type: UInt8, object: UInt64)], of table: UInt64) -> [UInt64] {
        var blocks: [(type: UInt8, objects: [UInt64])] = []
        for handle in handles {
            if let last = blocks.last, last.type == handle.type, last.objects.count < 64 {
                blocks[blocks.count - 1].objects.append(handle.object)
            } else {
                blocks.append((handle.type, [handle.object]))
            }
        }
        let count = max(1, (blocks.count + 119) / 120)
        let addresses = (0..<count).map { 0x7F70_0000_0000 + UInt64(handleTableCount) << 28 + UInt64($0) << 16 }
        handleTableCount += 1
        for (index, address) in addresses.enumerated() {
            let own = blocks.dropFirst(index * 120).prefix(120)
            var bytes = [UInt8](repeating: 0, count: 0x1000 + own.count * 512)
            for block in 0..<120 {
                bytes.put(0xFF as UInt8, at: Int(CLR8Handles.blockTypes) + block)
                bytes.put(0xFF as UInt8, at: Int(CLR8Handles.userData) + block)
            }
            for (place, block) in own.enumerated() {
                bytes.put(block.type, at: Int(CLR8Handles.blockTypes) + place)
                for (slot, object) in block.objects.enumerated() { bytes.put(object, at: 0x1000 + place * 512 + slot * 8) }
            }
            bytes.put(index + 1 < count ? addresses[index + 1] : 0, at: Int(CLR8Handles.next))
            bytes.put(table, at: Int(CLR8Handles.owner))
            place(bytes, at: address)
        }
        return addresses
    }
}
