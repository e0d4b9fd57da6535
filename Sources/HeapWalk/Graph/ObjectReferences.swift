import CoreCLR
import RawMemory

extension HeapGraph {
    /// Shows what an object refers to, addresses as they are, null among them. Of an array these are the references in `limit` elements from `first`
    /// on; the result is the next element, or `nil` when there is none.
    @inline(__always)
    func forEachReference(
        of word: UInt32, _ type: Int, _ size: UInt64, from first: UInt64, limit: UInt64, _ body: (UInt64) -> Void
    ) -> UInt64? {
        let entry = types.entry(type)
        if first == 0 {
            if entry.isPrimary { for second in dependents[word] ?? [] { body(map.address(second)) } }
            if entry.loader != 0 { body(map.address(entry.loader &- 1)) }
        }
        var next: UInt64?
        switch entry.form {
        case .none: break
        case .fields:
            for place in entry.partPlaces {
                let part = types.part(place)
                var offset = UInt64(part.offset)
                for _ in 0..<part.count {
                    if let reference = map.load(word, offset) { body(reference) }
                    offset &+= 8
                }
            }
        case .elements:
            let count = elements(entry, size)
            let end = min(count, first.saturatingAdd(limit))
            if first < end {
                for index in first..<end {
                    if let reference = map.load(word, UInt64(entry.start) &+ index &* 8) { body(reference) }
                }
            }
            next = end < count ? end : nil
        case .structures:
            let count = structures(entry, size)
            let end = min(count, first.saturatingAdd(limit))
            if first < end {
                for index in first..<end {
                    forEachReference(of: word, inStructure: index, entry) { reference, _ in if let reference { body(reference) } }
                }
            }
            next = end < count ? end : nil
        }
        return next
    }

    /// The number of structures with references in an array of `size` bytes; 0 when the type's description makes no sense.
    @inline(__always)
    func structures(_ entry: GraphTypes.Entry, _ size: UInt64) -> UInt64 {
        let (first, start, stride) = (UInt64(entry.base) &- 8, UInt64(entry.start), UInt64(entry.component))
        guard stride > 0, entry.base >= 24, start >= first, start &- first < stride, size >= first &+ 8 else { return 0 }
        return (size &- 8 &- first) / stride
    }

    /// Shows the references of a structure with their offsets in it. The first structure follows the length; the base size has the header before
    /// the object as well. The parts begin with the first reference of a structure.
    @inline(__always)
    func forEachReference(
        of word: UInt32, inStructure index: UInt64, _ entry: GraphTypes.Entry, _ body: (UInt64?, _ offset: UInt64) -> Void
    ) {
        let first = UInt64(entry.base) &- 8
        let element = first &+ index &* UInt64(entry.component)
        for place in entry.partPlaces {
            let part = types.part(place)
            var offset = UInt64(entry.start) &- first &+ UInt64(part.offset)
            for _ in 0..<part.count {
                body(map.load(word, element &+ offset), offset)
                offset &+= 8
            }
        }
    }
}
