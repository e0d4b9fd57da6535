import CoreCLR
import ProcessMemory
import RawMemory

/// The objects of a heap and what they refer to.
@safe
final class HeapGraph: @unchecked Sendable {
    let map: HeapMap
    let types: GraphTypes
    /// The second objects of dependent handles, by the first one.
    let dependents: [UInt32: [UInt32]]

    /// Longer arrays are shared by the workers.
    private static let longArray: UInt64 = 1 << 16

    init(_ map: HeapMap, _ types: GraphTypes, _ dependents: [UInt32: [UInt32]]) {
        self.map = map
        self.types = types
        self.dependents = dependents
    }

    /// The number of the type and the exact size of the object at a word; `nil` when it cannot be read.
    @inline(__always)
    func object(_ word: UInt32) -> (type: Int, size: UInt64)? {
        guard let table = map.load(word, 0), let type = types.number(table & ~7) else { return nil }
        let (base, component) = unsafe (types.entries[type].base, types.entries[type].component)
        if component == 0 { return (type, UInt64(max(base, 24))) }
        guard let length = map.load(word, 8) else { return nil }
        return (type, max(UInt64(base) &+ UInt64(component) &* (length & 0xFFFF_FFFF), 24))
    }

    /// Adds what the objects in `words` refer to. With `isShared` long arrays are left to `expand(elements:of:)`, and objects of the same holder
    /// that are too many for one worker to the next round.
    func expand(_ words: ArraySlice<UInt32>, row: UInt32, isShared: Bool, _ found: FoundReferences) {
        let buffer = found.buffer
        var next = words.startIndex
        while true {
            if isShared, found.isRoundOver {
                found.spillAll(words[next...])
                return
            }
            var count = 0
            while count < ReferenceBuffer.block, let word = found.pending.popLast() {
                unsafe buffer.opened[count] = word
                count += 1
            }
            while count < ReferenceBuffer.block, next < words.endIndex {
                unsafe buffer.opened[count] = words[next]
                count += 1
                next += 1
            }
            if count == 0 { return }
            for place in 0..<count { unsafe buffer.headers[place] = map.load(buffer.opened[place], 0) ?? 0 }
            for place in 0..<count {
                let number = unsafe types.number(buffer.headers[place] & ~7) ?? -1
                unsafe buffer.numbers[place] = number
                // An object may lie in two lines of the cache: the second one is waited for here as well.
                if number >= 0 { unsafe buffer.headers[place] = map.load(buffer.opened[place], UInt64(types.entries[number].last)) ?? 0 }
            }
            var sums = TypeSums()
            for place in 0..<count { unsafe open(buffer.opened[place], buffer.numbers[place], row, isShared, &sums, found) }
            sums.settle(found)
            follow(row, found)
            if isShared { found.spillPending() }
        }
    }

    /// Counts of objects of the same type in a row.
    private struct TypeSums {
        var type = 0
        var objects: UInt64 = 0
        var bytes: UInt64 = 0

        mutating func settle(_ found: FoundReferences) {
            if objects > 0 { found.count(objects, bytes, of: type) }
            (objects, bytes) = (0, 0)
        }
    }

    private func open(
        _ word: UInt32, _ type: Int, _ row: UInt32, _ isShared: Bool, _ sums: inout TypeSums, _ found: FoundReferences
    ) {
        guard type >= 0 else {
            found.strays += 1
            return
        }
        let entry = unsafe types.entries[type]
        var size = UInt64(max(entry.base, 24))
        if entry.component != 0 {
            guard let length = map.load(word, 8) else {
                found.strays += 1
                return
            }
            size = max(UInt64(entry.base) &+ UInt64(entry.component) &* (length & 0xFFFF_FFFF), 24)
        }
        if type != sums.type {
            sums.settle(found)
            sums.type = type
        }
        sums.objects &+= 1
        sums.bytes &+= size
        switch entry.form {
        case .none: break
        case .fields:
            for place in Int(entry.firstPart)..<Int(entry.firstPart &+ entry.partCount) {
                let part = unsafe types.parts[place]
                var offset = UInt64(part.offset)
                for _ in 0..<part.count {
                    gather(map.load(word, offset), HolderStep.fieldCode(offset), type, row, found)
                    offset &+= 8
                }
            }
        case .elements:
            let count = elements(entry, size)
            if isShared, count > Self.longArray {
                found.longArrays.append(word)
            } else {
                gather(0..<count, of: word, type, entry, row, found)
            }
        case .structures: gatherStructures(word, type, entry, size, row, found)
        }
        if entry.isPrimary {
            for second in dependents[word] ?? [] where !map.isMarked(second) { add(second, HolderStep.dependentCode, type, found) }
        }
        if entry.loader != 0, !map.isMarked(entry.loader &- 1) { add(entry.loader &- 1, HolderStep.loaderCode, type, found) }
    }

    /// The number of references in an array of `size` bytes.
    @inline(__always)
    func elements(_ entry: GraphTypes.Entry, _ size: UInt64) -> UInt64 {
        let beside = UInt64(entry.start) &+ UInt64(entry.tail)
        return size > beside ? (size &- beside) / 8 : 0
    }

    /// The long arrays in parts of as many elements.
    func parts(ofArrays words: [UInt32], _ length: UInt64) -> [(word: UInt32, elements: Range<UInt64>)] {
        words.flatMap { word in
            guard let (type, size) = object(word) else { return [] as [(word: UInt32, elements: Range<UInt64>)] }
            let count = unsafe elements(types.entries[type], size)
            return stride(from: 0, to: count, by: Int(length)).map { (word, $0..<min($0 + length, count)) }
        }
    }

    /// Adds what a part of a long array refers to.
    func expand(elements: Range<UInt64>, of word: UInt32, _ found: FoundReferences) {
        guard let (type, _) = object(word) else { return }
        unsafe gather(elements, of: word, type, types.entries[type], .max, found)
        follow(.max, found)
    }

    private func gather(
        _ elements: Range<UInt64>, of word: UInt32, _ type: Int, _ entry: GraphTypes.Entry, _ row: UInt32, _ found: FoundReferences
    ) {
        for index in elements {
            gather(map.load(word, UInt64(entry.start) &+ index &* 8), HolderStep.elementCode, type, row, found)
        }
    }

    private func gatherStructures(
        _ word: UInt32, _ type: Int, _ entry: GraphTypes.Entry, _ size: UInt64, _ row: UInt32, _ found: FoundReferences
    ) {
        for index in 0..<structures(entry, size) {
            forEachReference(of: word, inStructure: index, entry) { reference, offset in
                gather(reference, HolderStep.structureBit | HolderStep.fieldCode(offset), type, row, found)
            }
        }
    }

    @inline(__always)
    private func gather(_ reference: UInt64?, _ step: UInt32, _ type: Int, _ row: UInt32, _ found: FoundReferences) {
        guard let reference, reference != 0 else { return }
        if found.buffer.isFull { follow(row, found) }
        found.buffer.add(reference, step, type)
    }

    /// Follows what was gathered, stage by stage. `row` is that of the batch.
    private func follow(_ row: UInt32, _ found: FoundReferences) {
        let buffer = found.buffer
        if found.allowance.isExceeded {
            buffer.clear()
            return
        }
        var count = 0
        // What lies outside of the heap is a frozen object of an image, or damaged.
        for place in 0..<buffer.count {
            guard let word = unsafe map.word(buffer.references[place]) else { continue }
            unsafe buffer.words[count] = word
            unsafe buffer.sources[count] = Int32(truncatingIfNeeded: place)
            count &+= 1
        }
        for place in 0..<count { unsafe (buffer.starts[place], buffer.loads[place]) = map.bits(buffer.words[place]) }
        var fresh = 0
        for place in 0..<count {
            let word = unsafe buffer.words[place]
            let bit = UInt64(word & 63)
            if unsafe buffer.starts[place] &>> bit & 1 == 0 {
                found.strays += 1
            } else if unsafe buffer.loads[place] &>> bit & 1 == 0 {
                unsafe buffer.words[fresh] = word
                unsafe buffer.sources[fresh] = buffer.sources[place]
                fresh &+= 1
            }
        }
        for place in 0..<fresh { unsafe buffer.loads[place] = map.load(buffer.words[place], 0) ?? 0 }
        for place in 0..<fresh {
            let word = unsafe buffer.words[place]
            let source = unsafe Int(buffer.sources[place])
            guard let child = unsafe types.number(buffer.loads[place] & ~7) else {
                found.strays += 1
                continue
            }
            let (type, step) = unsafe (Int(buffer.types[source]), buffer.steps[source])
            if unsafe types.entries[child].row == row, step < HolderStep.structureBit, unsafe types.entries[type].joins {
                if map.mark(word) { found.pending.append(word) }
            } else {
                found.add(FoundReferences.key(type, step, child), word)
            }
        }
        buffer.clear()
    }

    private func add(_ word: UInt32, _ step: UInt32, _ type: Int, _ found: FoundReferences) {
        guard let (child, _) = object(word) else {
            found.strays += 1
            return
        }
        found.add(FoundReferences.key(type, step, child), word)
    }
}
